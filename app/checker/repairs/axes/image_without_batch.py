"""One image, laid out anew with `permute(2, 0, 1)`, and a flatten behind it that takes its channels for the batch."""

import ast
from collections.abc import Iterator
from math import prod

from app.checker.blame.proposals import Proposal
from app.checker.evidence.lineage import rows_behind
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.outcome import Repair, Trouble

_IMAGE = 3
"""Axes of one image."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, WrongInFeatures):
        return
    rows = list(rows_behind(trouble.outcome, trouble.met.row))
    fits = any(row.inputs and len(row.inputs[0]) == _IMAGE and prod(row.inputs[0]) == fault.declared for row in rows)
    for row in rows:
        if fits and row.name == "permute" and len(row.inputs[0]) == _IMAGE and isinstance(row.node, ast.Call):
            edits = trouble.site.surround(row.node, "", ".unsqueeze(0)")[1:]
            title = "give the image an axis for its batch: .unsqueeze(0)"
            yield Proposal(title, edits, blames=row.node, telling=True)
            return


REPAIR = Repair(_propose)
