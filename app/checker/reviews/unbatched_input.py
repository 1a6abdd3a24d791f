"""Inputs with three axes that a 2-D layer takes as one image."""

from collections.abc import Iterator

from app.checker.findings.unbatched_input import UnbatchedInput
from app.checker.outcome import Outcome, Review
from app.checker.trace import Met


def _look(outcome: Outcome) -> Iterator[Met]:
    first = next((row for row in outcome.trace.rows if row.module is not None), None)
    if first is None or not outcome.inputs or not first.inputs:
        return
    rank = next((int(c) for c in first.kind if c.isdigit()), 0) if "Conv" in first.kind else 0
    if rank and len(first.inputs[0]) == rank + 1 and list(first.inputs[0]) == outcome.inputs[0]:
        yield Met(UnbatchedInput(first.name, first.inputs[0]), first.node)


REVIEW = Review(_look)
