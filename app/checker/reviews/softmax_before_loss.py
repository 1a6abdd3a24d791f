"""Softmax at the end of a network that is trained with cross-entropy."""

import ast
from collections.abc import Iterator

from app.checker.findings.softmax_before_loss import SoftmaxBeforeLoss
from app.checker.outcome import Outcome, Review
from app.checker.trace import Met
from app.checker.values import TensorValue

_SOFTMAX = ("Softmax", "F.softmax", "torch.softmax", "Tensor.softmax")
_LOSSES = {"CrossEntropyLoss": "nn.CrossEntropyLoss", "cross_entropy": "F.cross_entropy"}


def _look(outcome: Outcome) -> Iterator[Met]:
    """Only where the softmax is all that comes out, in training, and the loss stands outside the model's class."""
    result, rows = outcome.result, outcome.trace.rows
    if not isinstance(result, TensorValue) or not rows or outcome.trace.broken or outcome.mode != "train":
        return
    last = rows[-1]
    if last.kind not in _SOFTMAX or result.made_by is not last.node or outcome.source is None:
        return
    for statement in outcome.source.tree.body:
        for node in () if isinstance(statement, ast.ClassDef) else ast.walk(statement):
            name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
            if name in _LOSSES:
                created = last.module.created if last.module is not None else None
                yield Met(SoftmaxBeforeLoss(last.kind, _LOSSES[name]), last.node, created)
                return


REVIEW = Review(_look)
