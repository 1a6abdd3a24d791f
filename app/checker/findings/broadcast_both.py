"""Two tensors of which each is stretched to fit the other: usually a column met a row."""

import ast
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.sites import Site
from app.checker.blame.sizes import shape_text


@dataclass(frozen=True)
class BroadcastBoth(Fault):
    """`left` and `right` of different rank give a `result` larger than both."""

    slug = "broadcast-both"
    severity = "warning"
    operation: str
    left: tuple[int, ...]
    right: tuple[int, ...]
    result: tuple[int, ...]

    def message(self) -> str:
        """The three shapes."""
        return (
            f"{self.operation} of {shape_text(self.left)} and {shape_text(self.right)} stretches both and gives "
            f"{shape_text(self.result)}: each value of the one meets each value of the other"
        )

    def label(self) -> str:
        """The result."""
        return f"gives {shape_text(self.result)}"

    def help(self) -> str:
        """Give both the same rank."""
        return "bring both to one shape first, with squeeze or unsqueeze, unless every pair is meant"

    def cause(self, site: Site) -> ast.AST | None:
        """The operation."""
        return site.call


FINDING = BroadcastBoth
