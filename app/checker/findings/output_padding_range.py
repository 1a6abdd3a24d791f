"""A transposed convolution's output_padding is too large."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site


@dataclass(frozen=True)
class OutputPaddingRange(Fault):
    """It may only choose among sizes that a strided convolution cannot tell apart."""

    slug = "output-padding-range"
    layer: str
    output_padding: int
    stride: int
    dilation: int
    doubling: int = -1
    """What makes the map exactly `stride` times as large; less than 0 where nothing does."""

    def message(self) -> str:
        """The bound."""
        return (
            f"{self.layer} has output_padding={self.output_padding}, which must be smaller than the larger of its "
            f"stride {self.stride} and its dilation {self.dilation}"
        )

    def label(self) -> str:
        """The bound."""
        return f"at most {max(self.stride, self.dilation) - 1}"

    def help(self) -> str:
        """The bound."""
        return f"write output_padding={self._meant()}, or take a larger stride"

    def cause(self, site: Site) -> ast.AST | None:
        """The argument."""
        return site.argument("output_padding") or super().cause(site)

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """A stride that it belongs to; one that is allowed. A stride that was written and is more than 1 is meant."""
        smaller, larger = tuple(self._smaller(site)), tuple(self._larger(site))
        strided = site.argument("stride") is not None and self.stride > 1
        yield from (*smaller, *larger) if strided else (*larger, *smaller)

    def _larger(self, site: Site) -> Iterable[Proposal]:
        wanted = self.output_padding + 1
        if site.created is None or self.output_padding <= 0:
            return
        if (stride := site.argument("stride")) is not None:
            yield Proposal(f"set stride to {wanted}", site.replace(stride, str(wanted)))
        elif (node := site.argument("output_padding")) is not None and "stride" not in site.created.arguments:
            last = [*site.created.node.args, *(k.value for k in site.created.node.keywords)][-1]
            yield Proposal(f"add stride={wanted}", site.surround(last, "", f", stride={wanted}")[1:], blames=node)

    def _smaller(self, site: Site) -> Iterable[Proposal]:
        if (node := site.argument("output_padding")) is not None:
            yield Proposal(f"set output_padding to {self._meant()}", site.replace(node, str(self._meant())))

    def _meant(self) -> int:
        most = max(self.stride, self.dilation) - 1
        return self.doubling if 0 <= self.doubling <= most else most


FINDING = OutputPaddingRange
