"""A pooling layer's padding is more than half of its kernel."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.walks import walk


@dataclass(frozen=True)
class PoolPaddingTooLarge(Fault):
    """A window made of padding alone would have no value; so torch allows k // 2 at most.

    `keeps`: with this padding the map would keep its size, which is what was wanted.
    """

    slug = "pool-padding-too-large"
    layer: str
    kernel: int
    padding: int
    keeps: bool = False

    def message(self) -> str:
        """The bound."""
        return (
            f"{self.layer} has padding {self.padding} and a kernel of {self.kernel}: pooling allows at most "
            f"⌊{self.kernel} / 2⌋ = {self.kernel // 2}"
        )

    def label(self) -> str:
        """The bound."""
        return f"at most {self.kernel // 2}"

    def help(self) -> str:
        """The bound, or a padding layer."""
        return f"write padding={self.kernel // 2}, or put an nn.ZeroPad2d({self.padding}) in front of the pooling"

    def cause(self, site: Site) -> ast.AST | None:
        """The padding."""
        return site.argument("padding") or super().cause(site)

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """A layer that pads, where the size was to be kept; the largest padding that is allowed."""
        if (node := site.argument("padding")) is not None:
            yield from self._padded_first(site, node)
            yield Proposal(f"set padding to {self.kernel // 2}", site.replace(node, str(self.kernel // 2)))

    def _padded_first(self, site: Site, padding: ast.expr) -> Iterable[Proposal]:
        made = site.created.node if site.created is not None else None
        if not self.keeps or made is None or padding not in walk(made):
            return
        nn, _, name = site.source.text(made.func).rpartition(".")
        pads = f"{nn}.ZeroPad{name[-2:]}({self.padding})"
        whole = site.surround(made, f"{nn}.Sequential({pads}, ", ")")
        yield Proposal(f"pad first, which keeps the size: {pads}", (*whole, *site.replace(padding, "0")))


FINDING = PoolPaddingTooLarge
