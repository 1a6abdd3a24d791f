"""A number that does not fit: it is put right on the side after which everything else fits too."""

import ast
from collections.abc import Iterator

from app.checker.blame.faults import Fault
from app.checker.blame.origins import Creation, Origin
from app.checker.blame.proposals import Proposal
from app.checker.edits.spelling import value_of
from app.checker.evidence.lineage import producers
from app.checker.evidence.regularity import growing_as_it_is, growing_like_others, speaks_against
from app.checker.evidence.surroundings import inside
from app.checker.evidence.width_doubts import NEAREST, TAKES, argument, in_doubt, write
from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.outcome import Repair, Trouble
from app.checker.walks import last_name, walk

_KERNEL = 7
"""A window that is wider is rare, and a number of channels that is smaller."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if (doubt := in_doubt(trouble)) is None:
        return
    for made in producers(trouble.outcome, trouble.met.row)[:1]:
        yield from _exchanged_with_the_kernel(trouble, made)
    yield from _numbers(trouble, doubt.makers[:NEAREST], odd=growing_like_others(trouble))


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
                yield write(trouble, node, str(scaled), telling=sure)


def _counts(trouble: Trouble, channels: int) -> bool:
    """Whether the features are written as a product of these channels, `4 * 4 * 50`: then the sides are the slip."""
    number = argument(trouble.met.created, TAKES)
    product = number.innermost().node if number is not None else None
    parts = walk(product) if isinstance(product, ast.BinOp) else ()
    return any(isinstance(part, ast.Constant) and part.value == channels for part in parts)


def _own_places(trouble: Trouble) -> list[ast.AST | None]:
    """The call that made the layer, and the one that gave it its number: `Block(256, 256, 2)`."""
    if trouble.met.created is None:
        return []
    number = argument(trouble.met.created, TAKES)
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


def _exchanged_with_the_kernel(trouble: Trouble, made: Creation) -> Iterator[Proposal]:
    """`nn.Conv2d(before, kernel, after)`: the second and the third, where the third is what the layer behind takes."""
    wanted, kernel = getattr(trouble.met.fault, "declared", None), made.arguments.get("kernel_size")
    size = value_of(kernel) if kernel is not None else None
    if len(made.node.args) > 2 and size is not None and size == wanted and size > _KERNEL:
        second, third = made.node.args[1:3]
        text = trouble.source.text
        edits = (*trouble.site.replace(second, text(third)), *trouble.site.replace(third, text(second)))
        yield Proposal("exchange out_channels and kernel_size", edits, blames=made.node, telling=True)


REPAIR = Repair(_propose)
