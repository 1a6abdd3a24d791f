"""`return self.forward(x)` within `forward`: it calls itself without end, where a layer or nothing at all was meant."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import classes, idle_attributes, methods, self_attribute
from app.checker.findings.python_error import PythonError
from app.checker.outcome import Repair, Trouble
from app.checker.walks import last_name, walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if trouble.met.fault.severity != "error" or _is_another_python_error(trouble):
        return
    for cls in classes(trouble.source.tree):
        for method in methods(cls):
            for call in _unconditional(method) if method.name == "forward" else ():
                if _is_itself(call) and call.args:
                    yield from _without(trouble, cls, call)


def _is_another_python_error(trouble: Trouble) -> bool:
    fault = trouble.met.fault
    return isinstance(fault, PythonError) and fault.kind != "RecursionError"


def _unconditional(method: ast.FunctionDef) -> list[ast.Call]:
    """The calls that are made each time: one that hangs on a condition may well end."""
    each_time = [part for part in method.body if isinstance(part, ast.Assign | ast.Expr | ast.Return)]
    return [node for part in each_time for node in walk(part) if isinstance(node, ast.Call)]


def _is_itself(call: ast.Call) -> bool:
    """`self(x)` or `self.forward(x)`."""
    return (isinstance(call.func, ast.Name) and call.func.id == "self") or self_attribute(call.func) == "forward"


def _without(trouble: Trouble, cls: ast.ClassDef, call: ast.Call) -> Iterator[Proposal]:
    """A layer that nothing calls in its place; what the base does with it; only what it is given."""
    places = {f"call self.{name}": (call.func, f"self.{name}") for name in idle_attributes(cls)}
    if any(last_name(base) != "Module" for base in cls.bases):
        places["call the forward of the base"] = (call.func, "super().forward")
    places["leave the call out"] = (call, trouble.source.text(call.args[0]))
    for title, (node, new) in places.items():
        edits = trouble.site.replace(node, new)
        yield Proposal(f"{title}: forward calls itself here", edits, blames=call, evident=True, telling=True)


REPAIR = Repair(_propose)
