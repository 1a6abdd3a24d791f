"""A convolution expects another number of channels than its input has."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.faults import Fault, Proposal, Site, shape_text


@dataclass(frozen=True)
class WrongInChannels(Fault):
    """`declared` in_channels of the layer, `arriving` channels of the input, `axis` where they stand."""

    slug = "wrong-in-channels"
    layer: str
    declared: int
    arriving: int
    axis: int
    shape: tuple[int, ...]
    out_channels: int
    groups: int = 1
    raw: bool = False

    @property
    def of_input(self) -> bool:
        """The input itself lacks an axis."""
        return self._unbatched

    def message(self) -> str:
        """Both numbers with their axis."""
        return (
            f"{self.layer} expects {self.declared:,} input channels, but {self.arriving:,} arrive: "
            f"its input has shape {shape_text(self.shape)}, and axis {self.axis} is the channels{self._hint()}"
        )

    def label(self) -> str:
        """The number to write."""
        return f"in_channels must be {self.arriving:,}"

    def help(self) -> str:
        """What to change."""
        if self._unbatched:
            return (
                f"without a batch axis the first axis is read as channels: give the input the shape "
                f"({self.arriving}, {self.declared}, ...), batch first"
            )
        if self._swapped:
            return f"exchange the first two arguments: in_channels={self.arriving}, out_channels={self.declared}"
        if self._channels_last:
            return "bring the channels to axis 1 before the layer, with x.permute(0, 3, 1, 2)"
        return f"write in_channels={self.arriving}, or make the layer before it give {self.declared} channels"

    def cause(self, site: Site) -> ast.AST | None:
        """The argument where it was written; the call, where the input lacks an axis."""
        if self._sister(site) and site.created is not None:
            return site.created.node.func
        return site.call if self._unbatched else site.argument("in_channels") or site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """Exchange, permute, or the right number."""
        if (sister := self._sister(site)) and site.created is not None:
            yield Proposal(f"take {sister.rpartition('.')[2]}", site.replace(site.created.node.func, sister))
        if self._unbatched and len(site.inputs) == 1:
            shape = [self.arriving, self.declared, *self.shape[1:]]
            yield Proposal("give the input an axis for its channels", input_shape=(shape,))
        node, other = site.argument("in_channels"), site.argument("out_channels")
        if self._swapped and node is not None and other is not None:
            edits = site.replace(node, site.source.text(other)) + site.replace(other, site.source.text(node))
            yield Proposal("exchange in_channels and out_channels", edits)
        if self._channels_last and isinstance(site.call, ast.Call) and site.call.args:
            edits = site.surround(site.call.args[0], "", ".permute(0, 3, 1, 2)")
            yield Proposal("bring the channels to axis 1 with permute(0, 3, 1, 2)", edits)
        if node is not None:
            yield Proposal(f"set in_channels to {self.arriving}", site.replace(node, str(self.arriving)))

    def _sister(self, site: Site) -> str:
        """The layer for one axis less, where the batch was read as channels and the channels stand behind it."""
        name = site.source.text(site.created.node.func) if site.created is not None else ""
        fits = self.axis == 0 and len(self.shape) > 2 and self.shape[1] == self.declared
        return f"{name[:-2]}{int(name[-2]) - 1}d" if fits and name[-2:] in {"2d", "3d"} else ""

    @property
    def _swapped(self) -> bool:
        return self.out_channels == self.arriving != self.declared and self.groups == 1 and not self._unbatched

    @property
    def _channels_last(self) -> bool:
        """A map that a layer made has its channels in front; only the input itself can be laid out otherwise."""
        square = len(self.shape) == 4 and self.shape[1] == self.shape[2]
        return self.raw and len(self.shape) == 4 and self.shape[-1] == self.declared and (square or self.declared <= 4)

    @property
    def _unbatched(self) -> bool:
        """The first axis was read as channels, since the tensor has no axis for them or none for the batch."""
        return self.raw and self.axis == 0

    def _hint(self) -> str:
        if self._channels_last:
            return f"; the last axis has {self.declared}: the image is laid out as N, H, W, C"
        return "; in_channels and out_channels may have changed places" if self._swapped else ""


FINDING = WrongInChannels
