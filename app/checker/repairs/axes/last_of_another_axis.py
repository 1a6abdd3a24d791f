"""`x[:, -1]` of what has its steps last: it takes the last channel, and the last step was meant, `x[:, :, -1]`."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.lineage import rows_behind
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.outcome import Repair, Trouble

_SEQUENCE = 3
"""Axes of a batch of sequences."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, WrongInFeatures):
        return
    for row in rows_behind(trouble.outcome, trouble.met.row):
        node, shape = row.node, row.inputs[0] if row.inputs else ()
        taken = trouble.source.text(node.slice).replace(" ", "") if isinstance(node, ast.Subscript) else ""
        fits = len(shape) == _SEQUENCE and shape[1] == fault.declared != shape[2]
        if isinstance(node, ast.Subscript) and fits and taken in {":,-1", ":,-1,:"}:
            edits = trouble.site.replace(node.slice, ":, :, -1")
            yield Proposal("take the last step: [:, :, -1]", edits, blames=node, telling=True)


REPAIR = Repair(_propose)
