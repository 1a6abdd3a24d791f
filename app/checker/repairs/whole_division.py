"""`/` gives a number with a decimal point, which is no size: `//` gives a whole one."""

import ast
from collections.abc import Iterator

from app.checker.findings.python_error import PythonError
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal
from app.checker.spelling import divided_whole
from app.checker.surroundings import function_around
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, PythonError | TorchError) or "float" not in fault.message():
        return
    found = [n for n in walk(trouble.source.tree) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Div)]
    line = getattr(trouble.met.node, "lineno", 0)
    yield from _together(trouble, found)
    for node in sorted(found, key=lambda node: abs(node.lineno - line)):
        text = f"{trouble.source.text(node.left)} // {trouble.source.text(node.right)}"
        yield Proposal(f"divide without a rest: {text}", trouble.site.replace(node, text), blames=node)


def _together(trouble: Trouble, divisions: list[ast.BinOp]) -> Iterator[Proposal]:
    """All divisions of the call, then all of its function: who divides sizes once does so again."""
    node = trouble.met.node
    function = function_around(trouble.source.tree, node) if node is not None else None
    for around in (node, function):
        within = {id(part) for part in walk(around)} if around is not None else set()
        inside = [division for division in divisions if id(division) in within]
        edits = tuple(edit for division in inside for edit in divided_whole(trouble.site, division))
        if len(inside) > 1:
            yield Proposal(f"divide without a rest, at {len(inside)} places", edits, blames=inside[0])


REPAIR = Repair(_propose)
