"""A convolution expects another number of channels than its input has."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.blame.sizes import shape_text
from app.checker.edits.layout import channels_first, to_front
from app.checker.edits.matching import joined_channels
from app.checker.edits.pools import sequence_pools
from app.checker.edits.spelling import set_number
from app.kit.words import count


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
        """The input itself lacks an axis, or has its channels elsewhere."""
        return self._unbatched or (self.raw and self._channels_last)

    def message(self) -> str:
        """Both numbers with their axis."""
        arrive = "arrives" if self.arriving == 1 else "arrive"
        return (
            f"{self.layer} expects {count(self.declared, 'input channel')}, but {self.arriving:,} {arrive}: "
            f"its input has shape {shape_text(self.shape)}, and axis {self.axis} is the channels{self._hint()}"
        )

    def label(self) -> str:
        """The number to write, or what the input lacks."""
        if self._unbatched:
            return "axis 0 is read as channels"
        last = self._channels_last and not self._swapped
        return "the channels stand on the last axis" if last else f"in_channels must be {self.arriving:,}"

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
            move = f"x{to_front(len(self.shape))}"
            turned = shape_text((self.shape[0], self.shape[-1], *self.shape[1:-1]))
            given = f"give the input as {turned}, or " if self.raw else ""
            return f"{given}bring the channels to axis 1 before the layer, with {move}"
        return f"write in_channels={self.arriving}, or make the layer before it give {self.declared} channels"

    def cause(self, site: Site) -> ast.AST | None:
        """The argument where it was written; the call, where the input lacks an axis."""
        if self._sister(site) and site.created is not None:
            return site.created.node.func
        return site.call if self._unbatched else site.number("in_channels") or site.call

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
            yield Proposal("exchange in_channels and out_channels", edits, blames=node)
        if self._channels_last and not self._embedded(site):
            yield from channels_first(site, self.shape, raw=self.raw)
        yield from self._film(site)
        yield from self._one_filter(site)
        yield from joined_channels(site)
        yield from sequence_pools(site)
        yield from set_number(site, ("in_channels",), self.arriving)

    def _embedded(self, site: Site) -> bool:
        """The words' features were brought to axis 1 already, and the last axis is the words."""
        passed = site.branches[0] if site.branches else ()
        return any(step.kind == "Embedding" and step.after[-1:] == self.shape[1:2] for step in passed)

    def _film(self, site: Site) -> Iterable[Proposal]:
        """A film as it is read, its frames in front of the channels, for a convolution that slides over them too."""
        call = site.call
        if len(self.shape) == 5 and self.shape[2] == self.declared and isinstance(call, ast.Call) and call.args:
            edits = site.surround(call.args[0], "", ".transpose(1, 2)")[1:]
            yield Proposal("bring the channels in front of the frames: .transpose(1, 2)", edits, blames=call)

    def _one_filter(self, site: Site) -> Iterable[Proposal]:
        """`F.conv2d` with one filter for one channel: the same filter on every channel by itself."""
        call = site.call
        if site.created is not None or self.declared != 1 or not isinstance(call, ast.Call) or len(call.args) < 2:
            return
        weight, last = call.args[1], [*call.args, *(keyword.value for keyword in call.keywords)][-1]
        ones = ", 1" * (len(self.shape) - 1)
        wide = f"{site.source.text(weight)}.repeat({self.arriving}{ones})"
        edits = (*site.replace(weight, wide), *site.surround(last, "", f", groups={self.arriving}")[1:])
        if last is weight:
            edits = site.replace(weight, f"{wide}, groups={self.arriving}")
        yield Proposal("let the filter slide over each channel by itself", edits, blames=call)

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
        """The channels stand on the last axis: of a sequence, or of an image that nobody brought into order yet."""
        rank = len(self.shape)
        if self.axis != 1 or rank < 3 or self.shape[-1] != self.declared:
            return False
        return rank == 3 or (self.raw and (len(set(self.shape[1:-1])) == 1 or self.declared <= 4))

    @property
    def _unbatched(self) -> bool:
        """The first axis was read as channels, since the tensor has no axis for them or none for the batch."""
        return self.raw and self.axis == 0

    def _hint(self) -> str:
        if self._channels_last:
            order = {3: "N, L, C", 4: "N, H, W, C"}.get(len(self.shape), "N, D, H, W, C")
            what = "sequence" if len(self.shape) == 3 else "image"
            return f"; the last axis has {self.declared}: the {what} is laid out as {order}"
        return "; in_channels and out_channels may have changed places" if self._swapped else ""


FINDING = WrongInChannels
