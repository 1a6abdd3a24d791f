"""A batch norm is as wide as another number of channels than its input has."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.blame.sizes import shape_text
from app.checker.edits.spelling import set_number


@dataclass(frozen=True)
class BatchNormWidth(Fault):
    """`declared` num_features, `arriving` channels."""

    slug = "batch-norm-width"
    layer: str
    declared: int
    arriving: int
    shape: tuple[int, ...]

    def message(self) -> str:
        """Both numbers, in the right order (PyTorch's own text exchanges them)."""
        return (
            f"{self.layer} normalises {self.declared:,} channels, but {self.arriving:,} arrive: "
            f"its input has shape {shape_text(self.shape)}, and axis 1 is the channels"
        )

    def label(self) -> str:
        """The number to write."""
        return f"num_features must be {self.arriving:,}"

    def help(self) -> str:
        """What to change."""
        return f"write num_features={self.arriving}: the number of channels of the layer in front of it"

    def cause(self, site: Site) -> ast.AST | None:
        """The argument where it was written."""
        return site.number("num_features") or site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """An input without the axis that it has too many, or the right number."""
        if self._one_too_many and len(site.inputs) == 1 and site.inputs[0][1:2] == [1]:
            first, _, *others = site.inputs[0]
            yield Proposal("give the input without its axis of one", input_shape=([first, *others],))
        yield from set_number(site, ("num_features",), self.arriving)

    @property
    def _one_too_many(self) -> bool:
        """Whether the features stand last, behind an axis of one that is read as the channels."""
        return len(self.shape) == 3 and self.shape[1:] == (1, self.declared)


FINDING = BatchNormWidth
