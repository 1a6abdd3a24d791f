"""`def __init__(self):` is missing above `super().__init__()`: the layers stand in the body of the class itself."""

import ast
import re
import textwrap
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.missing_attribute import MissingAttribute
from app.checker.findings.missing_super_init import MissingSuperInit
from app.checker.findings.python_error import PythonError
from app.checker.findings.syntax_error import BadSyntax
from app.checker.findings.undefined_name import UndefinedName
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit, Span

_FAULTS = BadSyntax | MissingAttribute | MissingSuperInit | PythonError | UndefinedName
_CLASS = re.compile(r"\s*class\s+\w+.*:\s*(#.*)?$")
_SUPER = re.compile(r"\s*super\s*\(.*\)\.__init__\s*\(")
_HEAD = re.compile(r"\s*(def|class|@)\b")
_IMPORT = re.compile(r"\s*(import|from)\b")
_GIVEN = re.compile(r"^(?:class |def )?(\w+)(?=\s*[=(:])")
_STEP = "    "


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, _FAULTS):
        return
    lines = trouble.source.lines
    for number, text in enumerate(lines, start=1):
        head = _above(lines, number)
        if _SUPER.match(text) and head is not None and _CLASS.match(lines[head - 1]):
            yield from _with_head(trouble, head, number)


def _above(lines: tuple[str, ...], number: int) -> int | None:
    """The nearest line above that is not empty."""
    return next((above for above in range(number - 1, 0, -1) if lines[above - 1].strip()), None)


def _with_head(trouble: Trouble, head: int, number: int) -> Iterator[Proposal]:
    """The line itself, and its body one step further in where it stands as far left as the methods do."""
    source = trouble.source
    own, methods = source.indent(number), source.indent(head) + _STEP
    body = list(_body(trouble, number, own))
    flat = len(own) <= len(methods)
    line = f"def __init__({', '.join(['self', *_asked_for(trouble, body)])}):"
    prompt = source.prefix(number)[: source.removed[number - 1]]
    begun = f"{own if flat else methods}{line}\n{prompt}{_STEP if flat else ''}"
    edits = [_insert(trouble, number, begun), *(_insert(trouble, further, _STEP) for further in body[1:] if flat)]
    place = ast.Pass(lineno=number, col_offset=len(own), end_lineno=number, end_col_offset=len(own))
    yield Proposal(f"begin it with {line}", tuple(edits), blames=place, telling=True, evident=True)


def _body(trouble: Trouble, number: int, own: str) -> Iterator[int]:
    """The lines from here to the next method, or to the end of the class."""
    for line, text in enumerate(trouble.source.lines[number - 1 :], start=number):
        ends = line > number and _HEAD.match(text) is not None
        if text.strip() and (ends or len(trouble.source.indent(line)) < len(own)):
            return
        if text.strip():
            yield line


def _asked_for(trouble: Trouble, body: list[int]) -> list[str]:
    """The names that the body uses and nobody gives: its parameters, in the order in which they are used."""
    lines = trouble.source.lines
    try:
        parsed = ast.parse(textwrap.dedent("\n".join(lines[line - 1] for line in body)))
    except SyntaxError:
        return []
    names = sorted((n for n in ast.walk(parsed) if isinstance(n, ast.Name)), key=lambda n: (n.lineno, n.col_offset))
    given = {name.id for name in names if isinstance(name.ctx, ast.Store)} | {"self", *trouble.tables.builtins}
    for line in lines:
        given.update(re.findall(r"\w+", line) if _IMPORT.match(line) else _GIVEN.findall(line))
    return [name for name in dict.fromkeys(name.id for name in names) if name not in given]


def _insert(trouble: Trouble, line: int, text: str) -> Edit:
    column = trouble.source.removed[line - 1] + 1
    return Edit(span=Span(line=line, column=column, end_column=column), new=text)


REPAIR = Repair(_propose)
