"""`permute` with its axes in another order: the right one brings the size that the layer expects to its place."""

import ast
from collections.abc import Iterator, Sequence
from itertools import combinations, permutations

from app.checker.blame.proposals import Proposal
from app.checker.edits.layout import to_front
from app.checker.evidence.lineage import rows_behind
from app.checker.findings.matmul_mismatch import MatmulMismatch
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.findings.wrong_unpacking import WrongUnpacking
from app.checker.findings.wrong_view import WrongView
from app.checker.outcome import Repair, Trouble
from app.checker.trace import Row

_AXES = 5
_MAPS = (3, 4, 5)
_ANEW = frozenset({"contiguous", "view", "reshape", "flatten"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    yield from _sizes(trouble)
    if isinstance(fault, MatmulMismatch | WrongView | WrongUnpacking | TorchError):
        for row in rows_behind(trouble.outcome, trouble.met.row):
            call = row.node
            if row.name == "permute" and isinstance(call, ast.Call) and len(call.args) >= _AXES:
                yield from () if _laid_out_anew(trouble, row) else _pairs(trouble, call)
    if not isinstance(fault, WrongInChannels | WrongInFeatures) or fault.declared not in fault.shape:
        return
    rows = list(rows_behind(trouble.outcome, trouble.met.row))
    embedded = {key for row in rows if row.kind == "Embedding" for key in row.makes}
    for row in rows:
        if row.name in {"transpose", "swapaxes"} and isinstance(fault, WrongInChannels):
            yield from _image(trouble, row)
        if row.name == "permute" and isinstance(row.node, ast.Call) and len(row.node.args) == _AXES:
            yield from _film(trouble, row, row.node)
        elif row.name == "permute" and isinstance(row.node, ast.Call) and len(row.node.args) in range(3, _AXES):
            yield from _orders(trouble, row.node, as_it_was=not embedded.intersection(row.reads))


def _orders(trouble: Trouble, call: ast.Call, *, as_it_was: bool) -> Iterator[Proposal]:
    """Every other order that leaves the first axis where it is; `as_it_was`: the one that changes nothing too."""
    axes = [node.value for node in call.args if isinstance(node, ast.Constant) and isinstance(node.value, int)]
    for order in permutations(axes) if len(axes) == len(call.args) else ():
        if order[0] == axes[0] and list(order) != axes and (as_it_was or list(order) != sorted(order)):
            yield _in_order(trouble, call, order)


def _in_order(trouble: Trouble, call: ast.Call, order: Sequence[int]) -> Proposal:
    pairs = zip(call.args, map(str, order), strict=True)
    other = [(node, axis) for node, axis in pairs if trouble.source.text(node) != axis]
    edits = tuple(edit for node, axis in other for edit in trouble.site.replace(node, axis))
    return Proposal(f"permute to ({', '.join(map(str, order))})", edits, blames=call, telling=True)


def _sizes(trouble: Trouble) -> Iterator[Proposal]:
    """`x.view(n, side, 128, side)`, whose layer takes 128 channels: the two sizes in each other's place."""
    declared = getattr(trouble.met.fault, "declared", None)
    for row in rows_behind(trouble.outcome, trouble.met.row) if declared is not None else ():
        shape, call = row.outputs[0] if row.outputs else (), row.node
        laid = isinstance(call, ast.Call) and row.name in {"view", "reshape"} and len(call.args) == len(shape)
        if (
            laid
            and isinstance(call, ast.Call)
            and len(shape) in _MAPS
            and declared in shape[2:]
            and declared != shape[1]
        ):
            place = shape.index(declared, 2)
            texts = [trouble.source.text(call.args[at]) for at in (1, place)]
            edits = (*trouble.site.replace(call.args[1], texts[1]), *trouble.site.replace(call.args[place], texts[0]))
            yield Proposal(f"exchange {texts[0]} and {texts[1]}", edits, blames=call, telling=True)


def _image(trouble: Trouble, row: Row) -> Iterator[Proposal]:
    """A transpose of two axes where the channels of an image are to come from the last one."""
    shape, wanted, call = row.inputs[0], getattr(trouble.met.fault, "declared", 0), row.node
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return
    if len(shape) == _AXES - 1 and shape[-1] == wanted:
        new = f"{trouble.source.text(call.func.value)}{to_front(len(shape))}"
        yield Proposal(f"move the channels: {to_front(len(shape))}", trouble.site.replace(call, new), blames=call,
                       telling=True)  # fmt: skip


def _film(trouble: Trouble, row: Row, call: ast.Call) -> Iterator[Proposal]:
    """Five axes: the channels go to axis 1, and all others keep their order."""
    wanted = getattr(trouble.met.fault, "declared", 0)
    for place in [axis for axis, size in enumerate(row.inputs[0]) if axis and size == wanted]:
        yield _in_order(trouble, call, [0, place, *(axis for axis in range(1, _AXES) if axis != place)])


def _laid_out_anew(trouble: Trouble, row: Row) -> bool:
    """Whether nothing but a view reads what a permute gives: of its axes no size is left that they could change."""
    made = set(row.makes)
    readers = [other.name for other in trouble.outcome.trace.rows if not made.isdisjoint(other.reads)]
    return bool(readers) and _ANEW.issuperset(readers)


def _pairs(trouble: Trouble, call: ast.Call) -> Iterator[Proposal]:
    """Two axes of a permute in each other's place, where it puts five or six of them in order."""
    for one, two in combinations(call.args, 2):
        first, second = trouble.source.text(one), trouble.source.text(two)
        edits = (*trouble.site.replace(one, second), *trouble.site.replace(two, first))
        yield Proposal(f"exchange the axes {first} and {second}", edits, blames=call, telling=True)


REPAIR = Repair(_propose)
