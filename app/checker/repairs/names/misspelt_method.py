"""`def __int__(self)`, `super()._init_()`: a name of Python's own that is spelt another way, so nobody calls it."""

import ast
import difflib
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import classes, methods
from app.checker.findings.missing_super_init import is_super
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit, Span
from app.checker.walks import walk

_ALIKE = {"__int__", "_init_", "__init", "init", "init__", "__init_", "_init__", "__init___", "___init__", "__initt__",
          "__inti__", "__ini__", "__Init__", "__INIT__"}  # fmt: skip

_NEAR = 0.85


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    for cls in classes(trouble.source.tree):
        for method in methods(cls):
            if method.name in _ALIKE and all(other.name != "__init__" for other in methods(cls)):
                yield _rename(trouble, method, method.name)
            near = difflib.get_close_matches(method.name, ["forward"], cutoff=_NEAR)
            if near and all(other.name != "forward" for other in methods(cls)):
                yield _rename(trouble, method, method.name, "forward")
        for call in walk(cls):
            if isinstance(call, ast.Attribute) and call.attr in _ALIKE and is_super(call.value):
                edits = trouble.site.replace(call, f"{trouble.source.text(call.value)}.__init__")
                yield Proposal("write __init__", edits, blames=call)


def _rename(trouble: Trouble, method: ast.FunctionDef, name: str, right: str = "__init__") -> Proposal:
    line = trouble.source.line_span(method.lineno)
    at = line.column + trouble.source.sent_text(line).find(name)
    edit = Edit(span=Span(line=line.line, column=at, end_column=at + len(name)), new=right)
    calls = (n for n in walk(method) if isinstance(n, ast.Attribute) and n.attr in _ALIKE and is_super(n.value))
    above = [e for call in calls for e in trouble.site.replace(call, f"{trouble.source.text(call.value)}.__init__")]
    return Proposal(f"write {right}", (edit, *above), blames=method, telling=True, evident=True)


REPAIR = Repair(_propose)
