"""All steps or states of a recurrent layer, flattened where the last one was meant: `out[:, -1]`, `h[-1]`."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.lineage import rows_behind
from app.checker.findings.folded_batch import FoldedBatch
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.findings.wrong_view import WrongView
from app.checker.outcome import Repair, Trouble
from app.checker.trace import Row

_RECURRENT = frozenset({"LSTM", "GRU", "RNN"})
_SEQUENCE = 3
"""Axes of a batch of sequences."""
_FLATTENS = frozenset({"view", "reshape", "flatten", "squeeze"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, WrongInFeatures | FoldedBatch | WrongView):
        return
    rows = list(rows_behind(trouble.outcome, trouble.met.row))
    if isinstance(fault, WrongView):
        yield from _of_all_steps(trouble, fault, rows)
        return
    last = {key: where for row in rows if row.kind in _RECURRENT for key, where in _last(row)}
    for row in rows:
        call, where = row.node, last.get(row.reads[0]) if row.reads else None
        if where is not None and row.kind == "Flatten" and isinstance(call, ast.Call) and len(call.args) == 1:
            edits = trouble.site.surround(call.args[0], "", where)[1:]
            new = f"{trouble.source.text(call.args[0])}{where}"
            yield Proposal(f"take the last one: {new}", edits, blames=call, telling=True)
        if where is None or row.name not in _FLATTENS or not isinstance(call, ast.Call) or len(row.inputs[0]) != 3:
            continue
        if isinstance(call.func, ast.Attribute) and _width(fault) in {0, row.inputs[0][-1]}:
            new = f"{trouble.source.text(call.func.value)}{where}"
            yield Proposal(f"take the last one: {new}", trouble.site.replace(call, new), blames=call, telling=True)


def _of_all_steps(trouble: Trouble, fault: WrongView, rows: list[Row]) -> Iterator[Proposal]:
    """`out.view(n, classes)` of what was computed for each step: all steps are laid out, and the last one is taken."""
    call = trouble.met.node
    firsts = [row for row in rows if row.kind in _RECURRENT and getattr(row.module, "module", None) is not None]
    if len(fault.asked) != 2 or -1 in fault.asked or not isinstance(call, ast.Call) or len(call.args) != 2:
        return
    for row in firsts[:1]:
        steps_second = row.module is not None and getattr(row.module.module, "batch_first", False)
        steps = row.outputs[0][1] if row.outputs and len(row.outputs[0]) == _SEQUENCE else 0
        if steps_second and fault.elements == fault.asked[0] * fault.asked[1] * steps:
            open_end, take = (
                trouble.site.surround(call.args[1], "-1, ", "")[0],
                trouble.site.surround(call, "", "[:, -1]")[1],
            )
            yield Proposal("take the last step: [:, -1]", (open_end, take), blames=call, telling=True)


def _width(fault: WrongInFeatures | FoldedBatch) -> int:
    """The features that the layer behind takes, where they are known."""
    return fault.declared if isinstance(fault, WrongInFeatures) else 0


def _last(row: Row) -> Iterator[tuple[int, str]]:
    """How the last step of the output is taken, and the state of the last layer."""
    steps_second = row.module is not None and getattr(row.module.module, "batch_first", False)
    yield from ((key, "[:, -1]" if steps_second else "[-1]") for key in row.makes[:1])
    yield from ((key, "[-1]") for key in row.makes[1:])


REPAIR = Repair(_propose)
