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
        return "take away the axis that is too many, or use the layer for this number of axes (Conv1d, Conv2d, Conv3d)"

    def cause(self, site: Site) -> ast.AST | None:
        """The call that hands the tensor over."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """An axis of one in front, or an input with a batch axis."""
        if self.raw and len(site.inputs) == 1 and (full := self._full()) is not None:
            yield Proposal("give the input its missing axes", input_shape=(full,))
        if len(self.shape) == self._rank - 1 and isinstance(site.call, ast.Call) and site.call.args:
            yield Proposal("add an axis in front: .unsqueeze(0)", site.surround(site.call.args[0], "", ".unsqueeze(0)"))

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
