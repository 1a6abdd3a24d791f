"""`def forward(self)` of a model that is called with an input."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import classes, methods, names_in_use
from app.checker.findings.python_error import PythonError
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, PythonError) or " takes " not in fault.message():
        return
    for cls in classes(trouble.source.tree):
        for method in methods(cls):
            parameters = method.args.args
            if f"{method.name}()" in fault.message() and parameters and not method.args.defaults:
                name = _free_name(method)
                edits = trouble.site.surround(parameters[-1], "", f", {name}")[1:]
                yield Proposal(f"add the parameter {name}", edits, blames=parameters[-1])


def _free_name(method: ast.FunctionDef) -> str:
    """The first name that the method reads and nobody gave it; else `x`."""
    known = {"self", *names_in_use(method)}
    reads = (n for n in walk(method) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))
    given = {id(n) for call in walk(method) if isinstance(call, ast.Call) for n in call.args}
    names = [n.id for n in reads if id(n) in given and n.id not in known]
    return names[0] if names else "x"


REPAIR = Repair(_propose)
