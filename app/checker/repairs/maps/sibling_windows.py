"""A window that differs from its siblings in one number: with theirs, the sizes behind it fit exactly.

The number that a linear layer declares was computed from the sizes that were meant. Where a convolution or pool
is like another one in all but its kernel, stride or padding, and gives that very number once it is like it in
this too, the slip stands there and not in the linear layer.
"""

import ast
from collections.abc import Iterable, Iterator

from app.checker.blame.origins import Creation, argument
from app.checker.blame.proposals import Proposal
from app.checker.edits.spelling import written_at
from app.checker.evidence.lineage import rows_behind
from app.checker.evidence.regularity import others_have_as_many
from app.checker.evidence.surroundings import function_around
from app.checker.findings.cat_mismatch import CatMismatch
from app.checker.findings.kernel_too_large import KernelTooLarge
from app.checker.findings.map_shrunk_to_nothing import MapShrunkToNothing
from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.findings.torch_error import TorchError
from app.checker.findings.unpool_mismatch import UnpoolMismatch
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.findings.wrong_view import WrongView
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit, Span
from app.checker.trace import Row
from app.checker.walks import walk

_FAULTS = (
    CatMismatch, KernelTooLarge, MapShrunkToNothing, ShapeMismatch, TorchError, UnpoolMismatch, WrongInFeatures,
    WrongView,
)  # fmt: skip
_SIZES = ("kernel_size", "stride", "padding", "dilation")
_STRIDES = {1, 2}
_LAYERS = 8
_NEAR = 30
"""Rows that one forward may have made in front of the fault."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, _FAULTS) or (isinstance(fault, WrongInFeatures) and len(fault.sizes) < 2):
        return
    if others_have_as_many(trouble):
        return
    behind = _made([*rows_behind(trouble.outcome, trouble.met.row), *_beside(trouble)])
    everywhere = _made(trouble.outcome.trace.rows)
    for made in behind[:_LAYERS]:
        yield from _handed_on(trouble, made)
        yield from _like_the_unpooling(trouble, made)
    yield from _as_the_others(trouble, behind, everywhere)
    if not isinstance(fault, WrongInFeatures):
        for made in behind[:_LAYERS]:
            yield from _usual(trouble, made)


def _beside(trouble: Trouble) -> list[Row]:
    """What ran in the same module before a view, whose sizes may be those of another tensor: `b, c, h, w = q.shape`."""
    rows = trouble.outcome.trace.rows[: trouble.met.row + 1]
    if not isinstance(trouble.met.fault, WrongView) or not rows:
        return []
    return [row for row in rows[-_NEAR:] if row.around is rows[-1].around]


def _made(rows: Iterable[Row]) -> list[Creation]:
    """Every sliding layer that was called, each place once: of a block that is made twice, each of its sizes."""
    found: dict[tuple[object, ...], Creation] = {}
    for row in rows:
        created = row.module.created if row.module is not None else None
        if created is not None and "kernel_size" in created.arguments:
            sizes = (id(argument(created, name)) for name in _SIZES)
            found.setdefault((id(created.node), *sizes), created)
    return list(found.values())


def _as_the_others(trouble: Trouble, behind: list[Creation], everywhere: list[Creation]) -> Iterator[Proposal]:
    """Layers that differ from others in one number: the one that is like no other first, and what most others say."""
    ranked: dict[tuple[Edit, ...], list[Proposal]] = {}
    twins: dict[tuple[Edit, ...], int] = {}
    for made in behind:
        alike = sum(_same(trouble, made, other) for other in everywhere)
        for sibling in everywhere:
            if sibling is not made and (change := _difference(trouble, made, sibling)) is not None:
                ranked.setdefault(change.edits, []).append(change)
                twins[change.edits] = alike
    for _, changes in sorted(ranked.items(), key=lambda item: (min(twins[item[0]], 2), -len(item[1]))):
        yield changes[0]


def _same(trouble: Trouble, made: Creation, other: Creation) -> bool:
    same = trouble.source.text(made.node.func) == trouble.source.text(other.node.func)
    return same and _said(trouble, made) == _said(trouble, other)


def _said(trouble: Trouble, made: Creation) -> dict[str, str]:
    return {name: trouble.source.text(_place(made, name)) for name in _SIZES if name in made.arguments}


def _place(made: Creation, name: str) -> ast.expr:
    """Where a size is written; a stride that a block is given stays its name, for blocks differ in it on purpose."""
    origin = made.arguments[name]
    return origin.node if name == "stride" else origin.innermost().node


def _difference(trouble: Trouble, made: Creation, sibling: Creation) -> Proposal | None:
    """The one number in which two layers of a kind differ, as its sibling has it."""
    if trouble.source.text(made.node.func) != trouble.source.text(sibling.node.func):
        return None
    own, other = _said(trouble, made), _said(trouble, sibling)
    different = [name for name in _SIZES if own.get(name) != other.get(name)]
    if len(different) != 1 or different[0] not in other:
        return None
    if different == ["stride"] and own.get("stride", "").isidentifier():
        return None  # a block is given it on purpose
    convolves = different == ["kernel_size"] and "Transpose" not in trouble.source.text(made.node.func)
    pointwise = convolves and {own["kernel_size"], other["kernel_size"]} & {"1", "(1, 1)"}
    # Branches fit where all are 1x1, or none is: that they do so tells nothing.
    return _with(trouble, made, different[0], other[different[0]], telling=not pointwise)


def _handed_on(trouble: Trouble, made: Creation) -> Iterator[Proposal]:
    """A parameter of the function that has the name of an argument, and that nobody reads."""
    function = function_around(trouble.source.tree, made.node)
    if function is None:
        return
    read = {n.id for n in walk(function) if isinstance(n, ast.Name)}
    for parameter in (*function.args.args, *function.args.kwonlyargs):
        if parameter.arg in {*_SIZES, "groups"} - set(made.arguments) and parameter.arg not in read:
            yield _with(trouble, made, parameter.arg, parameter.arg, telling=True)


def _like_the_unpooling(trouble: Trouble, made: Creation) -> Iterator[Proposal]:
    """A pooling slides as the unpooling does that is to take it back."""
    back = trouble.met.created if isinstance(trouble.met.fault, UnpoolMismatch) else None
    if back is None or "Pool" not in trouble.source.text(made.node.func):
        return
    own, other = _said(trouble, made), _said(trouble, back)
    for name in ("kernel_size", "stride"):
        if name in other and own.get(name, other[name]) != other[name]:
            yield _with(trouble, made, name, other[name], telling=True)


def _usual(trouble: Trouble, made: Creation) -> Iterator[Proposal]:
    """What is said most often: a padding that keeps the size, a stride of one, a dilation like the padding."""
    own = _said(trouble, made)
    kernel = own["kernel_size"]
    if kernel.isdigit() and int(kernel) % 2 and own.get("padding", "0") != str(int(kernel) // 2):
        yield _with(trouble, made, "padding", str(int(kernel) // 2), telling=False)
    if own.get("stride", "1") != "1":
        yield _with(trouble, made, "stride", "1", telling=False)
    yield from _as_far(trouble, made)
    said = own.get("padding", "0")
    if kernel.isdigit() and said.isdigit() and int(said) and int(kernel) != 2 * int(said) + 1:
        yield _with(trouble, made, "kernel_size", str(2 * int(said) + 1), telling=False)
    yield from _without_arithmetic(trouble, made)
    if "Pool" in trouble.source.text(made.node.func) and "stride" not in own:
        yield _with(trouble, made, "stride", "1", telling=False)
    padding = own.get("padding", "0")
    if "dilation" not in own and padding not in {"0", "1"}:
        yield _with(trouble, made, "dilation", padding, telling=False)


def _as_far(trouble: Trouble, made: Creation) -> Iterator[Proposal]:
    """The stride after which branches that are so many times larger or smaller than each other have one size."""
    fault, node = trouble.met.fault, made.arguments["stride"].node if "stride" in made.arguments else None
    shapes = (fault.left, fault.right) if isinstance(fault, CatMismatch | ShapeMismatch) else ()
    sides = sorted({shape[-1] for shape in shapes if len(shape) > 2})
    if not (isinstance(node, ast.Constant) and isinstance(node.value, int) and len(sides) > 1 and sides[0]):
        return
    times, rest = divmod(sides[-1], sides[0])
    for stride in {node.value * times, node.value // times} & _STRIDES - {node.value} if not rest else ():
        yield _with(trouble, made, "stride", str(stride), telling=False)


def _without_arithmetic(trouble: Trouble, made: Creation) -> Iterator[Proposal]:
    """`padding=dilation` in the place of `padding=dilation * 2`."""
    for name in _SIZES:
        node = _place(made, name) if name in made.arguments else None
        for side in (node.left, node.right) if isinstance(node, ast.BinOp) else ():
            if not isinstance(side, ast.Constant):
                text = trouble.source.text(side)
                yield _with(trouble, made, name, text, telling=text == name)  # `padding=padding // 2`


def _with(trouble: Trouble, made: Creation, name: str, value: str, *, telling: bool) -> Proposal:
    """The layer with another value for one argument, which is added where it is not given."""
    if name in made.arguments:
        node: ast.expr = written_at(trouble.site, made, name)
        edits = trouble.site.replace(node, value)
    else:
        node = made.node
        end = trouble.source.end(node)
        before = Span(line=end.line, column=end.column - 1, end_column=end.column - 1)
        edits = (Edit(span=before, new=f", {name}={value}"),)
    return Proposal(f"set {name} to {value}", edits, blames=node, telling=telling)


REPAIR = Repair(_propose)
