"""Tensors that are joined differ along another axis than the joined one."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.faults import Fault, Proposal, Site, shape_text


@dataclass(frozen=True)
class CatMismatch(Fault):
    """`axis` is the first one that does not fit, `joined` the one along which they are joined."""

    slug = "cat-mismatch"
    operation: str
    left: tuple[int, ...]
    right: tuple[int, ...]
    axis: int
    joined: int

    def message(self) -> str:
        """Both shapes and the axis."""
        left, right = self.left[self.axis], self.right[self.axis]
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
        if others == [self.axis]:
            return f"join along axis {self.axis}, or make its sizes equal"
        return f"make the sizes of axis {self.axis} equal"

    def cause(self, site: Site) -> ast.AST | None:
        """The join."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """Sides that all strides divide; or the axis that differs."""
        if len(self.left) == 4 and self.axis > 1 and len(site.inputs) == 1 and len(site.inputs[0]) == 4:
            batch, channels, *sides = site.inputs[0]
            for step in (8, 16, 32, 64, 128, 256):
                full = [-(-side // step) * step for side in sides]
                yield Proposal(f"take an image of {full[0]} x {full[1]}", input_shape=([batch, channels, *full],))
        if isinstance(site.call, ast.Call) and len(site.call.args) == 2:
            yield Proposal(f"join along axis {self.axis}", site.replace(site.call.args[1], str(self.axis)))


FINDING = CatMismatch
