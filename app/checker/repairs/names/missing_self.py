"""`def forward(x)`: a method without its first parameter, `self`."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import classes, methods
from app.checker.findings.python_error import PythonError
from app.checker.findings.torch_error import TorchError
from app.checker.findings.undefined_name import UndefinedName
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit, Span

_ERRORS = PythonError | UndefinedName | TorchError


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, _ERRORS):
        return
    for cls in classes(trouble.source.tree):
        for method in methods(cls):
            first = next((p.arg for p in (*method.args.posonlyargs, *method.args.args)), None)
            if first not in {"self", "cls"} and not method.decorator_list:
                yield from _with_self(trouble, method, first is None)


def _with_self(trouble: Trouble, method: ast.FunctionDef, alone: bool) -> Iterator[Proposal]:
    line = trouble.source.line_span(method.lineno)
    text = trouble.source.sent_text(line)
    opening = text.find("(")
    if opening >= 0:
        at = line.column + opening + 1
        keywords = "*" in text[opening : opening + 3]
        new = "self" if alone and not keywords else "self, "
        edit = Edit(span=Span(line=line.line, column=at, end_column=at), new=new)
        yield Proposal("add self in front", (edit,), blames=method)


REPAIR = Repair(_propose)
