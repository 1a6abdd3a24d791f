"""A view that takes axes apart in another order than they lie in memory."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.blame.sizes import shape_text
from app.checker.edits.layout import to_front


@dataclass(frozen=True)
class ScrambledView(Fault):
    """A map (N, C, H, W) viewed as if its channels were last."""

    slug = "scrambled-view"
    severity = "warning"
    operation: str
    shape: tuple[int, ...]
    result: tuple[int, ...]

    def message(self) -> str:
        """What the numbers look like, and what they are."""
        return (
            f"{self.operation} from {shape_text(self.shape)} to {shape_text(self.result)} puts {self.shape[1]} "
            f"channels last without moving them: neighbouring pixels of one channel become different channels"
        )

    def label(self) -> str:
        """What it does not do."""
        return "a view does not move axes"

    def help(self) -> str:
        """Permute first."""
        order = ", ".join(["0", *map(str, range(2, len(self.shape))), "1"])
        return f"move the axis first: x.permute({order}).reshape(...)"

    def cause(self, site: Site) -> ast.AST | None:
        """The view."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The channels moved behind the map first; and then the view, where it joins the sides."""
        call = site.call
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            return
        order = (0, *range(2, len(self.shape)), 1)
        moved = f"{site.source.text(call.func.value)}.permute({', '.join(map(str, order))})"
        if tuple(self.shape[axis] for axis in order) != self.result:
            sizes = ", ".join(site.source.text(node) for node in call.args)
            moved = f"{moved}.reshape({sizes})"
        yield Proposal("move the channels before the view", site.replace(call, moved))


@dataclass(frozen=True)
class ExchangedByView(ScrambledView):
    """The sizes of two neighbouring axes of the result stand in the wrong order: `first` is the one in front.

    `split`: the view takes one axis apart, so its own sizes are written the other way round and then moved.
    """

    first: int = 1
    split: bool = False

    def message(self) -> str:
        """Which sizes changed places, and that the numbers did not."""
        second = self.first + 1
        return (
            f"{self.operation} from {shape_text(self.shape)} to {shape_text(self.result)} writes the sizes of axes "
            f"{self.first} and {second}, {self.result[self.first]} and {self.result[second]}, the other way round "
            f"without moving them: the numbers of one {self._what} land in several"
        )

    def help(self) -> str:
        """Move the axes."""
        move = f"transpose({self.first}, {self.first + 1})"
        return f"keep the order in the view, then x.{move}" if self.split else f"move the axes: x.{move}"

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """A transpose in the place of the view, or behind one that keeps the order."""
        call, move = site.call, f"transpose({self.first}, {self.first + 1})"
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            return
        receiver, sizes = site.source.text(call.func.value), [site.source.text(node) for node in call.args]
        if not self.split:
            yield Proposal(f"move the axes: {move}", site.replace(call, f"{receiver}.{move}"))
        elif len(sizes) == len(self.result):
            at = self.first
            sizes[at], sizes[at + 1] = sizes[at + 1], sizes[at]
            kept = f"{site.source.text(call.func)}({', '.join(sizes)})"
            yield Proposal(f"keep the order, then {move}", site.replace(call, f"{kept}.{move}"))

    @property
    def _what(self) -> str:
        return "sample" if self.first == 0 else "step"


@dataclass(frozen=True)
class ChannelsByView(ScrambledView):
    """(N, H, W, C) viewed as (N, C, H, W): what an image of another library becomes without a permute."""

    def message(self) -> str:
        """The sizes are right, and the numbers are not."""
        return (
            f"{self.operation} from {shape_text(self.shape)} to {shape_text(self.result)} puts {self.shape[-1]} "
            f"channels first without moving them: what becomes one channel are rows of pixels with all their channels"
        )

    def help(self) -> str:
        """Permute in its place."""
        return "move the axis: x.permute(0, 3, 1, 2)"

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """A permute in the place of the view; a view further down needs the numbers in order."""
        call = site.call
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            moved = f"{site.source.text(call.func.value)}{to_front(4)}"
            for in_order in ("", ".contiguous()"):
                yield Proposal("move the channels: permute(0, 3, 1, 2)", site.replace(call, moved + in_order))


FINDING = ScrambledView
