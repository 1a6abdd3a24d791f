"""All steps or states of a recurrent layer, flattened where the last one was meant: `out[:, -1]`, `h[-1]`."""

import ast
from collections.abc import Iterator

from app.checker.findings.folded_batch import FoldedBatch
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.lineage import rows_behind
from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal
from app.checker.trace import Row

_RECURRENT = frozenset({"LSTM", "GRU", "RNN"})
_FLATTENS = frozenset({"view", "reshape", "flatten", "squeeze"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, WrongInFeatures | FoldedBatch):
        return
    rows = list(rows_behind(trouble.outcome, trouble.met.row))
    last = {key: where for row in rows if row.kind in _RECURRENT for key, where in _last(row)}
    for row in rows:
        call, where = row.node, last.get(row.reads[0]) if row.reads else None
        if where is None or row.name not in _FLATTENS or not isinstance(call, ast.Call) or len(row.inputs[0]) != 3:
            continue
        if isinstance(call.func, ast.Attribute) and _width(fault) in {0, row.inputs[0][-1]}:
            new = f"{trouble.source.text(call.func.value)}{where}"
            yield Proposal(f"take the last one: {new}", trouble.site.replace(call, new), blames=call, telling=True)


def _width(fault: WrongInFeatures | FoldedBatch) -> int:
    """The features that the layer behind takes, where they are known."""
    return fault.declared if isinstance(fault, WrongInFeatures) else 0


def _last(row: Row) -> Iterator[tuple[int, str]]:
    """How the last step of the output is taken, and the state of the last layer."""
    steps_second = row.module is not None and getattr(row.module.module, "batch_first", False)
    yield from ((key, "[:, -1]" if steps_second else "[-1]") for key in row.makes[:1])
    yield from ((key, "[-1]") for key in row.makes[1:])


REPAIR = Repair(_propose)
