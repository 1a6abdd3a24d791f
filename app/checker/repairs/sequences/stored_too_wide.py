"""`pe[:, 1::2] = torch.cos(...)` for an odd width: what is stored has a column more than there are places."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_AXES = 2
"""Rows and columns."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, place = trouble.met.fault, trouble.met.node
    if (
        not isinstance(fault, TorchError)
        or not isinstance(place, ast.Subscript)
        or not isinstance(place.ctx, ast.Store)
    ):
        return
    if not fault.shapes or len(fault.shapes[-1]) != _AXES:
        return
    for line in walk(trouble.source.tree):
        if isinstance(line, ast.Assign) and any(target is place for target in line.targets):
            cut = f"[:, : {trouble.source.text(place)}.size(1)]"
            simple = isinstance(line.value, ast.Name | ast.Call | ast.Attribute | ast.Subscript)
            front, behind = trouble.site.surround(line.value, "" if simple else "(", cut if simple else f"){cut}")
            edits = (behind,) if simple else (front, behind)
            yield Proposal("take as many columns as there are places", edits, blames=line, telling=True)


REPAIR = Repair(_propose)
