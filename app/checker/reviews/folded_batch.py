"""A batch that was folded into other axes and never unfolded again."""

from collections.abc import Iterator

from app.checker.convert import tensors_in
from app.checker.findings.folded_batch import FoldedBatch
from app.checker.outcome import Outcome, Review
from app.checker.trace import Met


def _look(outcome: Outcome) -> Iterator[Met]:
    if outcome.trace.broken or not outcome.inputs:
        return
    shapes = [output.shape for output in tensors_in(outcome.result)]
    for met in outcome.trace.folds[:1]:
        batch = met.fault.batch if isinstance(met.fault, FoldedBatch) else 0
        if any(shapes) and all(shape[0] != batch for shape in shapes if shape):
            yield met


REVIEW = Review(_look)
