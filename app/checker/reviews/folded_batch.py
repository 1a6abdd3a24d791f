"""A batch that was folded into other axes and never unfolded again."""

from collections.abc import Iterator

from app.checker.convert import tensors_in
from app.checker.findings.folded_batch import FoldedBatch, FoldedStates
from app.checker.outcome import Outcome, Review
from app.checker.trace import Met

_RECURRENT = frozenset({"LSTM", "GRU", "RNN"})
_VIEWS = frozenset({"view", "reshape"})
_STATE = 3
"""Axes of a state: layers and directions, the batch, the features."""


def _look(outcome: Outcome) -> Iterator[Met]:
    if outcome.trace.broken or not outcome.inputs:
        return
    shapes = [output.shape for output in tensors_in(outcome.result)]
    for met in outcome.trace.folds[:1]:
        batch = met.fault.batch if isinstance(met.fault, FoldedBatch) else 0
        folded = any(shapes) and all(shape[0] != batch for shape in shapes if shape)
        shared = all(batch in shape[:2] for shape in outcome.inputs)  # a length of one input alone is no batch
        if folded and shared and not _is_meant(met, outcome):
            yield met
            return
    yield from _states(outcome)


def _states(outcome: Outcome) -> Iterator[Met]:
    """A view of the states of several layers that lays all of them out as rows."""
    states = {key for row in outcome.trace.rows if row.kind in _RECURRENT for key in row.makes[1:]}
    for index, row in enumerate(outcome.trace.rows):
        if row.name not in _VIEWS or not row.reads or row.reads[0] not in states or len(row.inputs[0]) != _STATE:
            continue
        layers, batch, width = row.inputs[0]
        if layers > 1 and row.outputs[0] == (layers * batch, width):
            fault = FoldedStates(row.kind, batch, layers * batch, row.inputs[0], row.outputs[0], (layers, width))
            yield Met(fault, row.node, row=index)


def _is_meant(met: Met, outcome: Outcome) -> bool:
    """One sample flattened whole; or whole blocks as rows, unless a linear layer takes them for samples."""
    if not isinstance(met.fault, FoldedBatch):
        return False
    if len(met.fault.shape) < 4 and len(met.fault.result) == 1:
        return True  # one sample without a batch axis, flattened whole
    if met.fault.operation.endswith("cat") and met.fault.rows == 2 * met.fault.batch and len(outcome.inputs) > 1:
        return True  # two inputs that each have layers of their own, and are judged together
    if not met.fault.blocks:
        return False
    return not any(row.kind == "Linear" and row.inputs[0] == met.fault.result for row in outcome.trace.rows[met.row :])


REVIEW = Review(_look)
