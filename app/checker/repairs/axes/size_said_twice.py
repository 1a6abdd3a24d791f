"""`x.view(b, c, w, w)`: one size stands twice, and the other that was unpacked with it is missing."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import function_around
from app.checker.findings.wrong_view import WrongView
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    call = trouble.met.node
    function = function_around(trouble.source.tree, call) if isinstance(call, ast.Call) else None
    if not isinstance(trouble.met.fault, WrongView) or function is None or not isinstance(call, ast.Call):
        return
    sizes = [node for node in call.args if isinstance(node, ast.Name)]
    said = [node.id for node in sizes]
    for names in _unpacked(function):
        missing = [name for name in names if name not in said]
        for node in sizes if len(missing) == 1 else ():
            if said.count(node.id) > 1 and node.id in names:
                edits = trouble.site.replace(node, missing[0])
                yield Proposal(f"write {missing[0]} here", edits, blames=call, telling=True)


def _unpacked(function: ast.FunctionDef) -> Iterator[list[str]]:
    """`b, c, h, w` of `b, c, h, w = x.shape`."""
    for node in walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
            yield [part.id for part in node.targets[0].elts if isinstance(part, ast.Name)]


REPAIR = Repair(_propose)
