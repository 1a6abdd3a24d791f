"""Arithmetic that stretches both of its operands, which have different ranks."""

from collections.abc import Iterator
from math import prod

from app.checker.findings.broadcast_both import BroadcastBoth
from app.checker.outcome import Outcome, Review
from app.checker.trace import Met

_SIGNS = ("+", "-")


def _look(outcome: Outcome) -> Iterator[Met]:
    for row in outcome.trace.rows:
        if row.kind in _SIGNS and len(row.inputs) == 2 and row.outputs and row.status == "ok":
            left, right = row.inputs
            larger = prod(row.outputs[0]) > max(prod(left), prod(right))
            if len(left) != len(right) and min(len(left), len(right)) == 1 and larger and row.outputs[0]:
                yield Met(BroadcastBoth(row.kind, left, right, row.outputs[0]), row.node)


REVIEW = Review(_look)
