"""`self.sample(z)` of a `z` that is a pair, where the function takes both of them on their own: `self.sample(*z)`."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import function_around
from app.checker.findings.python_error import PythonError
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call = trouble.met.fault, trouble.met.node
    if not isinstance(fault, PythonError) or " misses " not in fault.text or not isinstance(call, ast.Call):
        return
    given = [part for part in call.args if not isinstance(part, ast.Starred)]
    if len(given) == 1 == len(call.args) and _gives_several(trouble, _made(trouble, given[0])):
        new = f"*{trouble.source.text(given[0])}"
        title = f"hand over each part on its own: {new}"
        yield Proposal(title, trouble.site.replace(given[0], new), blames=call, telling=True)


def _made(trouble: Trouble, given: ast.expr) -> ast.expr:
    """The call that made what is handed over: the last one above that is stored under this name."""
    function = function_around(trouble.source.tree, given)
    above = [
        node.value
        for node in walk(function if function is not None else trouble.source.tree)
        if isinstance(node, ast.Assign) and node.lineno < given.lineno
        and any(isinstance(target, ast.Name) and isinstance(given, ast.Name) and target.id == given.id
                for target in node.targets)
    ]  # fmt: skip
    return max(above, key=lambda node: node.lineno, default=given)


def _gives_several(trouble: Trouble, made: ast.expr) -> bool:
    """Whether a call's function, one of the paste, returns several values."""
    if not isinstance(made, ast.Call):
        return isinstance(made, ast.Tuple)
    name = made.func.attr if isinstance(made.func, ast.Attribute) else getattr(made.func, "id", "")
    defined = [node for node in walk(trouble.source.tree) if isinstance(node, ast.FunctionDef)]
    named = [node for node in defined if node.name == name] or [node for node in defined if node.name == "forward"]
    returned = [part for node in named for part in walk(node) if isinstance(part, ast.Return)]
    return any(isinstance(part.value, ast.Tuple) for part in returned)


REPAIR = Repair(_propose)
