"""A map that was to become a sequence of steps, `x.flatten(2).transpose(1, 2)`, and one of the two is missing."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.lineage import rows_behind
from app.checker.outcome import Repair, Trouble
from app.checker.trace import Row

_SLUGS = frozenset({
    "cat-mismatch", "cat-ranks", "dim-out-of-range", "layer-norm-shape", "matmul-mismatch",
    "shape-mismatch", "torch-error", "wrong-in-features", "wrong-input-rank", "wrong-unpacking",
})  # fmt: skip
_MAP, _SEQUENCE = 4, 3
_ROWS = 8
_SWAPS = frozenset({"transpose", "permute", "swapaxes"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if trouble.met.fault.slug not in _SLUGS:
        return
    for count, row in enumerate(rows_behind(trouble.outcome, trouble.met.row)):
        if count >= _ROWS:
            return
        call = row.node
        if row.on_map and len(row.inputs[0]) == _MAP and isinstance(call, ast.Call) and row.module is None:
            yield from _completed(trouble, row, call)


def _completed(trouble: Trouble, row: Row, call: ast.Call) -> Iterator[Proposal]:
    """The call that stands there, with the other one behind it or in front."""
    flattened = row.name in {"flatten", "view", "reshape"} and len(row.outputs[0] if row.outputs else ()) == _SEQUENCE
    if flattened:
        edits = trouble.site.surround(call, "", ".transpose(1, 2)")[1:]
        yield Proposal("bring the steps to axis 1: .transpose(1, 2)", edits, blames=call, telling=True)
    if row.name in _SWAPS and isinstance(call.func, ast.Attribute) and len(call.args) in {2, 3}:
        edits = trouble.site.surround(call.func.value, "", ".flatten(2)")[1:]
        yield Proposal("let each place of the map be a step first: .flatten(2)", edits, blames=call, telling=True)


REPAIR = Repair(_propose)
