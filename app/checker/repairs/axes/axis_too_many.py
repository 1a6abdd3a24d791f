"""A view or an unsqueeze that adds an axis of one, and a layer behind it that has no use for it."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.lineage import rows_behind
from app.checker.findings.recurrent_input_size import RecurrentInputSize
from app.checker.findings.wrong_input_rank import WrongInputRank
from app.checker.outcome import Repair, Trouble

_ROWS = 3
_SEQUENCE = 3
"""Axes of a batch of sequences."""
_VIEWS = frozenset({"view", "reshape"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if isinstance(fault, RecurrentInputSize):
        yield from _folded_steps(trouble, fault)
    if not isinstance(fault, WrongInputRank) or len(fault.shape) <= len(fault.axes.split(", ")):
        return
    for count, row in enumerate(rows_behind(trouble.outcome, trouble.met.row)):
        call = row.node
        if count >= _ROWS or not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        receiver, text = call.func.value, trouble.source.text
        if row.name in _VIEWS:
            for one in (part for part in call.args if isinstance(part, ast.Constant) and part.value == 1):
                kept = ", ".join(text(part) for part in call.args if part is not one)
                new = f"{text(call.func)}({kept})"
                yield Proposal("leave the axis of one out", trouble.site.replace(call, new), blames=call, telling=True)
        elif row.name == "unsqueeze" and text(receiver) not in {"torch", "th"}:
            edits = trouble.site.replace(call, text(receiver))
            yield Proposal("leave unsqueeze out", edits, blames=call, telling=True)


def _folded_steps(trouble: Trouble, fault: RecurrentInputSize) -> Iterator[Proposal]:
    """`x.view(len(x), 1, -1)` of steps that already have the features that the recurrent layer takes."""
    for row in list(rows_behind(trouble.outcome, trouble.met.row))[:_ROWS]:
        call = row.node
        whole = len(row.inputs[0]) == _SEQUENCE and row.inputs[0][-1] == fault.declared if row.inputs else False
        if row.name in _VIEWS and whole and isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            edits = trouble.site.replace(call, trouble.source.text(call.func.value))
            yield Proposal(f"leave the {row.name} out", edits, blames=call, telling=True)


REPAIR = Repair(_propose)
