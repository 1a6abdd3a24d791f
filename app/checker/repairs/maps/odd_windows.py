"""A window that hardly anybody writes: an even kernel that moves by one, a padding that is no half of its kernel.

A convolution that moves by one keeps the sides, or takes a whole number of cells from each; with an even kernel it
does neither. Where all others of the paste keep the sides, one whose padding does not is the slip.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from torch import nn

from app.checker.blame.origins import Creation
from app.checker.blame.proposals import Proposal
from app.checker.edits.spelling import value_of, with_argument
from app.checker.evidence.lineage import rows_behind
from app.checker.evidence.regularity import others_have_as_many
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.outcome import Repair, Trouble
from app.checker.trace import Row
from app.checker.walks import walk

_SLUGS = frozenset({
    "batch-norm-one-value", "cat-mismatch", "kernel-too-large", "map-shrunk-to-nothing", "pool-padding-too-large",
    "shape-mismatch", "wrong-in-features", "wrong-view",
})  # fmt: skip
_CONVOLUTIONS = (nn.Conv1d, nn.Conv2d, nn.Conv3d)
_ADAPTIVE = (nn.AdaptiveAvgPool2d, nn.AdaptiveMaxPool2d, nn.AdaptiveAvgPool3d, nn.AdaptiveMaxPool3d)
_POOLS = (nn.AvgPool1d, nn.AvgPool2d, nn.AvgPool3d, nn.MaxPool1d, nn.MaxPool2d, nn.MaxPool3d)
_LAYERS = 12
_LAST = 6
"""Rows between the last pooling and the layer that reads what it gave."""
_LARGE = 7
_STRIDES = (4, 2)
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
    if trouble.met.fault.slug not in _SLUGS or others_have_as_many(trouble):
        return
    behind = list(rows_behind(trouble.outcome, trouble.met.row))
    everywhere = _windows(trouble.outcome.trace.rows)
    for window in _windows(behind)[:_LAYERS]:
        yield from _odd_kernel(trouble, window, everywhere)
        yield from _half_the_kernel(trouble, window, everywhere)
        yield from _no_half(trouble, window.created)
        yield from _padded_for_another(trouble, window)
        yield from _leaping_point(trouble, window)
        yield from _point_with_padding(trouble, window)
        yield from _large_and_slow(trouble, window)
        yield from _stride_of_a_default(trouble, window.created, behind)
    yield from _leaping(trouble, _windows(behind), everywhere)
    yield from _leaps(trouble, behind)
    yield from _unlike_sides(trouble, behind)
    if isinstance(trouble.met.fault, WrongInFeatures):
        yield from _pooled_over_all(trouble, trouble.met.fault, behind)
        yield from _still_pools(trouble, behind)
    if trouble.met.fault.slug == "pool-padding-too-large" and trouble.met.created is not None:
        yield from _wide_as_padded(trouble, trouble.met.created)


def _windows(rows: list[Row]) -> list[_Window]:
    """Each convolution that was called, every place, kernel and stride once."""
    found: dict[tuple[int, int, int], _Window] = {}
    for row in rows:
        module = row.module.module if row.module is not None else None
        created = row.module.created if row.module is not None else None
        if isinstance(module, _CONVOLUTIONS) and created is not None and isinstance(module.padding, tuple):
            kernel, stride, padding = module.kernel_size[-1], module.stride[-1], module.padding[-1]
            reach = module.dilation[-1] * (kernel - 1)
            place = created.arguments.get("kernel_size")
            key = (id(place.innermost().node if place is not None else created.node), kernel, stride)
            found.setdefault(key, _Window(created, kernel, stride, padding, reach))
    return list(found.values())


def _odd_kernel(trouble: Trouble, window: _Window, everywhere: list[_Window]) -> Iterator[Proposal]:
    """The kernel that fits the padding, else one more or less; where others are even too, it is on purpose."""
    alike = sum(other.kernel == window.kernel or _shrink_alike(other, window) for other in everywhere)
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


def _shrink_alike(one: _Window, other: _Window) -> bool:
    """Whether both are even, move by one and have no padding, as in a net for one size of image."""
    return all(w.kernel % 2 == 0 and w.kernel > _OTHERS and w.stride == 1 and not w.padding for w in (one, other))


def _half_the_kernel(trouble: Trouble, window: _Window, everywhere: list[_Window]) -> Iterator[Proposal]:
    others = [other for other in everywhere if other.created is not window.created and other.kernel > 1]
    if window.keeps or window.reach % 2 or window.kernel == 1 or len(others) < _OTHERS:
        return
    if all(other.keeps for other in others):
        yield from _write(trouble, window.created, "padding", window.reach // 2)


def _padded_for_another(trouble: Trouble, window: _Window) -> Iterator[Proposal]:
    """`Conv2d(1, 6, 9, padding=2)`: moved by one, it keeps no sides, and with the kernel of its padding it would."""
    large = window.kernel >= _LARGE and window.reach == window.kernel - 1
    if large and window.stride == 1 and 0 < 2 * window.padding < window.reach:
        yield from _write(trouble, window.created, "kernel_size", 2 * window.padding + 1)


def _leaping(trouble: Trouble, behind: list[_Window], everywhere: list[_Window]) -> Iterator[Proposal]:
    """A convolution that leaps over cells, or further than any other but the first: patches aside, none does so."""
    far = [window for window in everywhere[1:] if window.stride > _OTHERS]
    for window in behind if len(far) < _OTHERS else ():
        odd = window.stride > window.kernel or any(window.created is other.created for other in far)
        if window.stride > _OTHERS and odd and window.stride != window.kernel and "stride" in window.created.arguments:
            for stride in (2, 1):
                yield from _write(trouble, window.created, "stride", stride)


def _no_half(trouble: Trouble, made: Creation) -> Iterator[Proposal]:
    """`padding = kernel_size // 1`: what is taken of a kernel for its padding is the half."""
    place = made.arguments.get("padding")
    node = place.innermost().node if place is not None else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv) and isinstance(node.right, ast.Constant):
        names = [part.id for part in walk(node.left) if isinstance(part, ast.Name)]
        if node.right.value != 2 and any(name.startswith("k") for name in names):
            edits = trouble.site.replace(node.right, "2")
            yield Proposal("pad by half the kernel: // 2", edits, blames=node, telling=True)


def _point_with_padding(trouble: Trouble, window: _Window) -> Iterator[Proposal]:
    """A kernel of one that is padded, which only adds a border of biases: the kernel that the padding is made for."""
    if window.kernel == 1 and window.padding:
        yield from _write(trouble, window.created, "kernel_size", 2 * window.padding + 1)
        yield from _write(trouble, window.created, "padding", 0)


def _leaping_point(trouble: Trouble, window: _Window) -> Iterator[Proposal]:
    """A kernel of one that leaps over most cells: its kernel and its stride are exchanged."""
    places = [window.created.arguments.get(name) for name in ("kernel_size", "stride")]
    nodes = [place.node for place in places if place is not None]
    if window.kernel == 1 and window.stride > max(_STRIDES) // 2 and len(nodes) == len(places):
        one, two = (trouble.source.text(node) for node in nodes)
        edits = (*trouble.site.replace(nodes[0], two), *trouble.site.replace(nodes[1], one))
        yield Proposal("exchange kernel_size and stride", edits, blames=window.created.node, telling=True)


def _large_and_slow(trouble: Trouble, window: _Window) -> Iterator[Proposal]:
    """A kernel as large as those of first layers, and moved by one: its stride was left out."""
    if window.kernel >= _LARGE and window.stride == 1:
        for stride in _STRIDES:
            yield from _write(trouble, window.created, "stride", stride)


def _leaps(trouble: Trouble, behind: list[Row]) -> Iterator[Proposal]:
    """A pooling that moves further than its window reaches, along one axis or along all."""
    for _, made, kernel, stride in list(_pools(behind))[:_LAYERS]:
        if stride > kernel > 1 and "stride" in made.arguments:
            yield from _write(trouble, made, "stride", kernel)
        places = [made.arguments[name].innermost().node for name in ("kernel_size", "stride") if name in made.arguments]
        pairs = zip(*(part.elts for part in places if isinstance(part, ast.Tuple)), strict=False)
        for pair in pairs if len(places) == 2 and all(isinstance(part, ast.Tuple) for part in places) else ():
            reach, step = (part.value if isinstance(part, ast.Constant) else None for part in pair)
            if isinstance(reach, int) and isinstance(step, int) and step > reach:
                edits = trouble.site.replace(pair[1], str(reach))
                yield Proposal(f"move by {reach} along this axis", edits, blames=pair[1], telling=True)


def _stride_of_a_default(trouble: Trouble, made: Creation, behind: list[Row]) -> Iterator[Proposal]:
    """`def conv3x3(width, stride=2)`: what is not given is one; but where both ways of a sum follow it, it is meant."""
    node = _stride(made)
    pools = {id(_stride(pool)) for _, pool, _, _ in _pools(behind)}
    shared = trouble.met.fault.slug == "shape-mismatch" and id(node) in pools
    if isinstance(node, ast.Constant) and node.value != 1 and trouble.site.is_default(node) and not shared:
        yield from _write(trouble, made, "stride", 1)


def _stride(made: Creation) -> ast.expr | None:
    origin = made.arguments.get("stride")
    return origin.innermost().node if origin is not None else None


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


def _pools(behind: list[Row]) -> Iterator[tuple[Row, Creation, int, int]]:
    """Each pooling that slides: its row, where it was made, its kernel and its stride."""
    for row in behind:
        module = row.module.module if row.module is not None else None
        made = row.module.created if row.module is not None else None
        if isinstance(module, _POOLS) and made is not None:
            kernel, stride = (n[-1] if isinstance(n, tuple) else n for n in (module.kernel_size, module.stride))
            yield row, made, kernel, stride


def _pooled_over_all(trouble: Trouble, fault: WrongInFeatures, behind: list[Row]) -> Iterator[Proposal]:
    """A last pooling that leaves some cells, where as many features are declared as there are channels."""
    for row, made, kernel, _ in _pools(behind[:_LAST]):
        side = row.inputs[0][-1] if row.inputs else 0
        if fault.sizes[:1] == (fault.declared,) and kernel < side <= kernel + kernel // 2:
            yield from _write(trouble, made, "kernel_size", side)


def _still_pools(trouble: Trouble, behind: list[Row]) -> Iterator[Proposal]:
    """A pooling that says a stride of one, and so hardly shrinks its map."""
    for _, made, kernel, stride in list(_pools(behind))[:_LAYERS]:
        if stride == 1 < kernel and "stride" in made.arguments:
            yield from _write(trouble, made, "stride", 2)


def _wide_as_padded(trouble: Trouble, made: Creation) -> Iterator[Proposal]:
    """`MaxPool2d(1, stride=2, padding=1)`: a window of one pools nothing."""
    place, padding = made.arguments.get("kernel_size"), made.arguments.get("padding")
    if place is not None and padding is not None and value_of(place) == 1 and (cells := value_of(padding)):
        yield from _write(trouble, made, "kernel_size", 2 * cells + 1)


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
