"""The width of an attention layer is not divided evenly among its heads."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site


@dataclass(frozen=True)
class HeadDivisibility(Fault):
    """`width` is embed_dim (d_model of a transformer), `heads` its number of heads."""

    slug = "head-divisibility"
    exception = "AssertionError"
    layer: str
    side: str
    width: int
    heads: int

    def message(self) -> str:
        """The division."""
        return (
            f"{self.layer} divides {self.side}={self.width} among {self.heads} heads, and {self.width} is not "
            f"divisible by {self.heads}"
        )

    def label(self) -> str:
        """The remainder."""
        return f"{self.width} / {self.heads} leaves {self.width % self.heads if self.heads else self.width}"

    def help(self) -> str:
        """A number that works."""
        return f"take a number of heads that divides {self.width}, such as {self._near()}, or another width"

    def cause(self, site: Site) -> ast.AST | None:
        """The number of heads."""
        return site.argument("num_heads", "nhead") or super().cause(site)

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The nearest number of heads that divides the width; the next width that the heads divide."""
        heads, width = site.argument("num_heads", "nhead"), site.argument(self.side)
        if heads is not None:
            yield Proposal(f"{self._near()} heads", site.replace(heads, str(self._near())))
        if width is not None and self.heads > 0:
            wider = -(-self.width // self.heads) * self.heads
            yield Proposal(f"{self.side}={wider}", site.replace(width, str(wider)))

    def _near(self) -> int:
        fitting = [number for number in range(1, self.width + 1) if self.width % number == 0]
        return min(fitting, key=lambda number: (abs(number - self.heads), -number), default=1)


FINDING = HeadDivisibility
