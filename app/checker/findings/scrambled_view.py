"""A view that takes axes apart in another order than they lie in memory."""

import ast
from dataclasses import dataclass

from app.checker.faults import Fault
from app.checker.sites import Site
from app.checker.sizes import shape_text


@dataclass(frozen=True)
class ScrambledView(Fault):
    """A map (N, C, H, W) viewed as if its channels were last."""

    slug = "scrambled-view"
    severity = "warning"
    operation: str
    shape: tuple[int, ...]
    result: tuple[int, ...]

    def message(self) -> str:
        """What the numbers look like, and what they are."""
        return (
            f"{self.operation} from {shape_text(self.shape)} to {shape_text(self.result)} puts {self.shape[1]} "
            f"channels last without moving them: neighbouring pixels of one channel become different channels"
        )

    def label(self) -> str:
        """What it does not do."""
        return "a view does not move axes"

    def help(self) -> str:
        """Permute first."""
        order = ", ".join(["0", *map(str, range(2, len(self.shape))), "1"])
        return f"move the axis first: x.permute({order}).reshape(...)"

    def cause(self, site: Site) -> ast.AST | None:
        """The view."""
        return site.call


FINDING = ScrambledView
