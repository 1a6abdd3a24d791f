"""`self.1conv`: a name cannot begin with a digit, so the digits go behind, wherever the name is written."""

import ast
import re
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.syntax_error import BadSyntax
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit, Span

_NAME = re.compile(r"(?<=self\.)(\d+)_?([A-Za-z]\w*)")


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, BadSyntax):
        return
    edits, first = [], None
    for number, text in enumerate(trouble.source.lines, start=1):
        cut = trouble.source.removed[number - 1]
        for found in _NAME.finditer(text):
            first = first or f"{found[2]}{found[1]}"
            span = Span(line=number, column=cut + found.start() + 1, end_column=cut + found.end() + 1)
            edits.append(Edit(span=span, new=f"{found[2]}{found[1]}"))
    if edits:
        line = edits[0].span.line
        node = ast.Constant(None, lineno=line, col_offset=0, end_lineno=line, end_col_offset=0)
        yield Proposal(f"write the digits behind: {first}", tuple(edits), blames=node)


REPAIR = Repair(_propose)
