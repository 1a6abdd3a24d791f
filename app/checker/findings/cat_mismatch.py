"""Tensors that are joined differ along another axis than the joined one."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.blame.sizes import shape_text
from app.checker.edits.matching import divisible_inputs, risen, same_channels, same_sides
from app.checker.edits.spelling import functional


@dataclass(frozen=True)
class CatMismatch(Fault):
    """`axis` is the first one that does not fit, `joined` the one along which they are joined, None in a stack.

    `index`: the place of `right` among the joined.
    """

    slug = "cat-mismatch"
    operation: str
    left: tuple[int, ...]
    right: tuple[int, ...]
    axis: int
    joined: int | None
    index: int = 1

    def message(self) -> str:
        """Both shapes and the axis."""
        left, right = self.left[self.axis], self.right[self.axis]
        if self.joined is None:
            return (
                f"{self.operation} lays shapes {shape_text(self.left)} and {shape_text(self.right)} on one another: "
                f"all axes must be equal, and axis {self.axis} is {left} and {right}"
            )
        return (
            f"{self.operation} joins shapes {shape_text(self.left)} and {shape_text(self.right)} along axis "
            f"{self.joined}: all other axes must be equal, and axis {self.axis} is {left} and {right}"
        )

    def label(self) -> str:
        """The two sizes."""
        return f"axis {self.axis}: {self.left[self.axis]} and {self.right[self.axis]}"

    def help(self) -> str:
        """Which kind of mismatch it is."""
        if len(self.left) == 4 and self.axis > 1:
            return (
                "bring both to the same height and width, by padding or interpolation, or take an image whose sides "
                "are divisible by all strides together"
            )
        others = [axis for axis, (a, b) in enumerate(zip(self.left, self.right, strict=True)) if a != b]
        if others == [self.axis] and self.joined is not None:
            return f"join along axis {self.axis}, or make its sizes equal"
        return f"make the sizes of axis {self.axis} equal"

    def cause(self, site: Site) -> ast.AST | None:
        """The join."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """Layers that keep the sides; sides that all strides divide; interpolation; the axis that differs."""
        sides = len(self.left) > 2 and self.left[2:] != self.right[2:]
        if sides:
            yield from same_sides(site, (self.index, 0))
            yield from divisible_inputs(site)
            yield from self._interpolated(site)
        if self.joined is None and self.axis == 1:
            yield from same_channels(site, self.index, self.left[1])
        if self.joined is not None and isinstance(site.call, ast.Call) and len(site.call.args) == 2:
            yield Proposal(f"join along axis {self.axis}", site.replace(site.call.args[1], str(self.axis)))

    def _interpolated(self, site: Site) -> Iterable[Proposal]:
        """The one that was made larger, else the smaller one, at the size of the other, where both are written out."""
        given = site.call.args[0] if isinstance(site.call, ast.Call) and site.call.args else None
        if isinstance(given, ast.Name):
            yield from self._all_interpolated(site, given)
        if not isinstance(given, ast.Tuple | ast.List) or len(given.elts) <= self.index:
            return
        small, large = given.elts[0], given.elts[self.index]
        grown = risen(site, (0, self.index))
        if grown == self.index or (grown is None and self.left[2:] > self.right[2:]):
            small, large = large, small
        texts = site.source.text(small), site.source.text(large)
        new = f"{functional(site)}.interpolate({texts[0]}, size={texts[1]}.shape[2:])"
        yield Proposal(f"interpolate {texts[0]} to the size of {texts[1]}", site.replace(small, new), weak=True)

    def _all_interpolated(self, site: Site, given: ast.Name) -> Iterable[Proposal]:
        """Each tensor of a list, brought to the size of the larger one of the two."""
        largest = 0 if self.left[2:] > self.right[2:] else self.index
        each = f"{functional(site)}.interpolate(y, size={given.id}[{largest}].shape[2:])"
        title = f"interpolate all of them to the size of {given.id}[{largest}]"
        yield Proposal(title, site.replace(given, f"[{each} for y in {given.id}]"))


FINDING = CatMismatch
