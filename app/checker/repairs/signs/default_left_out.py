"""`def __init__(self, width=8, depth):`: a parameter without a default stands behind one that has a default."""

import ast
import re
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.syntax_error import BadSyntax
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit, Span

_SAID = ("non-default argument follows", "without a default follows")
_PARAMETER = re.compile(r"\s*(\*{0,2}\w*)\s*(:[^=]*)?(=.*)?", re.DOTALL)


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, line = trouble.met.fault, getattr(trouble.met.node, "lineno", 0)
    if not isinstance(fault, BadSyntax) or not any(said in fault.python for said in _SAID):
        return
    text, cut = trouble.source.lines[line - 1], trouble.source.removed[line - 1]
    edits = []
    for place, annotated in _without(text):
        new = " = None" if annotated else "=None"
        edits.append(Edit(span=Span(line=line, column=cut + place + 1, end_column=cut + place + 1), new=new))
    node = ast.Constant(None, lineno=line, col_offset=0, end_lineno=line, end_col_offset=0)
    yield Proposal("give it a default too", tuple(edits), blames=node)


def _without(text: str) -> Iterator[tuple[int, bool]]:
    """Where the parameters end that lack a default behind one that has one, and whether each is annotated."""
    start, behind = text.find("(") + 1, False
    for part in _parts(text[start : text.rfind(")")]):
        found = _PARAMETER.fullmatch(part)
        if found is None or found[1].startswith("*"):
            return
        if found[3] is None and behind:
            yield start + len(part.rstrip()), found[2] is not None
        behind = behind or found[3] is not None
        start += len(part) + 1


def _parts(parameters: str) -> list[str]:
    """What stands between the commas that are in no brackets."""
    parts, depth = [""], 0
    for character in parameters:
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


REPAIR = Repair(_propose)
