"""A table of positions made with `transpose(0, 1)`, as for steps in front, and added to what has the batch in front."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import classes, methods
from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.outcome import Repair, Trouble
from app.checker.walks import last_name, walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, ShapeMismatch):
        return
    made = [method for cls in classes(trouble.source.tree) for method in methods(cls) if method.name == "__init__"]
    for call in (node for method in made for node in walk(method)):
        turns = isinstance(call, ast.Call) and last_name(call.func) == "transpose"
        if turns and isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            edits = trouble.site.replace(call, trouble.source.text(call.func.value))
            yield Proposal("leave the table as it is", edits, blames=call, telling=True)


REPAIR = Repair(_propose)
