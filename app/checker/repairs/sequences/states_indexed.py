"""`h[:, -1]` of the two states of an LSTM, which are a tuple: the output that was unpacked beside them was meant."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import function_around
from app.checker.findings.python_error import PythonError
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    """The name beside it, where nobody reads that one."""
    fault, place = trouble.met.fault, trouble.met.node
    if not isinstance(fault, PythonError) or "tuple indices" not in fault.text or not isinstance(place, ast.Subscript):
        return
    function = function_around(trouble.source.tree, place)
    for line in walk(function) if function is not None and isinstance(place.value, ast.Name) else ():
        names = line.targets[0].elts if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Tuple) else []
        beside = [name.id for name in names if isinstance(name, ast.Name)]
        for name in beside if isinstance(place.value, ast.Name) and place.value.id in beside else ():
            if function is not None and name.strip("_") and not _is_read(function, name):
                edits = trouble.site.replace(place.value, name)
                yield Proposal(f"take it of {name}", edits, blames=place, telling=True)


def _is_read(function: ast.FunctionDef, name: str) -> bool:
    return any(isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load) for n in walk(function))


REPAIR = Repair(_propose)
