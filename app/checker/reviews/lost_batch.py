"""Samples that an index or a mean over axis 0 takes away, before a layer that takes what is left for samples."""

import ast
from collections.abc import Iterator

from app.checker.convert import tensors_in
from app.checker.findings.lost_batch import LostBatch
from app.checker.outcome import Outcome, Review
from app.checker.performing.recording import shown
from app.checker.trace import Met, Row

_READ_STEPS = ("LSTM", "GRU", "RNN", "MultiheadAttention", "Transformer", "TransformerEncoder", "TransformerDecoder")
_REDUCE = frozenset({"mean", "sum", "max", "min", "amax", "amin", "median", "logsumexp", "prod"})
_IMAGES = 4
"""Axes of a batch of images; with fewer of them the first one may be the steps of a sequence."""


def _look(outcome: Outcome) -> Iterator[Met]:
    batch = outcome.inputs[0][0] if outcome.inputs and outcome.inputs[0] else 0
    shapes = [output.shape for output in tensors_in(outcome.result)]
    kept = not shapes or any(not shape or shape[0] == batch for shape in shapes)
    if outcome.trace.broken or batch < 2 or kept or not _leads_with_batch(outcome, batch):
        return
    for index, row in enumerate(outcome.trace.rows):
        before, after = (row.inputs or [()])[0], (row.outputs or [()])[0]
        axis = _axis(row)
        gone = len(before) > 2 and before[0] == batch and after == before[1:]
        if gone and axis is not None and _goes_on(outcome.trace.rows[index + 1 :], after):
            fault = LostBatch(shown(row.name), before, after, axis, picks=isinstance(row.node, ast.Subscript))
            yield Met(fault, row.node, row=index)
            return


def _leads_with_batch(outcome: Outcome, batch: int) -> bool:
    """Whether axis 0 of the input can be nothing else than the batch."""
    layers = [row.module.module for row in outcome.trace.rows if row.kind in _READ_STEPS and row.module is not None]
    first = [bool(getattr(layer, "batch_first", False)) for layer in layers]
    sequences = any(row.kind in _READ_STEPS and row.inputs[0][:1] == (batch,) for row in outcome.trace.rows)
    return all(first) and (len(outcome.inputs[0]) >= _IMAGES or sequences)


def _axis(row: Row) -> ast.expr | None:
    """The `-1` of `x[-1]`, the `0` of `x.mean(dim=0)`."""
    node = row.node
    if isinstance(node, ast.Subscript):
        number = node.slice.operand if isinstance(node.slice, ast.UnaryOp) else node.slice
        return node.slice if isinstance(number, ast.Constant) and type(number.value) is int else None
    if not isinstance(node, ast.Call) or row.name not in _REDUCE:
        return None
    named = [keyword.value for keyword in node.keywords if keyword.arg in {"dim", "axis"}]
    axes = [axis for axis in (*named, *node.args) if isinstance(axis, ast.Constant) and axis.value == 0]
    return axes[0] if axes else None


def _goes_on(rows: list[Row], shape: tuple[int, ...]) -> bool:
    """Whether a linear layer behind it takes the rows that are left for its samples."""
    return any(row.kind == "Linear" and row.inputs[0][:-1] == shape[:-1] for row in rows)


REVIEW = Review(_look)
