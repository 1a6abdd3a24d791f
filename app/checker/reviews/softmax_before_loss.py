"""Softmax at the end of a network that is trained with cross-entropy."""

import ast
from collections.abc import Iterator

from app.checker.findings.softmax_before_loss import SoftmaxBeforeLoss
from app.checker.outcome import Outcome, Review
from app.checker.trace import Met

_SOFTMAX = ("Softmax", "F.softmax", "torch.softmax", "Tensor.softmax")
_LOSSES = {"CrossEntropyLoss": "nn.CrossEntropyLoss", "cross_entropy": "F.cross_entropy"}


def _look(outcome: Outcome) -> Iterator[Met]:
    if not outcome.trace.rows or outcome.source is None or outcome.trace.broken:
        return
    last = outcome.trace.rows[-1]
    if last.kind not in _SOFTMAX:
        return
    for node in ast.walk(outcome.source.tree):
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if name in _LOSSES:
            created = last.module.created if last.module is not None else None
            yield Met(SoftmaxBeforeLoss(last.kind, _LOSSES[name]), last.node, created)
            return


REVIEW = Review(_look)
