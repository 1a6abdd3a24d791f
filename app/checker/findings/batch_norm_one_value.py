"""A batch norm in training gets one value per channel, which has no spread."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.blame.sizes import shape_text


@dataclass(frozen=True)
class BatchNormOneValue(Fault):
    """`shape` has one sample of one pixel."""

    slug = "batch-norm-one-value"
    family = "small map"
    exception = "ValueError"
    layer: str
    shape: tuple[int, ...]

    def message(self) -> str:
        """Why training needs more."""
        return (
            f"{self.layer} is training and gets one value per channel, shape {shape_text(self.shape)}: "
            f"the variance of a single value is zero, so PyTorch refuses it"
        )

    def label(self) -> str:
        """How many values there are."""
        return "one value per channel"

    def help(self) -> str:
        """A larger batch, or eval."""
        return "give it a batch of two or more, or call model.eval() where nothing is trained"

    def cause(self, site: Site) -> ast.AST | None:
        """The call."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """A batch of two."""
        if site.inputs and all(shape[:1] == [1] for shape in site.inputs):
            shapes = tuple([2, *shape[1:]] for shape in site.inputs)
            yield Proposal("check it with a batch of 2", input_shape=shapes)


FINDING = BatchNormOneValue
