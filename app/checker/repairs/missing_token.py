"""One bracket, comma or quote that is missing, or a line that is not lined up: each is tried where Python stopped.

Only what makes the paste parse is read as a whole; parsing alone is cheap.
"""

import ast
import re
from collections.abc import Iterator

from app.checker.faults import Proposal
from app.checker.findings.syntax_error import BadSyntax
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit, Span

_BEFORE = 3
"""Lines in front of the one that Python names, where a bracket may have been left open or out."""
_PARSED = 400
_SHOWN = 8


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, BadSyntax) or trouble.met.node is None:
        return
    shown = 0
    for tried, (title, edit) in enumerate(_edits(trouble)):
        if tried >= _PARSED or shown >= _SHOWN:
            return
        if _parses(trouble, edit):
            shown += 1
            yield Proposal(title, (edit,), blames=_place(edit))


def _place(edit: Edit) -> ast.AST:
    """The line of an edit, as a node so that it is found like any other."""
    return ast.Constant(None, lineno=edit.span.line, col_offset=0, end_lineno=edit.span.line, end_col_offset=0)


def _parses(trouble: Trouble, edit: Edit) -> bool:
    lines = list(trouble.source.lines)
    cut = trouble.source.removed[edit.span.line - 1]
    text = lines[edit.span.line - 1]
    lines[edit.span.line - 1] = text[: edit.span.column - 1 - cut] + edit.new + text[edit.span.end_column - 1 - cut :]
    try:
        compiled = ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return bool(compiled.body)


def _edits(trouble: Trouble) -> Iterator[tuple[str, Edit]]:
    line = int(getattr(trouble.met.node, "lineno", 1))
    if "outside function" in str(getattr(trouble.met.fault, "python", "")):
        yield from _indents(trouble, line)
    for number in range(line, max(0, line - 1 - _BEFORE), -1):
        yield from _in_line(trouble, number)
    yield from _indents(trouble, line)


def _in_line(trouble: Trouble, number: int) -> Iterator[tuple[str, Edit]]:
    """A token more at each place between two words of a line, the last places first."""
    text = trouble.source.lines[number - 1]
    cut = trouble.source.removed[number - 1]
    code = text.split("#")[0].rstrip() if "'" not in text and '"' not in text else text.rstrip()
    places = sorted({match.end() for match in re.finditer(r"[\w\"'\])}]+(?=\W|$)|[(\[{,]", code)} | {len(code)})
    for token, name in ((",", "comma"), (")", "bracket"), ("]", "bracket"), ("}", "bracket"), (":", "colon")):
        for place in reversed(places):
            yield f"add the {name}", _insert(number, cut + place, token)
    for token in "([{":
        for place in _openings(code):
            yield "open the bracket", _insert(number, cut + place, token)
    for token in ("'", '"'):
        for place in reversed(places):
            yield "close the quotes", _insert(number, cut + place, token)
    for match in re.finditer(r"[)\]}]|==|[(\[{]", code):
        span = Span(line=number, column=cut + match.start() + 1, end_column=cut + match.end() + 1)
        yield f"take the {match.group()} away", Edit(span=span, new="=" if match.group() == "==" else "")


def _openings(code: str) -> list[int]:
    """Where a bracket could open: behind each word, and within a word behind a name that ends like a layer's."""
    found = [match.end() for match in re.finditer(r"[A-Za-z_][\w.]*", code)]
    glued = re.finditer(r"(?:[a-z]|\d[dD]|[A-Z]|__)(?=[a-z_0-9'\"])", code)
    return [*found, *(match.end() for match in glued)]


def _insert(number: int, column: int, token: str) -> Edit:
    return Edit(span=Span(line=number, column=column + 1, end_column=column + 1), new=token)


def _indents(trouble: Trouble, line: int) -> Iterator[tuple[str, Edit]]:
    """The indentation of the lines above, the nearest first."""
    own = trouble.source.indent(line)
    cut = trouble.source.removed[line - 1]
    span = Span(line=line, column=cut + 1, end_column=cut + len(own) + 1)
    above = [number for number in range(line - 1, 0, -1) if trouble.source.lines[number - 1].strip()]
    for width in dict.fromkeys(trouble.source.indent(number) for number in above):
        if width != own:
            yield f"indent this line by {len(width)}", Edit(span=span, new=width)


REPAIR = Repair(_propose)
