"""A matrix product whose left side has another number of columns than its right side has rows."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.blame.sizes import shape_text
from app.checker.walks import walk

_MADE_BY_SIZE = frozenset({"randn", "rand", "zeros", "ones", "empty", "Tensor", "FloatTensor"})


@dataclass(frozen=True)
class MatmulMismatch(Fault):
    """Both shapes; the last two axes of each are a matrix."""

    slug = "matmul-mismatch"
    left: tuple[int, ...]
    right: tuple[int, ...]

    def message(self) -> str:
        """Both shapes and the two numbers."""
        return (
            f"a matrix product of shapes {shape_text(self.left)} and {shape_text(self.right)}: the left one has "
            f"{self.left[-1]:,} columns, its last axis, and the right one {self.right[-2]:,} rows, its last but one; "
            f"they must be equal"
        )

    def label(self) -> str:
        """The two numbers."""
        return f"{self.left[-1]} columns and {self.right[-2]} rows"

    def help(self) -> str:
        """Which side to turn."""
        if self.left[-1] == self.right[-1]:
            return "turn the right one, with .transpose(-2, -1), or the left one, whichever gives the product you mean"
        return "bring both to matrices that fit: (..., n, k) and (..., k, m) give (..., n, m)"

    def cause(self, site: Site) -> ast.AST | None:
        """The product."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """One side turned; first the one that gives the larger product, a value for each pair of places.

        Where no turning helps, a weight of the paste's own comes first.
        """
        sides = self._sides(site.call)
        if len(sides) != 2:
            return
        if self.left[-1] != self.right[-1]:
            yield from self._as_many_rows(site)
        turned = ".transpose(-2, -1)"
        order = sides if self.left[-1] > self.left[-2] else sides[::-1]
        for node in order:
            simple = isinstance(node, ast.Name | ast.Call | ast.Attribute | ast.Subscript)
            edits = site.surround(node, "" if simple else "(", turned if simple else f"){turned}")
            text = site.source.text(node)
            yield Proposal(f"turn {text}: {text}{turned}", edits[1:] if simple else edits)
        if self.left[-1] == self.right[-1]:
            yield from self._as_many_rows(site)

    def _as_many_rows(self, site: Site) -> Iterable[Proposal]:
        """A weight that the paste makes by its sizes, `torch.randn(4, 1)`, gets the number that the other side has."""
        shapes, wanted = (self.left, self.right), (self.right[-2], self.left[-1])
        for side, shape, axis, number in zip(self._sides(site.call), shapes, (-1, -2), wanted, strict=False):
            for call in _makers(site, side):
                sizes = _sizes(call)
                if len(sizes) == len(shape):
                    text = _as_written(site, sizes[axis], shape[axis], number)
                    edits = site.replace(sizes[axis], text)
                    yield Proposal(f"make it with {text} in the place of {shape[axis]}", edits, blames=call)

    def _sides(self, call: ast.AST | None) -> list[ast.expr]:
        if isinstance(call, ast.BinOp):
            return [call.left, call.right]
        if isinstance(call, ast.Call) and len(call.args) == 2:
            return list(call.args)
        if isinstance(call, ast.Call) and len(call.args) == 1 and isinstance(call.func, ast.Attribute):
            return [call.func.value, call.args[0]]
        return []


def _makers(site: Site, side: ast.expr) -> Iterable[ast.Call]:
    """The calls by which `self.w` got its sizes."""
    name = site.source.text(side)
    for node in walk(site.source.tree):
        if isinstance(node, ast.Assign) and site.source.text(node.targets[0]) == name:
            for call in walk(node.value):
                if isinstance(call, ast.Call) and site.source.text(call.func).rpartition(".")[2] in _MADE_BY_SIZE:
                    yield call


def _sizes(call: ast.Call) -> list[ast.expr]:
    """`torch.randn(4, 1)`, or in brackets."""
    only = call.args[0] if len(call.args) == 1 else None
    return list(only.elts) if isinstance(only, ast.Tuple | ast.List) else list(call.args)


def _as_written(site: Site, size: ast.expr, now: int, number: int) -> str:
    """A multiple of what has a name keeps the name: `hidden * 2`."""
    named = isinstance(size, ast.Name | ast.Attribute) and now and not number % now
    return f"{site.source.text(size)} * {number // now}" if named else str(number)


FINDING = MatmulMismatch
