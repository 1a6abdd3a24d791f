"""`permute` with its axes in another order: the right one brings the size that the layer expects to its place."""

import ast
from collections.abc import Iterator
from itertools import combinations, permutations

from app.checker.findings.matmul_mismatch import MatmulMismatch
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.findings.wrong_unpacking import WrongUnpacking
from app.checker.findings.wrong_view import WrongView
from app.checker.layout import to_front
from app.checker.lineage import rows_behind
from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal
from app.checker.trace import Row

_AXES = 5
_ANEW = frozenset({"contiguous", "view", "reshape", "flatten"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
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
        call = row.node
        if row.name in {"transpose", "swapaxes"} and isinstance(fault, WrongInChannels) and isinstance(call, ast.Call):
            yield from _image(trouble, row, call)
        if row.name != "permute" or not isinstance(call, ast.Call) or len(call.args) not in range(3, _AXES):
            continue
        axes = [node.value for node in call.args if isinstance(node, ast.Constant) and isinstance(node.value, int)]
        for order in permutations(axes) if len(axes) == len(call.args) else ():
            as_it_was = embedded.intersection(row.reads) and list(order) == sorted(order)
            if order[0] == axes[0] and list(order) != axes and not as_it_was:
                pairs = zip(call.args, order, strict=True)
                edits = tuple(edit for node, axis in pairs for edit in trouble.site.replace(node, str(axis)))
                title = f"permute to ({', '.join(map(str, order))})"
                yield Proposal(title, edits, blames=call, telling=True)


def _image(trouble: Trouble, row: Row, call: ast.Call) -> Iterator[Proposal]:
    """A transpose of two axes where the channels of an image are to come from the last one."""
    shape, wanted = row.inputs[0], getattr(trouble.met.fault, "declared", 0)
    if len(shape) == _AXES - 1 and shape[-1] == wanted and isinstance(call.func, ast.Attribute):
        new = f"{trouble.source.text(call.func.value)}{to_front(len(shape))}"
        yield Proposal(f"move the channels: {to_front(len(shape))}", trouble.site.replace(call, new), blames=call,
                       telling=True)  # fmt: skip


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
