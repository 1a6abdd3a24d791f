"""A window that hardly anybody writes: an even kernel that moves by one, a padding that is no half of its kernel.

A convolution that moves by one keeps the sides, or takes a whole number of cells from each; with an even kernel it
does neither. Where all others of the paste keep the sides, one whose padding does not is the slip.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from torch import nn

from app.checker.lineage import rows_behind
from app.checker.matching import with_argument
from app.checker.origins import Creation
from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal
from app.checker.trace import Row

_SLUGS = frozenset({
    "cat-mismatch", "kernel-too-large", "map-shrunk-to-nothing", "shape-mismatch", "torch-error", "wrong-in-features",
    "wrong-view",
})  # fmt: skip
_CONVOLUTIONS = (nn.Conv1d, nn.Conv2d, nn.Conv3d)
_ADAPTIVE = (nn.AdaptiveAvgPool2d, nn.AdaptiveMaxPool2d, nn.AdaptiveAvgPool3d, nn.AdaptiveMaxPool3d)
_LAYERS = 12
_OTHERS = 2
"""So many others that keep the sides make one look odd that does not."""


@dataclass(frozen=True)
class _Window:
    """A convolution as it was made, with its numbers along the last axis."""

    created: Creation
    kernel: int
    stride: int
    padding: int
    reach: int

    @property
    def keeps(self) -> bool:
        """Whether it would keep the sides, moved by one."""
        return 2 * self.padding == self.reach


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if trouble.met.fault.slug not in _SLUGS:
        return
    behind = list(rows_behind(trouble.outcome, trouble.met.row))
    everywhere = _windows(trouble.outcome.trace.rows)
    for window in _windows(behind)[:_LAYERS]:
        yield from _odd_kernel(trouble, window, everywhere)
        yield from _half_the_kernel(trouble, window, everywhere)
        yield from _stride_of_a_default(trouble, window.created)
    yield from _unlike_sides(trouble, behind)


def _windows(rows: list[Row]) -> list[_Window]:
    """Each convolution that was called, every place and every kernel once."""
    found: dict[tuple[int, int], _Window] = {}
    for row in rows:
        module = row.module.module if row.module is not None else None
        created = row.module.created if row.module is not None else None
        if isinstance(module, _CONVOLUTIONS) and created is not None and isinstance(module.padding, tuple):
            kernel, stride, padding = module.kernel_size[-1], module.stride[-1], module.padding[-1]
            reach = module.dilation[-1] * (kernel - 1)
            place = created.arguments.get("kernel_size")
            key = (id(place.innermost().node if place is not None else created.node), kernel)
            found.setdefault(key, _Window(created, kernel, stride, padding, reach))
    return list(found.values())


def _odd_kernel(trouble: Trouble, window: _Window, everywhere: list[_Window]) -> Iterator[Proposal]:
    """The kernel that fits the padding, else one more or less; where others are even too, it is on purpose."""
    alike = sum(other.kernel == window.kernel for other in everywhere)
    moves = window.stride > 1 and not window.padding
    if window.kernel % 2 or alike > 1 or moves or "kernel_size" not in window.created.arguments:
        return
    beside = [size for size in (window.kernel - 1, window.kernel + 1) if size > 1 or window.kernel == _OTHERS]
    if window.stride > 1 and 2 * window.padding + 1 not in beside:
        return
    fits = [2 * window.padding + 1] if window.padding else []
    halved = [window.kernel // 2] if window.kernel % 4 == _OTHERS and window.kernel > _OTHERS else []
    for size in dict.fromkeys([*fits, *beside, *halved]):
        yield from _write(trouble, window.created, "kernel_size", size)


def _half_the_kernel(trouble: Trouble, window: _Window, everywhere: list[_Window]) -> Iterator[Proposal]:
    others = [other for other in everywhere if other.created is not window.created and other.kernel > 1]
    if window.keeps or window.reach % 2 or window.kernel == 1 or len(others) < _OTHERS:
        return
    if all(other.keeps for other in others):
        yield from _write(trouble, window.created, "padding", window.reach // 2)


def _stride_of_a_default(trouble: Trouble, made: Creation) -> Iterator[Proposal]:
    """`def conv3x3(width, stride=2)`: what is not given is one."""
    origin = made.arguments.get("stride")
    node = origin.innermost().node if origin is not None else None
    if isinstance(node, ast.Constant) and node.value != 1 and trouble.site.is_default(node):
        yield from _write(trouble, made, "stride", 1)


def _unlike_sides(trouble: Trouble, behind: list[Row]) -> Iterator[Proposal]:
    """`AdaptiveAvgPool2d((2, 1))`: a side of its own for each axis, as only a cut along one axis asks for."""
    for row in behind:
        module = row.module.module if row.module is not None else None
        made = row.module.created if row.module is not None else None
        place = made.arguments.get("output_size") if made is not None else None
        node = place.innermost().node if place is not None else None
        if isinstance(module, _ADAPTIVE) and isinstance(node, ast.Tuple | ast.List):
            sides = [part.value for part in node.elts if isinstance(part, ast.Constant)]
            for side in sorted({side for side in sides if isinstance(side, int)}) if len(set(sides)) > 1 else ():
                new = ", ".join([str(side)] * len(sides))
                yield Proposal(f"pool to ({new})", trouble.site.replace(node, f"({new})"), blames=node, telling=True)


def _write(trouble: Trouble, made: Creation, name: str, size: int) -> Iterator[Proposal]:
    """The size, where it was first written; a tuple keeps its length."""
    title = f"set {name} to {size}"
    if name not in made.arguments:
        yield Proposal(title, with_argument(trouble.site, made, name, str(size)), blames=made.node, telling=True)
        return
    node = made.arguments[name].innermost().node
    numbers = node.elts if isinstance(node, ast.Tuple) else [node]
    if all(isinstance(number, ast.Constant) for number in numbers):
        new = f"({', '.join([str(size)] * len(numbers))})" if isinstance(node, ast.Tuple) else str(size)
        yield Proposal(title, trouble.site.replace(node, new), blames=node, telling=True)


REPAIR = Repair(_propose)
