"""Two tensors that are added or multiplied do not fit together."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal, inputs_for
from app.checker.blame.sites import Site
from app.checker.blame.sizes import shape_text
from app.checker.edits.matching import divisible_inputs, more_features, risen, same_channels, same_sides, swapped_sign
from app.checker.edits.shorter_way import projection
from app.checker.edits.spelling import functional
from app.checker.walks import walk


@dataclass(frozen=True)
class ShapeMismatch(Fault):
    """`axis` is the last one that does not fit, counted in the result, as torch names it.

    `in_place`: the two would fit, but the result is larger than the first tensor, into which it is to be written.
    """

    slug = "shape-mismatch"
    operation: str
    left: tuple[int, ...]
    right: tuple[int, ...]
    axis: int
    in_place: bool = False

    def message(self) -> str:
        """Both shapes and the axis."""
        left, right = self._sizes()
        if self.in_place:
            return (
                f"{self.operation} of shapes {shape_text(self.left)} and {shape_text(self.right)} in place: the result "
                f"is written into the first one, whose axis {self.axis} is {left} where the other has {right}"
            )
        return (
            f"{self.operation} of shapes {shape_text(self.left)} and {shape_text(self.right)}: "
            f"axis {self.axis} is {left} on the one side and {right} on the other; they must be equal, or one of them 1"
        )

    def label(self) -> str:
        """The two sizes."""
        left, right = self._sizes()
        return f"axis {self.axis}: {left} and {right}"

    def help(self) -> str:
        """Which kind of mismatch it is."""
        left, right = self._sizes()
        if len(self.left) == 4 and self.axis == 1:
            return f"bring both to the same channels: a 1x1 convolution from {right} to {left} on the shorter way"
        if len(self.left) == 4 and self.axis > 1:
            return (
                "bring both to the same height and width: interpolate the one to the size of the other, "
                "or take an image whose sides are divisible by all strides together"
            )
        return "make the sizes of this axis equal"

    def cause(self, site: Site) -> ast.AST | None:
        """The operation."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """A sign that was meant otherwise; layers that keep the shape; a projection; else interpolation."""
        yield from swapped_sign(site)
        yield from self._gate(site)
        if len(self.left) == len(self.right) > 2 and self.left[2:] != self.right[2:]:
            yield from same_sides(site, (1, 0) if self._smaller_on_the_right else (0, 1))
        yield from self._given_back(site)
        if len(self.left) == len(self.right) > 1:
            yield from projection(site, 1)
            yield from projection(site, 0)
        same = len(self.left) == len(self.right) > 2 and self.left[2:] == self.right[2:]
        if same and self.left[1] != self.right[1]:
            yield from same_channels(site, 1, self.left[1])
            yield from same_channels(site, 0, self.right[1])
        yield from self._widened(site)
        if len(self.left) == len(self.right) == 3 and len(site.inputs) == 1 and len(site.inputs[0]) == 4:
            left, right = self._sizes()  # places of a map as steps, as in a vision transformer
            yield from inputs_for(site, (left, 1), right)
            yield from inputs_for(site, (right, 1), left)
        yield from self._interpolated(site)
        if len(self.left) == len(self.right) > 2 and self.left[2:] != self.right[2:]:
            yield from divisible_inputs(site)

    def _given_back(self, site: Site) -> Iterable[Proposal]:
        """`x + self.ff(x)`, where `ff` ends wider than `x`: its last layer gives as many features as `x` has."""
        if len(self.left) != len(self.right) or self.left[:-1] != self.right[:-1] or len(site.branches) != 2:
            return
        for short, long, wanted in ((0, 1, self.left[-1]), (1, 0, self.right[-1])):
            passed = [step for step in site.branches[long] if step.created is not None]
            if passed and not site.branches[short] and "out_features" in getattr(passed[0].created, "arguments", ()):
                yield from more_features(site, passed[0], wanted)

    def _gate(self, site: Site) -> Iterable[Proposal]:
        """One weight for each channel, `(N, C, 1, 1)`: as many as the map has that it weighs; by its name first."""
        if self.operation != "*" or len(self.left) != len(self.right):
            return
        for index, gate, weighed in ((0, self.left, self.right), (1, self.right, self.left)):
            if len(gate) > 2 and set(gate[2:]) == {1} != set(weighed[2:]):
                fitting = same_channels(site, index, weighed[1])
                yield from sorted(fitting, key=lambda proposal: proposal.title.rpartition(" ")[2].isdigit())

    def _widened(self, site: Site) -> Iterable[Proposal]:
        """One number per channel, `(N, C)`, beside a map: it needs axes of one behind it."""
        call = site.call
        yield from self._of_each_channel(site)
        if not isinstance(call, ast.BinOp) or {len(self.left), len(self.right)} not in ({2, 3}, {2, 4}, {2, 5}):
            return
        short, side = (self.left, call.left) if len(self.left) == 2 else (self.right, call.right)
        long = self.right if short is self.left else self.left
        if short == long[:2]:
            ones = ", 1" * (len(long) - 2)
            new = f"{site.source.text(side)}.view({site.source.text(side)}.size(0), -1{ones})"
            yield Proposal(f"give it axes of one: {new}", site.replace(side, new), blames=call)
            yield from self._all_widened(site, ", None" * (len(long) - 2))

    def _of_each_channel(self, site: Site) -> Iterable[Proposal]:
        """A mean of each channel, `(C,)`, beside images: it needs axes of one behind it."""
        call, short, long = site.call, *sorted((self.left, self.right), key=len)
        if isinstance(call, ast.BinOp) and len(short) == 1 and len(long) > 2 and short[0] == long[1]:
            side = call.left if short is self.left else call.right
            simple = isinstance(side, ast.Name | ast.Attribute | ast.Call | ast.Subscript)
            ones = f"[:{', None' * (len(long) - 2)}]"
            edits = site.surround(side, "" if simple else "(", ones if simple else f"){ones}")
            yield Proposal(f"give it axes of one: {ones}", edits[simple:], blames=call)

    def _all_widened(self, site: Site, ones: str) -> Iterable[Proposal]:
        """A scale and a shift, `g * x + b`: what one of them lacks, the other one lacks too."""
        outer = [n for n in walk(site.source.tree) if isinstance(n, ast.BinOp) and n.left is site.call]
        short, long = (0, 1) if len(self.left) == 2 else (1, 0)
        sides = [site.call.left, site.call.right] if isinstance(site.call, ast.BinOp) else []
        both = [sides[short], outer[0].right] if outer and sides else []
        if both and all(isinstance(side, ast.Name) for side in both) and ast.dump(both[1]) != ast.dump(sides[long]):
            edits = tuple(edit for side in both for edit in site.surround(side, "", f"[:, :{ones}]")[1:])
            yield Proposal(f"give both axes of one: [:, :{ones}]", edits, blames=site.call)

    def _interpolated(self, site: Site) -> Iterable[Proposal]:
        """Each operand of a sum at the other one's size; where one is resized already, its size is set."""
        call = site.call
        pairs = list(zip(self.left[:2], self.right[:2], strict=False))
        if not isinstance(call, ast.BinOp) or len(self.left) < 3 or any(a != b and 1 not in {a, b} for a, b in pairs):
            return
        for operand, other in ((call.right, call.left), (call.left, call.right)):
            size = f"size={site.source.text(other)}.shape[2:]"
            scale = next((k for k in getattr(operand, "keywords", ()) if k.arg == "scale_factor"), None)
            if scale is not None:
                yield Proposal(
                    f"resize to the size of {site.source.text(other)}", site.replace(scale, size), blames=call
                )
        up = ((call.left, call.right), (call.right, call.left))
        second = grown == 1 if (grown := risen(site, (0, 1))) is not None else self._smaller_on_the_right
        for operand, other in up[::-1] if second else up:
            size = f"size={site.source.text(other)}.shape[2:]"
            title = f"interpolate {site.source.text(operand)} to the size of {site.source.text(other)}"
            new = f"{functional(site)}.interpolate({site.source.text(operand)}, {size})"
            yield Proposal(title, site.replace(operand, new), blames=call, weak=True)

    @property
    def _smaller_on_the_right(self) -> bool:
        return self.right[2:] < self.left[2:]

    def _sizes(self) -> tuple[int, int]:
        rank = max(len(self.left), len(self.right))
        return self.left[self.axis - rank], self.right[self.axis - rank]


FINDING = ShapeMismatch
