"""A tensor without a batch axis, which the layers read as one sample."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.blame.sizes import shape_text
from app.checker.report import Severity


@dataclass(frozen=True)
class UnbatchedInput(Fault):
    """The entry's input as it reached the first layer."""

    slug = "unbatched-input"
    severity: ClassVar[Severity] = "note"
    layer: str
    shape: tuple[int, ...]

    def message(self) -> str:
        """How it is read."""
        return f"{self.layer} reads the input of shape {shape_text(self.shape)} as one image without a batch axis"

    def label(self) -> str:
        """What is missing."""
        return "no batch axis"

    def help(self) -> str:
        """Add it."""
        return f"give it a batch axis in front, {shape_text((1, *self.shape))}, unless one image at a time is meant"

    def cause(self, site: Site) -> ast.AST | None:
        """The call of the first layer."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """A batch of one."""
        if len(site.inputs) == 1:
            yield Proposal("give the input a batch axis of 1", input_shape=([1, *site.inputs[0]],))


class UnbatchedInputRaises(UnbatchedInput):
    """The same where a linear layer behind it raises: flattening took the channels for the batch."""

    severity = "error"

    @property
    def of_input(self) -> bool:
        """The input lacks its batch axis."""
        return True

    def message(self) -> str:
        """How it is read, and where that ends."""
        return f"{super().message()}; behind it the channels stand where the batch should, and a layer does not fit"


FINDING = UnbatchedInput
