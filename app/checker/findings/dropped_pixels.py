"""Rows or columns at the end of a map that no window reads."""

import ast
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.sites import Site


@dataclass(frozen=True)
class DroppedPixels(Fault):
    """Along `axis` a map of `size` loses its last `dropped`; `arithmetic` shows the floor."""

    slug = "dropped-pixels"
    severity = "note"
    layer: str
    axis: str
    size: int
    dropped: int
    arithmetic: str

    def message(self) -> str:
        """What the floor drops."""
        rows = "one is" if self.dropped == 1 else f"{self.dropped} are"
        return (
            f"{self.layer} never reads the end of its map: "
            f"along {self.axis} the last {rows} left out, {self.arithmetic}"
        )

    def label(self) -> str:
        """How many."""
        return f"the last {self.dropped} of {self.size} along {self.axis}"

    def help(self) -> str:
        """When it matters."""
        return "nothing is wrong with that; pad, or take a size that divides, if the border matters"

    def cause(self, site: Site) -> ast.AST | None:
        """Where the layer is made."""
        return site.created.node if site.created else site.call


FINDING = DroppedPixels
