"""Softmax without a dim."""

from collections.abc import Iterator

from app.checker.findings.softmax_without_dim import SoftmaxWithoutDim
from app.checker.outcome import Outcome, Review
from app.checker.trace import Met

_KINDS = ("Softmax", "LogSoftmax", "Softmin", "F.softmax", "F.log_softmax", "F.softmin")


def _look(outcome: Outcome) -> Iterator[Met]:
    for row in outcome.trace.rows:
        if row.kind in _KINDS and row.arguments.get("dim") == "None" and row.inputs:
            axis = 0 if len(row.inputs[0]) in {0, 1, 3} else 1  # torch.nn.functional._get_softmax_dim
            created = row.module.created if row.module is not None else None
            yield Met(SoftmaxWithoutDim(row.kind, row.inputs[0], axis), row.node, created)


REVIEW = Review(_look)
