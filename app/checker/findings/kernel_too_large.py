"""A kernel does not fit into its padded input."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal, larger_inputs, stays_as_it_is
from app.checker.blame.sites import Site
from app.checker.blame.sizes import shape_text
from app.checker.edits.pools import smaller_pools

_PADDED = 7
"""Kernels up to this size are usually given the padding that keeps the map."""

_UNPADDED = 2
"""So many layers that give up their borders do so on purpose."""


@dataclass(frozen=True)
class KernelTooLarge(Fault):
    """One axis where the kernel, spread by its dilation, is larger than the input with its padding."""

    slug = "kernel-too-large"
    family = "small map"
    layer: str
    axis: str
    size: int
    padding: int
    kernel: int
    dilation: int
    shape: tuple[int, ...]

    def message(self) -> str:
        """The arithmetic of the axis."""
        return (
            f"the kernel of {self.layer} is larger than its input: along {self.axis} it needs "
            f"{self._reach}, and there are {self.size} + 2·{self.padding} = {self._room}; "
            f"the input has shape {shape_text(self.shape)}"
        )

    def label(self) -> str:
        """The two sizes."""
        return f"needs {self._reach}, has {self._room}"

    def help(self) -> str:
        """Padding, a smaller kernel, or a larger image."""
        return (
            f"give it padding={self._padding}, take a smaller kernel, or let fewer layers in front of it shrink the map"
        )

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """Padding that is enough, a larger input, a smaller kernel; large or even kernels are seldom padded."""
        known = stays_as_it_is(site)
        if self._reach % 2 and self.kernel <= _PADDED and (known or not self._shrunk(site)):
            yield from self._padded(site)
        if known:
            yield from self._smaller(site)
            yield from smaller_pools(site)
        yield from self._lying(site)
        yield from larger_inputs(site, self.axis)
        yield from self._smaller(site)
        yield from self._padded(site)

    def _smaller(self, site: Site) -> Iterable[Proposal]:
        if (size := site.argument("kernel_size")) is not None and self._room > 0 and self.dilation == 1:
            yield Proposal(f"set kernel_size to {self._room}", site.replace(size, str(self._room)))

    def _lying(self, site: Site) -> Iterable[Proposal]:
        """A kernel with sides of its own, and an input that lies on its other side."""
        if isinstance(site.argument("kernel_size"), ast.Tuple) and len(site.inputs) == 1 and len(site.inputs[0]) == 4:
            samples, channels, height, width = site.inputs[0]
            if height != width:
                full = [samples, channels, width, height]
                yield Proposal(f"give it an input of {shape_text(full)}", input_shape=(full,))

    def _shrunk(self, site: Site) -> bool:
        """The input was large enough, and no convolution on the way to here is padded: the image is too small."""
        sides = site.inputs[0][2:] if len(site.inputs) == 1 else []
        windows = [p.window for branch in site.branches for p in branch if p.window and p.kind.startswith("Conv")]
        unpadded = [window for window in windows if max(window[0]) > 1 and not any(window[2])]
        return (
            bool(sides) and min(sides) >= self._reach and len(unpadded) >= _UNPADDED and len(unpadded) == len(windows)
        )

    def _padded(self, site: Site) -> Iterable[Proposal]:
        if (node := site.argument("padding")) is not None:
            yield Proposal(f"set padding to {self._padding}", site.replace(node, str(self._padding)))
        elif site.created is not None:
            last = [*site.created.node.args, *(k.value for k in site.created.node.keywords)][-1:]
            for argument in last:
                edits = site.surround(argument, "", f", padding={self._padding}")[1:]
                yield Proposal(f"add padding={self._padding}", edits)

    def cause(self, site: Site) -> ast.AST | None:
        """The layer that slides the kernel."""
        return site.created.node if site.created else site.call

    @property
    def _reach(self) -> int:
        return self.dilation * (self.kernel - 1) + 1

    @property
    def _room(self) -> int:
        return self.size + 2 * self.padding

    @property
    def _padding(self) -> int:
        return max((self._reach - self.size + 1) // 2, self._reach // 2)


FINDING = KernelTooLarge
