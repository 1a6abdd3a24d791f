"""A pooling layer would give a map without rows or columns."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal, larger_inputs, stays_as_it_is
from app.checker.blame.sites import Site
from app.checker.blame.sizes import shape_text
from app.checker.edits.pools import pooled_to_one, smaller_pools


@dataclass(frozen=True)
class MapShrunkToNothing(Fault):
    """One axis whose computed size is below one."""

    slug = "map-shrunk-to-nothing"
    family = "small map"
    layer: str
    axis: str
    size: int
    kernel: int
    arithmetic: str
    shape: tuple[int, ...]

    def message(self) -> str:
        """The arithmetic of the axis."""
        return (
            f"nothing is left after {self.layer}: along {self.axis} the map has {self.size}, "
            f"and {self.arithmetic}; its input has shape {shape_text(self.shape)}"
        )

    def label(self) -> str:
        """What is too small."""
        return f"the map is {self.size} here, the window {self.kernel}"

    def help(self) -> str:
        """Fewer halvings, or a larger image."""
        return (
            "leave this pooling out, or give the network a larger image: "
            "each pooling by 2 halves the height and the width"
        )

    def cause(self, site: Site) -> ast.AST | None:
        """The pooling layer; of one that is called several times, the call that is too many."""
        return site.created.node if site.created and not site.reused else site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """An average of all there is; a larger input; or leave the layer out, everywhere or here."""
        pooling = site.created.node if site.created is not None else site.call
        if isinstance(pooling, ast.Call) and (edits := pooled_to_one(pooling, site)):
            yield Proposal("pool to 1 x 1, whatever the size of the map", edits)
        known = stays_as_it_is(site)
        if site.reused or known:
            yield from self._without(site)
        if known:
            yield from self._identity(site)
            yield from smaller_pools(site)
        yield from larger_inputs(site, self.axis)
        yield from self._identity(site)
        yield from self._without(site)
        if (node := site.argument("kernel_size")) is not None and self.size > 0:
            yield Proposal(f"set kernel_size to {self.size}", site.replace(node, str(self.size)))

    def _identity(self, site: Site) -> Iterable[Proposal]:
        if not site.reused and site.created is not None and isinstance(site.created.node.func, ast.Attribute):
            nn = site.source.text(site.created.node.func.value)
            yield Proposal("leave this pooling out", site.replace(site.created.node, f"{nn}.Identity()"))

    def _without(self, site: Site) -> Iterable[Proposal]:
        if isinstance(site.call, ast.Call) and site.call.args:
            edits = site.replace(site.call, site.source.text(site.call.args[0]))
            yield Proposal("leave this pooling out", edits, blames=site.call)


FINDING = MapShrunkToNothing
