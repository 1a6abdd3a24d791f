"""`torch.mean(x, dim=1)` takes its axis away, where what comes behind counts on one of size 1: `keepdim=True`."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.lineage import rows_behind
from app.checker.findings.cat_mismatch import CatMismatch
from app.checker.findings.cat_ranks import CatRanks
from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.findings.wrong_input_rank import WrongInputRank
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit
from app.checker.trace import Row

_FAULTS = (CatMismatch, CatRanks, ShapeMismatch, WrongInChannels, WrongInputRank)
_REDUCES = frozenset({"mean", "max", "min", "sum", "amax", "amin", "std", "var", "norm"})
_NEAR = 6
"""Rows behind the fault among which the reductions stand."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    """All of them at once: what is joined of a mean and a maximum needs the axis in both."""
    if not isinstance(trouble.met.fault, _FAULTS):
        return
    rows = list(rows_behind(trouble.outcome, trouble.met.row))[:_NEAR]
    calls: dict[int, ast.Call] = {}
    for row in rows:
        if isinstance(row.node, ast.Call) and _reduces(row):
            calls.setdefault(id(row.node), row.node)
    edits: list[Edit] = []
    for call in calls.values():
        last = [*call.args, *(keyword.value for keyword in call.keywords)][-1:]
        edits += [edit for node in last for edit in trouble.site.surround(node, "", ", keepdim=True")[1:]]
    if edits:
        first = min(calls.values(), key=lambda call: call.lineno)
        yield Proposal("keep the axis that is reduced: keepdim=True", tuple(edits), blames=first, telling=True)


def _reduces(row: Row) -> bool:
    call = row.node
    told = isinstance(call, ast.Call) and any(keyword.arg == "keepdim" for keyword in call.keywords)
    return (
        row.name in _REDUCES
        and not told
        and bool(row.inputs and row.outputs)
        and len(row.outputs[0]) < len(row.inputs[0])
    )


REPAIR = Repair(_propose)
