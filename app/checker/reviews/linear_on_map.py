"""Linear layers on maps that still have their channels on axis 1."""

from collections.abc import Iterator

from app.checker.findings.linear_on_map import LinearOnMap
from app.checker.outcome import Outcome, Review
from app.checker.trace import Met


def _look(outcome: Outcome) -> Iterator[Met]:
    for row in outcome.trace.rows:
        if row.kind == "Linear" and row.on_map and row.status == "ok" and row.module is not None and row.outputs:
            yield Met(LinearOnMap(row.name, row.inputs[0], row.outputs[0]), row.node, row.module.created)


REVIEW = Review(_look)
