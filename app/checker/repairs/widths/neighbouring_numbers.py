"""A number that does not fit: it is put right on the side after which everything else fits too.

A layer's width is said by several lines: by the layer that gives the channels, by its normalisation, by the
layers behind. The line at fault is the one that disagrees with all others.
"""

import ast
from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations

from app.checker.faults import Fault
from app.checker.findings.batch_norm_width import BatchNormWidth
from app.checker.findings.cat_mismatch import CatMismatch
from app.checker.findings.cat_ranks import CatRanks
from app.checker.findings.forgotten_flatten import ForgottenFlatten
from app.checker.findings.group_divisibility import GroupDivisibility
from app.checker.findings.layer_norm_shape import LayerNormShape
from app.checker.findings.matmul_mismatch import MatmulMismatch
from app.checker.findings.recurrent_input_size import RecurrentInputSize
from app.checker.findings.recurrent_state_shape import RecurrentStateShape
from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.findings.wrong_view import WrongView
from app.checker.lineage import producers, widened_on_purpose
from app.checker.origins import Creation, Origin
from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal
from app.checker.regularity import growing_as_it_is, growing_like_others, next_agrees, speaks_against, written
from app.checker.spelling import value_of
from app.checker.surroundings import function_around, inside, names_in_use
from app.checker.walks import last_name, walk

_FAULTS = (
    BatchNormWidth, CatMismatch, CatRanks, ForgottenFlatten, GroupDivisibility, LayerNormShape, MatmulMismatch,
    RecurrentInputSize, RecurrentStateShape, ShapeMismatch, TorchError, WrongInChannels, WrongInFeatures, WrongView,
)  # fmt: skip
_IN = ("in_channels", "in_features", "num_features", "num_channels", "normalized_shape", "input_size", "embed_dim")
_OUT = ("out_channels", "out_features", "hidden_size", "embedding_dim")
_MAKERS = 3
_KERNEL = 7
"""A window that is wider is rare, and a number of channels that is smaller."""
_OFTEN = 2
"""So many times a name is written where it is a width of the whole model."""
_USUAL = (4, 2, 3, 6, 8, 5, 7)
"""By how much the inner layers of a block are wider, the likeliest first."""
_NAMES = 6
"""Names of the function that are tried in the place of a number."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, _FAULTS):
        return
    own = [found for names in (_IN, _OUT) if (found := _argument(trouble.met.created, names))]
    fault_at = trouble.met.created.node if trouble.met.created is not None else None
    in_front = [made for made in producers(trouble.outcome, trouble.met.row) if made.node is not fault_at]
    in_front = [made for made in in_front if not widened_on_purpose(made, trouble.source.text)]
    makers = [found for made in in_front if (found := _argument(made, _OUT))]
    numbers = [*own, *makers[:_MAKERS]]
    odd = growing_like_others(trouble)
    for made in producers(trouble.outcome, trouble.met.row)[:1]:
        yield from _exchanged_with_the_kernel(trouble, made)
    for origin in numbers:
        maker = origin in makers or isinstance(trouble.met.fault, RecurrentStateShape)
        yield from _without_arithmetic(trouble, origin, maker=maker, odd=odd and origin in makers)
    agreed = isinstance(trouble.met.fault, BatchNormWidth) and next_agrees(trouble)
    if agreed and own and makers and _together(trouble, own[0].node, makers[0].node):
        yield _write(trouble, makers[0].node, trouble.source.text(own[0].node), telling=True)
    for made in [created for created in (trouble.met.created, *in_front[:_MAKERS]) if created is not None]:
        yield from _unread_parameters(trouble, made)
    yield from _texts_of_each_other(trouble, numbers)
    yield from _numbers(trouble, makers[:_MAKERS], odd=odd)
    for origin in numbers:
        yield from _other_names(trouble, origin)


def _argument(created: Creation | None, names: tuple[str, ...]) -> Origin | None:
    for name in names:
        if created is not None and name in created.arguments:
            return created.arguments[name]
    return None


def _levels(origin: Origin) -> list[Origin]:
    """An argument where the layer is made, then, through bare names, where its caller wrote it."""
    found = [origin]
    while isinstance(node := found[-1].node, ast.Name) and node.id in found[-1].names and len(found) < 5:
        found.append(found[-1].names[node.id])
    return found


def _without_arithmetic(trouble: Trouble, origin: Origin, *, maker: bool, odd: bool) -> Iterator[Proposal]:
    """`width` in the place of `width * 2`; telling of a layer in front that alone multiplies what all others take."""
    for level in _levels(origin):
        if isinstance(level.node, ast.BinOp):
            if isinstance(level.node.op, ast.Add) and isinstance(level.node.right, ast.Constant):
                times = f"{trouble.source.text(level.node.left)} * {trouble.source.text(level.node.right)}"
                yield _write(trouble, level.node, times, telling=True)
            for side, other in permutations((level.node.left, level.node.right)):
                if not isinstance(side, ast.Constant):
                    text = trouble.source.text(side)
                    named = isinstance(other, ast.Attribute)  # `planes * self.expansion` is meant
                    once = level is origin and not named and written(trouble, level.node) == 1
                    op, right = level.node.op, level.node.right
                    shared = isinstance(op, ast.FloorDiv) and not isinstance(right, ast.Constant)
                    once = once and not shared and not isinstance(op, ast.Add)
                    alone = once and written(trouble, side) > _OFTEN
                    yield _write(trouble, level.node, text, telling=(maker and alone) or odd)


def _texts_of_each_other(trouble: Trouble, numbers: list[Origin]) -> Iterator[Proposal]:
    """What the neighbour says, where both are written in one function."""
    for first, second in permutations(numbers[:_MAKERS], 2):
        for origin in _levels(first):
            for other in _levels(second):
                text = trouble.source.text(other.node)
                if text != trouble.source.text(origin.node) and _together(trouble, origin.node, other.node):
                    odd = _less_usual(origin.node, other.node) or _in_two_roles(trouble, origin.node)
                    yield _write(trouble, origin.node, text, telling=odd)


def _less_usual(node: ast.expr, other: ast.expr) -> bool:
    """`5 * dim`, or a bare `4`, beside a layer that says `4 * dim`."""
    theirs, name = _multiple(other)
    if isinstance(node, ast.Constant):
        return bool(name) and node.value == theirs
    mine, own_name = _multiple(node)
    return name == own_name and _USUAL.index(theirs) < _USUAL.index(mine) if {theirs, mine} <= {*_USUAL} else False


def _multiple(node: ast.expr) -> tuple[object, str]:
    """The number and the name of `4 * dim`; `dim` is once itself."""
    sides = (node.left, node.right) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) else ()
    number = next((side.value for side in sides if isinstance(side, ast.Constant)), None)
    name = next((ast.unparse(side) for side in sides if not isinstance(side, ast.Constant)), "")
    return number, name


def _in_two_roles(trouble: Trouble, node: ast.expr) -> bool:
    """A name that is a width, and the kernel or the divisor of another one, in one call: `Conv2d(3, patch, patch)`."""
    call = inside(trouble.source.tree, node, ast.Call)
    if not isinstance(node, ast.Name) or not isinstance(call, ast.Call):
        return False
    windows = [*call.args[2:], *(k.value for k in call.keywords if k.arg in {"kernel_size", "stride"})]
    divisors = [p.right for p in walk(call) if isinstance(p, ast.BinOp) and isinstance(p.op, ast.FloorDiv)]
    return any(isinstance(part, ast.Name) and part.id == node.id for part in (*windows, *divisors) if part is not node)


def _unread_parameters(trouble: Trouble, made: Creation) -> Iterator[Proposal]:
    """What the function around a layer is given and never reads, in the place of another name."""
    function = function_around(trouble.source.tree, made.node)
    if function is None:
        return
    read = {part.id for part in walk(function) if isinstance(part, ast.Name)}
    unread = [name for name in names_in_use(function) if name not in read and _is_width(name)]
    for name in unread[:_MAKERS]:
        for argument in (*_IN, *_OUT):
            if argument in made.arguments and not isinstance(made.arguments[argument].node, ast.Constant):
                yield replace(_write(trouble, made.arguments[argument].node, name, telling=True), evident=True)


def _together(trouble: Trouble, one: ast.AST, other: ast.AST) -> bool:
    return function_around(trouble.source.tree, one) is function_around(trouble.source.tree, other)


def _numbers(trouble: Trouble, makers: list[Origin], *, odd: bool) -> Iterator[Proposal]:
    """The number that is needed, where the layer in front says another one."""
    fault = trouble.met.fault
    wanted = {*fault.left, *fault.right} if isinstance(fault, ShapeMismatch) else {getattr(fault, "declared", 0)}
    own = _own_places(trouble)
    for origin in makers[:2]:
        node = origin.innermost().node
        if isinstance(node, ast.Constant) and isinstance(node.value, int):
            for number in sorted((w for w in wanted - {node.value, 0, 1} if isinstance(w, int)), reverse=True)[:4]:
                scaled = _scaled(fault, node.value, number)
                flattened = isinstance(fault, WrongInFeatures) and len(fault.sizes) > 1
                agreed = flattened and _counts(trouble, node.value)
                doubted = agreed or growing_as_it_is(trouble)
                beside = own if isinstance(fault, ShapeMismatch) else [*own, *_same_call(trouble, node, scaled)]
                sure = odd or (not doubted and speaks_against(trouble, node, scaled, beside, by_others=not flattened))
                yield _write(trouble, node, str(scaled), telling=sure)


def _counts(trouble: Trouble, channels: int) -> bool:
    """Whether the features are written as a product of these channels, `4 * 4 * 50`: then the sides are the slip."""
    number = _argument(trouble.met.created, _IN)
    product = number.innermost().node if number is not None else None
    parts = walk(product) if isinstance(product, ast.BinOp) else ()
    return any(isinstance(part, ast.Constant) and part.value == channels for part in parts)


def _own_places(trouble: Trouble) -> list[ast.AST | None]:
    """The call that made the layer, and the one that gave it its number: `Block(256, 256, 2)`."""
    if trouble.met.created is None:
        return []
    number = _argument(trouble.met.created, _IN)
    block = inside(trouble.source.tree, number.innermost().node, ast.Call) if number is not None else None
    return [trouble.met.created.node, block]


def _same_call(trouble: Trouble, node: ast.Constant, better: int) -> list[ast.expr]:
    """`block(128, 256)`: what a block is given says nothing of what it gives, nor what a layer is that doubles it."""
    call = inside(trouble.source.tree, node, ast.Call)
    if not isinstance(call, ast.Call) or node not in call.args:
        return []
    return call.args if last_name(call.func) not in trouble.tables.layers or node.value == 2 * better else []


def _scaled(fault: Fault, given: int, wanted: int) -> int:
    """The channels that are needed where a flatten stands between: the map's share of the features."""
    if isinstance(fault, WrongInFeatures) and fault.features and given and fault.features % given == 0:
        area = fault.features // given
        return wanted // area if wanted % area == 0 else wanted
    return wanted


def _other_names(trouble: Trouble, origin: Origin) -> Iterator[Proposal]:
    """Another name that the function knows."""
    function = function_around(trouble.source.tree, origin.node)
    if function is None or isinstance(origin.node, ast.Constant):
        return
    used = {n.id for n in walk(origin.node) if isinstance(n, ast.Name)}
    names = [name for name in names_in_use(function) if name not in used]
    telling = _in_two_roles(trouble, origin.node)
    for name in sorted(names, key=lambda name: not _is_width(name))[:_NAMES]:
        yield _write(trouble, origin.node, name, telling=telling)


def _is_width(name: str) -> bool:
    return any(part in name for part in ("ch", "plane", "in", "out", "dim", "feat", "hidden", "width", "size"))


def _exchanged_with_the_kernel(trouble: Trouble, made: Creation) -> Iterator[Proposal]:
    """`nn.Conv2d(before, kernel, after)`: the second and the third, where the third is what the layer behind takes."""
    wanted, kernel = getattr(trouble.met.fault, "declared", None), made.arguments.get("kernel_size")
    size = value_of(kernel) if kernel is not None else None
    if len(made.node.args) > 2 and size is not None and size == wanted and size > _KERNEL:
        second, third = made.node.args[1:3]
        text = trouble.source.text
        edits = (*trouble.site.replace(second, text(third)), *trouble.site.replace(third, text(second)))
        yield Proposal("exchange out_channels and kernel_size", edits, blames=made.node, telling=True)


def _write(trouble: Trouble, node: ast.expr, new: str, *, telling: bool = False) -> Proposal:
    return Proposal(f"write {new} here", trouble.site.replace(node, new), blames=node, telling=telling)


REPAIR = Repair(_propose)
