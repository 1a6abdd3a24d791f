"""Softmax with dim=0 on a batch of scores, or of maps of them."""

from collections.abc import Iterator

from app.checker.findings.softmax_over_batch import SoftmaxOverBatch
from app.checker.outcome import Outcome, Review
from app.checker.trace import Met

_KINDS = ("Softmax", "LogSoftmax", "F.softmax", "F.log_softmax", "torch.softmax", "torch.log_softmax")

_RANKS = (2, 4, 5)
"""Scores of samples, of pixels, of voxels; of three axes the first may be the steps of a sequence."""


def _look(outcome: Outcome) -> Iterator[Met]:
    batch = outcome.inputs[0][0] if outcome.inputs and outcome.inputs[0] else 0
    for row in outcome.trace.rows:
        scores = len(row.inputs) == 1 and len(row.inputs[0]) in _RANKS and row.inputs[0][0] == batch
        scores = scores and row.inputs[0][1] > 1
        if row.kind in _KINDS and scores and row.arguments.get("dim") == "0" and row is outcome.trace.rows[-1]:
            created = row.module.created if row.module is not None else None
            yield Met(SoftmaxOverBatch(row.kind, row.inputs[0]), row.node, created)


REVIEW = Review(_look)
