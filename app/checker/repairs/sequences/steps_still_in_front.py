"""`x.reshape(x.size(0), -1)` of what has its steps in front, as a transformer by default: each step becomes a row."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.lineage import rows_behind
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.outcome import Repair, Trouble

_FLATTENS = frozenset({"view", "reshape", "flatten"})
_SEQUENCE = 3
"""Axes of a batch of sequences."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, samples = trouble.met.fault, {shape[0] for shape in trouble.outcome.inputs if shape}
    if not isinstance(fault, WrongInFeatures):
        return
    for row in rows_behind(trouble.outcome, trouble.met.row):
        call, shape = row.node, row.inputs[0] if row.inputs else ()
        if row.name not in _FLATTENS or len(shape) != _SEQUENCE or not isinstance(call, ast.Call):
            continue
        steps, batch, width = shape
        meant = samples == {batch} and steps != batch and steps * width == fault.declared
        if meant and isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) != "torch":
            new = f"{trouble.source.text(call.func.value)}.transpose(0, 1).flatten(1)"
            edits = trouble.site.replace(call, new)
            yield Proposal("bring the batch to the front: .transpose(0, 1)", edits, blames=call, telling=True)


REPAIR = Repair(_propose)
