"""A width that is written far from its layers: `self.planes = 65`, `widths = [64, 129]`, `expansion = 5`.

Where a layer expects 65 channels and 64 arrive, each 65 of the paste may be the slip, and so may each 64: in a list
of settings, in a default, in a block's call, or in what a class keeps for the next of its layers.
"""

import ast
from collections import Counter
from collections.abc import Iterator

from app.checker.blame.origins import Creation
from app.checker.blame.proposals import Proposal
from app.checker.evidence.lineage import producers
from app.checker.evidence.regularity import breaks_a_row, rounder
from app.checker.findings.batch_norm_width import BatchNormWidth
from app.checker.findings.layer_norm_shape import LayerNormShape
from app.checker.findings.recurrent_input_size import RecurrentInputSize
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_LEAST = 5
"""Smaller numbers are kernels, strides and axes."""
_PLACES = 5
_OFTEN = 3
"""What is written so many times is a width of the model, beside which one that stands alone is odd."""
_SHARES = (1, 2, 4, 8, 3, 6)
"""What a width is multiplied by before a layer gets it."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    declared, arriving = _numbers(trouble)
    if not declared or not arriving:
        return
    skipped = {id(part) for made in _made(trouble) for part in walk(made.node)}
    numbers = [n for n in walk(trouble.source.tree) if isinstance(n, ast.Constant) and type(n.value) is int]
    elsewhere = [node for node in numbers if id(node) not in skipped]
    often = _counted(trouble, elsewhere)
    found = [found for node in elsewhere for found in _instead(trouble, node, (declared, arriving), often)]
    for _, proposal in sorted(found, key=lambda item: (item[0], not item[1].telling))[:_PLACES]:
        yield proposal


def _counted(trouble: Trouble, numbers: list[ast.Constant]) -> Counter[int]:
    """How often each number is written; the two of `Block(64, 64)` are one."""
    calls = [node.args for node in walk(trouble.source.tree) if isinstance(node, ast.Call)]
    again = {id(arg) for args in calls for place, arg in enumerate(args) if _among(arg, args[:place])}
    return Counter(n.value for n in numbers if isinstance(n.value, int) and id(n) not in again)


def _among(number: ast.expr, others: list[ast.expr]) -> bool:
    values = [other.value for other in others if isinstance(other, ast.Constant)]
    return isinstance(number, ast.Constant) and number.value in values


def _numbers(trouble: Trouble) -> tuple[int, int]:
    """What the layer says, and what comes."""
    fault = trouble.met.fault
    if isinstance(fault, WrongInChannels | RecurrentInputSize | BatchNormWidth | WrongInFeatures):
        facts = vars(fault)
        return facts.get("declared", 0), facts.get("arriving", facts.get("features", 0))
    if isinstance(fault, LayerNormShape):
        return fault.declared[-1], fault.shape[-1]
    return 0, 0


def _made(trouble: Trouble) -> list[Creation]:
    """The layer itself and those in front of it, whose own numbers are tried elsewhere."""
    own = [trouble.met.created] if trouble.met.created is not None else []
    return [*own, *producers(trouble.outcome, trouble.met.row)]


def _instead(
    trouble: Trouble, node: ast.Constant, ends: tuple[int, int], often: Counter[int]
) -> Iterator[tuple[int, Proposal]]:
    """A number that is a share of the one, changed to the same share of the other; shares are worth a try where odd."""
    now = node.value if isinstance(node.value, int) else 0
    for wrong, right in (ends, ends[::-1]):
        for share in _SHARES if now >= _LEAST and wrong != right else ():
            fits = now * share == wrong and right % share == 0 and right // share >= _LEAST
            alone = often[now] == 1 and often[right // share] >= _OFTEN
            odd = fits and (alone or rounder(right // share, now)) and not breaks_a_row(trouble, node, right // share)
            if fits and (share == 1 or odd):
                edits = trouble.site.replace(node, str(right // share))
                yield share, Proposal(f"write {right // share} here", edits, blames=node, telling=odd)


REPAIR = Repair(_propose)
