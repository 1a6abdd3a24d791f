"""`torch.cat((a, b))` joins along the batch, or the steps; the layer behind expects the features side by side."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.lineage import rows_behind
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.outcome import Repair, Trouble

_JOINS = frozenset({"cat", "concat", "concatenate"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, WrongInFeatures):
        return
    for row in rows_behind(trouble.outcome, trouble.met.row):
        call = row.node
        if row.name not in _JOINS or not isinstance(call, ast.Call) or not call.args:
            continue
        axis = call.args[1] if len(call.args) > 1 else next((k.value for k in call.keywords), None)
        behind = trouble.site.surround(call.args[0], "", ", dim=1")[1:]
        edits = behind if axis is None else trouble.site.replace(axis, "1")
        if axis is None or ast.unparse(axis) == "0":
            yield Proposal("join along axis 1, the features", edits, blames=call, telling=True)
        elif trouble.met.fault.features * len(row.inputs) == trouble.met.fault.declared:
            edits = trouble.site.replace(axis, "-1")
            yield Proposal("join along the last axis, the features", edits, blames=call, telling=True)


REPAIR = Repair(_propose)
