"""A width by another name than is meant, or with arithmetic too much: as its neighbours say, or the function knows."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations

from app.checker.blame.origins import Creation, Origin
from app.checker.blame.proposals import Proposal
from app.checker.edits.spelling import value_of
from app.checker.evidence.regularity import growing_like_others, next_agrees, written
from app.checker.evidence.surroundings import function_around, inside, names_in_use
from app.checker.evidence.width_doubts import GIVES, NEAREST, TAKES, in_doubt, write
from app.checker.findings.batch_norm_width import BatchNormWidth
from app.checker.findings.recurrent_state_shape import RecurrentStateShape
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_OFTEN = 2
"""So many times a name is written where it is a width of the whole model."""
_USUAL = (4, 2, 3, 6, 8, 5, 7)
"""By how much the inner layers of a block are wider, the likeliest first."""
_NAMES = 6
"""Names of the function that are tried in the place of a number."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if (doubt := in_doubt(trouble)) is None:
        return
    own, makers = doubt.own, doubt.makers
    odd = growing_like_others(trouble)
    for origin in doubt.numbers:
        maker = origin in makers or isinstance(trouble.met.fault, RecurrentStateShape)
        yield from _without_arithmetic(trouble, origin, maker=maker, odd=odd and origin in makers)
    agreed = isinstance(trouble.met.fault, BatchNormWidth) and next_agrees(trouble)
    if agreed and own and makers and _together(trouble, own[0].node, makers[0].node):
        yield replace(write(trouble, makers[0].node, trouble.source.text(own[0].node), telling=True), evident=True)
    for made in [made for made in (trouble.met.created, *doubt.in_front[:NEAREST]) if made is not None]:
        yield from _unread_parameters(trouble, made)
    yield from _texts_of_each_other(trouble, doubt.numbers)
    for origin in doubt.numbers:
        yield from _other_names(trouble, origin)


def _levels(origin: Origin) -> list[Origin]:
    """An argument where the layer is made, then, through bare names, where its caller wrote it."""
    found = [origin]
    while isinstance(node := found[-1].node, ast.Name) and node.id in found[-1].names and len(found) < 5:
        found.append(found[-1].names[node.id])
    return found


def _without_arithmetic(trouble: Trouble, origin: Origin, *, maker: bool, odd: bool) -> Iterator[Proposal]:
    """`width` in the place of `width * 2`; telling of a layer in front that alone multiplies what all others take."""
    for level in _levels(origin):
        node = level.node
        if not isinstance(node, ast.BinOp):
            continue
        adds = isinstance(node.op, ast.Add) and isinstance(node.right, ast.Constant)
        if adds:
            times = f"{trouble.source.text(node.left)} * {trouble.source.text(node.right)}"
            yield write(trouble, node, times, telling=True)
        for side, other in permutations((node.left, node.right)):
            if not isinstance(side, ast.Constant):
                once = level is origin and _once(trouble, node, other)
                due = once and value_of(Origin(side, level.names)) == getattr(trouble.met.fault, "declared", 0)
                alone = once and (due or written(trouble, side) > _OFTEN)
                found = write(trouble, node, trouble.source.text(side), telling=(maker and alone) or odd or adds)
                yield replace(found, evident=maker and due)


def _once(trouble: Trouble, node: ast.BinOp, other: ast.expr) -> bool:
    """Whether nobody else writes this product or quotient; `planes * self.expansion` is meant wherever it stands."""
    shared = isinstance(node.op, ast.FloorDiv) and not isinstance(node.right, ast.Constant)
    meant = isinstance(other, ast.Attribute) or shared or isinstance(node.op, ast.Add)
    return not meant and written(trouble, node) == 1


def _texts_of_each_other(trouble: Trouble, numbers: list[Origin]) -> Iterator[Proposal]:
    """What the neighbour says, where both are written in one function."""
    for first, second in permutations(numbers[:NEAREST], 2):
        for origin in _levels(first):
            for other in _levels(second):
                text = trouble.source.text(other.node)
                if text != trouble.source.text(origin.node) and _together(trouble, origin.node, other.node):
                    odd = _less_usual(origin.node, other.node) or _in_two_roles(trouble, origin.node)
                    lonely = _read_once(trouble, other.node)
                    yield replace(write(trouble, origin.node, text, telling=odd or lonely), evident=lonely)


def _read_once(trouble: Trouble, node: ast.expr) -> bool:
    """A width that a function computes, and that one layer alone is given: the next one is to take it too."""
    function = function_around(trouble.source.tree, node)
    if function is None or not isinstance(node, ast.Name):
        return False
    names = [part for part in walk(function) if isinstance(part, ast.Name) and part.id == node.id]
    stored = [part for part in names if isinstance(part.ctx, ast.Store)]
    rounds = [set(walk(loop)) for loop in walk(function) if isinstance(loop, ast.For)]
    carried = any(node in parts for parts in rounds)  # of a loop, the next round is to take another width
    return len(stored) == 1 and len(names) == len(stored) + 1 and not carried


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
    for name in unread[:NEAREST]:
        for argument in (*TAKES, *GIVES):
            if argument in made.arguments and not isinstance(made.arguments[argument].node, ast.Constant):
                yield replace(write(trouble, made.arguments[argument].node, name, telling=True), evident=True)


def _together(trouble: Trouble, one: ast.AST, other: ast.AST) -> bool:
    return function_around(trouble.source.tree, one) is function_around(trouble.source.tree, other)


def _other_names(trouble: Trouble, origin: Origin) -> Iterator[Proposal]:
    """Another name that the function knows; at the layer, then where its block was given the width."""
    for level in _levels(origin):
        function = function_around(trouble.source.tree, level.node)
        if function is None or isinstance(level.node, ast.Constant):
            return
        used = {n.id for n in walk(level.node) if isinstance(n, ast.Name)}
        names = [name for name in names_in_use(function) if name not in used]
        telling = _in_two_roles(trouble, level.node)
        for name in sorted(names, key=lambda name: not _is_width(name))[:_NAMES]:
            yield write(trouble, level.node, name, telling=telling)


def _is_width(name: str) -> bool:
    return any(part in name for part in ("ch", "plane", "in", "out", "dim", "feat", "hidden", "width", "size"))


REPAIR = Repair(_propose)
