"""A layer is given a tensor with another number of axes than it takes."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from math import isqrt

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.blame.sizes import shape_text
from app.kit.words import count

_ENDS = frozenset({"1d", "2d", "3d"})


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
        if self._frames:
            return "let each frame be an image of its own: fold the frames into the batch with x.flatten(0, 1)"
        if self.axes.endswith("features") and len(self.shape) > self._rank:
            return "bring the map to steps and features, x.flatten(2).transpose(1, 2): each place is a step"
        if len(self.shape) == 2 and self._rank == 4 and not self.raw:
            return "call it before the flatten, or lay the features out as a map first, with x.view(-1, C, H, W)"
        if len(self.shape) < self._rank:
            return "give the tensor the axes that are missing: x.unsqueeze(0) adds a batch axis in front"
        return f"use the layer for {count(len(self.shape) - 2, 'spatial axis', 'spatial axes')}, or take an axis away"

    def cause(self, site: Site) -> ast.AST | None:
        """The layer, where its sister for this number of axes was meant; else the call."""
        if self._sister(site) and site.created is not None:
            return site.created.node.func
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The sister for these axes, an input with all axes, or a change of the axes at the call."""
        if (sister := self._sister(site)) and site.created is not None:
            func = site.created.node.func
            yield Proposal(f"take {sister.rpartition('.')[2]}", site.replace(func, sister), blames=func)
        if self.raw and len(site.inputs) == 1:
            for full in self._full():
                yield Proposal("give the input its missing axes", input_shape=(full,))
        if not self.raw and len(site.inputs) == 1 and len(site.inputs[0]) == len(self.shape) == 1:
            yield Proposal("give it a batch of two samples or more", input_shape=([2, *site.inputs[0]],))
        if isinstance(site.call, ast.Call) and site.call.args:
            for title, method in self._methods():
                yield Proposal(title, site.surround(site.call.args[0], "", method)[1:], blames=site.call)

    def _methods(self) -> Iterable[tuple[str, str]]:
        """What can be called on the tensor, in words and as text."""
        rank, more = len(self.shape), len(self.shape) - self._rank
        features = self.axes.endswith("features")
        if features and rank == 1 and self.channels == 1:
            yield "make each number a step of one feature: .unsqueeze(-1)", ".unsqueeze(-1)"
        if features and more >= 1 and self.shape[1] == self.channels:
            yield "let each place of the map be a step: .flatten(2).transpose(1, 2)", ".flatten(2).transpose(1, 2)"
        if features and more >= 1:
            yield "flatten each step: .flatten(2)", ".flatten(2)"
        if features and more == 1 and self.shape[-1] == self.channels:
            yield "let each row of steps be a sample of its own: .flatten(0, 1)", ".flatten(0, 1)"
        if more == 1 and self._frames:
            yield "let each frame be an image of its own: .flatten(0, 1)", ".flatten(0, 1)"
        if more == 1 and not features:
            yield "flatten the last two axes: .flatten(2)", ".flatten(2)"
        if more == -2 and rank == 2 and self.shape[1] == self.channels:
            ones = ", None" * (self._rank - 2)
            yield f"give it axes of one: [:, :{ones}]", f"[:, :{ones}]"
        channels, features_of = self.channels or 0, self.shape[1] if rank == 2 else 0
        side = isqrt(features_of // channels) if channels else 0
        if more == -2 and side > 1 and channels * side * side == features_of:
            text = f".view(-1, {channels}, {side}, {side})"
            yield f"lay the features out as a map: {text}", text
        if more == -1:
            yield "add an axis in front: .unsqueeze(0)", ".unsqueeze(0)"
            yield "add an axis for the channels: .unsqueeze(1)", ".unsqueeze(1)"

    def _sister(self, site: Site) -> str:
        """The learner's name of the layer with the digit for this number of axes: `nn.BatchNorm2d`; else nothing."""
        name = site.source.text(site.created.node.func) if site.created is not None else ""
        axes = len(self.shape) - 2
        fits = self.channels in {None, *self.shape[-1:]}
        if not axes and not self.raw and fits and name.endswith(("BatchNorm2d", "BatchNorm3d")):
            return f"{name[:-2]}1d"  # behind a flatten or a linear layer
        sister = f"{name[:-2]}{axes}d" if name[-2:] in _ENDS and 1 <= axes <= 3 and axes != int(name[-2]) else ""
        lacks = self.raw and len(self.shape) < self._rank
        if self._frames or (lacks and all(site.source.text(made.node.func) != sister for made in site.working)):
            return ""  # nothing else takes such an input
        return sister

    def _full(self) -> Iterable[list[int]]:
        """The input with a batch of one, with the layer's channels, or with its features laid out as a map."""
        lack = self._rank - len(self.shape)
        channels = self.channels or 0
        if len(self.shape) == 2 and lack >= 1 and channels:
            samples, features = self.shape
            if features == channels:
                yield [samples, features, *(1,) * lack]
            side = isqrt(features // channels)
            if lack == 2 and side > 1 and channels * side * side == features:
                yield [samples, channels, side, side]
        if lack == 1:
            yield [1, *self.shape]
        if lack == 1 and channels == 1:
            yield [self.shape[0], 1, *self.shape[1:]]
        if lack == 2 and channels:
            yield [1, channels, *self.shape]

    @property
    def _frames(self) -> bool:
        """A film: the frames stand between the batch and the channels."""
        behind = len(self.shape) == self._rank + 1 and self.channels is not None and self.shape[2] == self.channels
        return behind and (self.raw or self.shape[1] != self.channels)

    @property
    def _rank(self) -> int:
        return len(self.axes.split(", "))

    def _hint(self) -> str:
        if self._frames:
            return f"; axis 2 has the {self.channels} channels, so axis 1 may be the frames"
        return "; an axis for the batch seems to be missing" if len(self.shape) == self._rank - 1 else ""


FINDING = WrongInputRank
