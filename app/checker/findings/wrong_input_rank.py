"""A layer is given a tensor with another number of axes than it takes."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.faults import Fault, Proposal, Site, shape_text
from app.kit.words import count


@dataclass(frozen=True)
class WrongInputRank(Fault):
    """`axes` are the names of the axes that the layer takes, batch included; `raw`: the input itself has this shape."""

    slug = "wrong-input-rank"
    layer: str
    axes: str
    shape: tuple[int, ...]
    channels: int | None = None
    raw: bool = False

    @property
    def of_input(self) -> bool:
        """The input itself lacks axes."""
        return self.raw

    def message(self) -> str:
        """Both ranks."""
        return (
            f"{self.layer} takes a tensor of {count(self._rank, 'axis', 'axes')} ({self.axes}), "
            f"but the one that arrives has {len(self.shape)}: {shape_text(self.shape)}{self._hint()}"
        )

    def label(self) -> str:
        """The two ranks."""
        return f"{count(len(self.shape), 'axis', 'axes')} arrive, {self._rank} are needed"

    def help(self) -> str:
        """Where the axis went."""
        if len(self.shape) == 2 and self._rank == 4 and not self.raw:
            return "the map was flattened before this layer: call it before the flatten"
        if len(self.shape) < self._rank:
            return "give the tensor the axes that are missing: x.unsqueeze(0) adds a batch axis in front"
        return f"use the layer for {count(len(self.shape) - 2, 'spatial axis', 'spatial axes')}, or take an axis away"

    def cause(self, site: Site) -> ast.AST | None:
        """The layer, where its sister for this number of axes was meant; else the call."""
        if self._sister(site) and site.created is not None:
            return site.created.node.func
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """An axis of one in front, or an input with a batch axis."""
        if (sister := self._sister(site)) and site.created is not None:
            yield Proposal(f"take {sister.rpartition('.')[2]}", site.replace(site.created.node.func, sister))
        if self.raw and len(site.inputs) == 1 and (full := self._full()) is not None:
            yield Proposal("give the input its missing axes", input_shape=(full,))
        if len(self.shape) == self._rank - 1 and isinstance(site.call, ast.Call) and site.call.args:
            yield Proposal("add an axis in front: .unsqueeze(0)", site.surround(site.call.args[0], "", ".unsqueeze(0)"))

    def _sister(self, site: Site) -> str:
        """The learner's name of the layer with the digit for this number of axes: `nn.BatchNorm2d`; else nothing."""
        name = site.source.text(site.created.node.func) if site.created is not None else ""
        axes = len(self.shape) - 2
        if self.raw and len(self.shape) < self._rank:
            return ""
        return (
            f"{name[:-2]}{axes}d"
            if name[-2:] in {"1d", "2d", "3d"} and 1 <= axes <= 3 and axes != int(name[-2])
            else ""
        )

    def _full(self) -> list[int] | None:
        """The input with a batch of one, and with the layer's channels where it has none."""
        lack = self._rank - len(self.shape)
        if lack == 1:
            return [1, *self.shape]
        return [1, self.channels, *self.shape] if lack == 2 and self.channels is not None else None

    @property
    def _rank(self) -> int:
        return len(self.axes.split(", "))

    def _hint(self) -> str:
        return "; an axis for the batch seems to be missing" if len(self.shape) == self._rank - 1 else ""


FINDING = WrongInputRank
