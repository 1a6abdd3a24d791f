"""`x == self.conv(x)` as a line of its own compares, and throws the answer away: one `=` stores."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit, Span
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    for node in walk(trouble.source.tree):
        if not isinstance(node, ast.Expr):
            continue
        compared = next((part for part in walk(node) if isinstance(part, ast.Compare)), None)
        if compared is not None and isinstance(compared.ops[0], ast.Eq) and len(compared.ops) == 1:
            left, right = trouble.source.end(compared.left), trouble.source.span(compared.comparators[0])
            if left.line == right.line:
                between = Span(line=left.line, column=left.column, end_column=right.column)
                yield Proposal("store it with =", (Edit(span=between, new=" = "),), blames=node, telling=True)


REPAIR = Repair(_propose)
