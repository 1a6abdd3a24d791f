"""`x + y` where one has its steps and features the other way round: a transpose back is missing."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.outcome import Repair, Trouble

_SEQUENCE = 3
"""Axes of a batch of sequences."""
_SIMPLE = ast.Name | ast.Call | ast.Attribute | ast.Subscript


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call = trouble.met.fault, trouble.met.node
    if not isinstance(fault, ShapeMismatch) or not isinstance(call, ast.BinOp):
        return
    turned = len(fault.left) == len(fault.right) == _SEQUENCE and fault.left[::2] == (fault.right[0], fault.right[1])
    if not turned or fault.left[1] != fault.right[2]:
        return
    for side in (call.right, call.left):
        if isinstance(side, _SIMPLE):
            edits = trouble.site.surround(side, "", ".transpose(1, 2)")[1:]
            text = trouble.source.text(side)
            yield Proposal(f"turn {text} back: .transpose(1, 2)", edits, blames=call, telling=True)


REPAIR = Repair(_propose)
