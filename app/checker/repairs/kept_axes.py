"""`x.mean((2, 3))` takes both sides of a map away, where the layer behind still wants a map: keepdim leaves ones."""

import ast
from collections.abc import Iterator

from app.checker.findings.wrong_input_rank import WrongInputRank
from app.checker.lineage import rows_behind
from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal

_REDUCES = frozenset({"mean", "sum", "amax", "amin", "max", "min", "std", "var"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, WrongInputRank):
        return
    for row in rows_behind(trouble.outcome, trouble.met.row):
        call = row.node
        if row.name not in _REDUCES or not isinstance(call, ast.Call) or not call.args or not row.outputs:
            continue
        if len(row.outputs[0]) < len(row.inputs[0]):
            last = [*call.args, *(keyword.value for keyword in call.keywords)][-1]
            edits = trouble.site.surround(last, "", ", keepdim=True")[1:]
            yield Proposal("keep the axes: keepdim=True", edits, blames=call, telling=True)


REPAIR = Repair(_propose)
