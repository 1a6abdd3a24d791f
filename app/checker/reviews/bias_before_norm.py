"""Convolutions with a bias directly in front of a batch norm in training."""

from collections.abc import Iterator
from itertools import pairwise

from torch import nn

from app.checker.findings.bias_before_norm import BiasBeforeNorm
from app.checker.outcome import Outcome, Review
from app.checker.trace import Met


def _look(outcome: Outcome) -> Iterator[Met]:
    """The first such pair stands for all of them: one habit, one note."""
    rows = outcome.trace.rows if outcome.mode == "train" else []
    for row, behind in pairwise(rows):
        if row.module is None or behind.module is None or row.outputs != behind.inputs:
            continue
        layer, norm = row.module.module, behind.module.module
        if not isinstance(layer, nn.Conv1d | nn.Conv2d | nn.Conv3d) or layer.bias is None:
            continue
        if not isinstance(norm, nn.BatchNorm1d | nn.BatchNorm2d | nn.BatchNorm3d):
            continue
        # Somebody else may read the convolution's output, and with it the bias.
        if sum(set(row.makes) <= set(other.reads) for other in rows) == 1:
            yield Met(BiasBeforeNorm(row.name, behind.name, layer.out_channels), row.node, row.module.created)
            return


REVIEW = Review(_look)
