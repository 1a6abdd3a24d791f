"""`model = Net`, and then `model(x)`, or `Net(x)` at once: the class itself is called with the input."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import classes
from app.checker.findings.python_error import PythonError
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, PythonError):
        return
    known = {cls.name for cls in classes(trouble.source.tree)}
    call = trouble.met.node
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in known:
        edits = trouble.site.surround(call.func, "", "()")[1:]
        yield Proposal(f"make one first: {call.func.id}()", edits, blames=call, telling=True)
    for node in walk(trouble.source.tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) and node.value.id in known:
            edits = trouble.site.surround(node.value, "", "()")[1:]
            yield Proposal(f"make one: {node.value.id}()", edits, blames=node.value)


REPAIR = Repair(_propose)
