"""Inputs with three axes that a 2-D layer takes as one image."""

from collections.abc import Iterator

from app.checker.outcome import Outcome, Review
from app.checker.trace import Met


def _look(outcome: Outcome) -> Iterator[Met]:
    if outcome.trace.unbatched is not None and not outcome.failed and not outcome.trace.broken:
        yield outcome.trace.unbatched


REVIEW = Review(_look)
