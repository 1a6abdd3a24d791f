"""Pooling layers whose floor leaves rows or columns unread."""

from collections.abc import Iterator

from app.checker.findings.dropped_pixels import DroppedPixels
from app.checker.layers._sliding import LONG, unread
from app.checker.outcome import Outcome, Review
from app.checker.trace import Met, Row


def _look(outcome: Outcome) -> Iterator[Met]:
    """The first such layer: behind it every size follows from what it dropped."""
    for row in outcome.trace.rows:
        if (met := _of(row)) is not None:
            yield met
            return


def _of(row: Row) -> Met | None:
    module = row.module.module if row.module is not None else None
    if module is None or "Pool" not in row.kind or not row.formula or row.module is None:
        return None
    for index, dropped in enumerate(unread(module, row.inputs[0])):
        if dropped > 0:
            formula = row.formula[index]
            size = row.inputs[0][len(row.inputs[0]) - len(row.formula) + index]
            text = formula.text.split(";")[0]
            return Met(DroppedPixels(row.name, LONG[formula.axis], size, dropped, text), row.node, row.module.created)
    return None


REVIEW = Review(_look)
