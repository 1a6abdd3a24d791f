"""`return` as the last statement of a loop's body: the loop ends in its first round, one layer in."""

import ast
from collections.abc import Iterator

from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal
from app.checker.report import Edit, Span
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    for loop in walk(trouble.source.tree):
        if isinstance(loop, ast.For) and not loop.orelse and len(loop.body) > 1:
            last = loop.body[-1]
            if isinstance(last, ast.Return) and last.value is not None:
                edits = _outdented(trouble, loop, last)
                yield Proposal(
                    "return behind the loop, not in its first round", edits, blames=last, telling=True, evident=True
                )


def _outdented(trouble: Trouble, loop: ast.For, statement: ast.Return) -> tuple[Edit, ...]:
    """The statement as far to the left as the loop, where it has a line of its own."""
    place = trouble.source.span(statement)
    front = Span(line=place.line, column=1, end_column=place.column)
    if trouble.source.sent_text(front).strip():
        return ()
    return (Edit(span=front, new=trouble.source.prefix(loop.lineno)),)


REPAIR = Repair(_propose)
