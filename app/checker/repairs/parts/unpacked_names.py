"""`b, c, h = x.size()`, and `w` is read further down: the name that is missing on the left."""

import ast
import builtins
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import function_around, names_in_use
from app.checker.findings.python_error import PythonError
from app.checker.findings.wrong_unpacking import WrongUnpacking
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_MOST = 3


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, node = trouble.met.fault, trouble.met.node
    taken = isinstance(fault, WrongUnpacking) or (isinstance(fault, PythonError) and "unpack" in fault.text)
    function = function_around(trouble.source.tree, node) if node is not None else None
    if not taken or function is None:
        return
    missing = _without_value(trouble, function)
    for target in walk(function):
        taken_apart = isinstance(target, ast.Tuple) and isinstance(target.ctx, ast.Store) and bool(target.elts)
        on_this_line = getattr(target, "lineno", 0) == getattr(node, "lineno", 0)
        if isinstance(target, ast.Tuple) and taken_apart and on_this_line and 0 < len(missing) <= _MOST:
            names = ", ".join(missing)
            edits = trouble.site.surround(target.elts[-1], "", f", {names}")[1:]
            yield Proposal(f"take {names} too", edits, blames=target, telling=True)


def _without_value(trouble: Trouble, function: ast.FunctionDef) -> list[str]:
    """The names that a function reads and nobody gives a value."""
    tree = trouble.source.tree
    known = {*names_in_use(function), "self", *dir(builtins)}
    known |= {part.name for part in walk(tree) if isinstance(part, ast.FunctionDef | ast.ClassDef)}
    known |= {part.id for part in walk(tree) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
              and function_around(tree, part) is None}  # fmt: skip
    known |= {(part.asname or part.name).partition(".")[0] for part in walk(tree) if isinstance(part, ast.alias)}
    known |= {part.arg for part in walk(function) if isinstance(part, ast.arg)}
    read = [part.id for part in walk(function) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)]
    return [name for name in dict.fromkeys(read) if name not in known]


REPAIR = Repair(_propose)
