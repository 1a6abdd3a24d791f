"""How axes are brought into the order in which a layer reads them, and views to sizes that hold what there is."""

import ast
from collections.abc import Iterator
from math import prod

from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.report import Edit
from app.checker.walks import walk


def to_front(rank: int) -> str:
    """`.permute(0, 3, 1, 2)`: the channels from the last axis to axis 1."""
    return f".permute(0, {', '.join(map(str, (rank - 1, *range(1, rank - 1))))})"


def channels_first(site: Site, shape: tuple[int, ...], *, raw: bool) -> Iterator[Proposal]:
    """The last axis brought to axis 1: in an input from outside, where the layer is called, where it is made."""
    move = to_front(len(shape))
    title = f"bring the channels to axis 1 with {move[1:]}"
    places = [site.call.args[0]] if isinstance(site.call, ast.Call) and site.call.args else []
    if raw and len(site.inputs) == 1 and tuple(site.inputs[0]) == shape and not any(site.makers):
        full = [shape[0], shape[-1], *shape[1:-1]]
        yield Proposal("give the input with its channels on axis 1", input_shape=(full,), blames=site.call)
    for move_it in (move, f"{move}.contiguous()"):
        for node in places:
            yield Proposal(title, _behind(site, node, move_it), blames=site.call)
    if not raw:
        return
    for maker in site.makers[:1] if len(site.makers) == 1 else ():
        if isinstance(maker, ast.expr) and maker not in places:
            yield Proposal(title, _behind(site, maker, f"{move}.contiguous()"), blames=maker)


def fitting_sizes(site: Site, asked: tuple[int, ...], features: int, kept: tuple[int, ...] = ()) -> Iterator[Proposal]:
    """`x.view(-1, 32, 7, 7)` with other channels, so that a sample's features fill it; of steps, with either number.

    `kept`: the sizes that the tensor has; what is asked for as it was, in its place and by a name, is right.
    """
    written = site.call.args if isinstance(site.call, ast.Call) else []
    numbers = written[0].elts if len(written) == 1 and isinstance(written[0], ast.Tuple | ast.List) else written
    if len(numbers) != len(asked) or len(asked) < 3 or min(asked[1:]) < 1:
        return
    free = 2 if len(asked) > 3 else 3
    same = [axis for axis in range(1, free) if kept[axis : axis + 1] == asked[axis : axis + 1]]
    same = [axis for axis in same if not isinstance(numbers[axis], ast.Constant)]
    pairs = [(numbers[axis], asked[axis]) for axis in range(1, free) if axis not in same]
    for node, size in sorted(pairs, key=lambda pair: isinstance(pair[0], ast.Name)):  # what has a name is right oftener
        others = prod(asked[1:]) // size
        if features % others == 0 and features // others != size:
            new = str(features // others)
            if (default := _default(site, node)) is not None:
                yield Proposal(f"write {new} in the place of {size}", site.replace(default, new), blames=default)
            yield Proposal(f"write {new} in the place of {size}", site.replace(node, new), blames=site.call)


def _default(site: Site, node: ast.expr) -> ast.Constant | None:
    """The `1024` of `def forward(self, x, size=1024)`, for the name `size`."""
    for function in walk(site.source.tree):
        if isinstance(function, ast.FunctionDef) and isinstance(node, ast.Name):
            given = function.args.args[::-1]
            for parameter, default in zip(given, function.args.defaults[::-1], strict=False):
                within = function.lineno <= node.lineno <= (function.end_lineno or 0)
                if within and parameter.arg == node.id and isinstance(default, ast.Constant):
                    return default
    return None


def _behind(site: Site, node: ast.expr, text: str) -> tuple[Edit, ...]:
    """The edits that call a method on an expression."""
    simple = isinstance(node, ast.Name | ast.Call | ast.Attribute | ast.Subscript)
    front, behind = site.surround(node, "" if simple else "(", text if simple else f"){text}")
    return (front, behind) if not simple else (behind,)
