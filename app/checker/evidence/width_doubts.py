"""Which numbers are in doubt where a width does not fit: that of the layer at fault, and those of the layers in front.

A layer's width is said by several lines: by the layer that gives the channels, by its normalisation, by the
layers behind. The line at fault is the one that disagrees with all others.
"""

import ast
from dataclasses import dataclass

from app.checker.blame.origins import Creation, Origin
from app.checker.blame.proposals import Proposal
from app.checker.evidence.lineage import producers, widened_on_purpose
from app.checker.findings.batch_norm_width import BatchNormWidth
from app.checker.findings.cat_mismatch import CatMismatch
from app.checker.findings.cat_ranks import CatRanks
from app.checker.findings.forgotten_flatten import ForgottenFlatten
from app.checker.findings.group_divisibility import GroupDivisibility
from app.checker.findings.layer_norm_shape import LayerNormShape
from app.checker.findings.matmul_mismatch import MatmulMismatch
from app.checker.findings.recurrent_input_size import RecurrentInputSize
from app.checker.findings.recurrent_state_shape import RecurrentStateShape
from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.findings.wrong_view import WrongView
from app.checker.outcome import Trouble

_FAULTS = (
    BatchNormWidth, CatMismatch, CatRanks, ForgottenFlatten, GroupDivisibility, LayerNormShape, MatmulMismatch,
    RecurrentInputSize, RecurrentStateShape, ShapeMismatch, TorchError, WrongInChannels, WrongInFeatures, WrongView,
)  # fmt: skip
TAKES = ("in_channels", "in_features", "num_features", "num_channels", "normalized_shape", "input_size", "embed_dim")
GIVES = ("out_channels", "out_features", "hidden_size", "embedding_dim")
NEAREST = 3
"""Layers in front that are looked at."""


@dataclass(frozen=True)
class Doubt:
    """`own` are the widths of the layer at fault, `makers` what the layers `in_front` say that they give."""

    own: list[Origin]
    in_front: list[Creation]
    makers: list[Origin]

    @property
    def numbers(self) -> list[Origin]:
        """All that may be the slip, the layer's own first."""
        return [*self.own, *self.makers[:NEAREST]]


def in_doubt(trouble: Trouble) -> Doubt | None:
    """None where the fault is none of widths."""
    if not isinstance(trouble.met.fault, _FAULTS):
        return None
    own = [found for names in (TAKES, GIVES) if (found := argument(trouble.met.created, names))]
    fault_at = trouble.met.created.node if trouble.met.created is not None else None
    in_front = [made for made in producers(trouble.outcome, trouble.met.row) if made.node is not fault_at]
    in_front = [made for made in in_front if not widened_on_purpose(made, trouble.source.text)]
    return Doubt(own, in_front, [found for made in in_front if (found := argument(made, GIVES))])


def argument(created: Creation | None, names: tuple[str, ...]) -> Origin | None:
    """The first argument of these names that a layer was given."""
    return next((created.arguments[name] for name in names if created is not None and name in created.arguments), None)


def write(trouble: Trouble, node: ast.expr, new: str, *, telling: bool = False) -> Proposal:
    """The change that puts another text in the place of a width."""
    return Proposal(f"write {new} here", trouble.site.replace(node, new), blames=node, telling=telling)
