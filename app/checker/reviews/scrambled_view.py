"""Views that give a map its channels last without a permute."""

from collections.abc import Iterator
from math import prod

from app.checker.findings.scrambled_view import ScrambledView
from app.checker.outcome import Outcome, Review
from app.checker.trace import Met

_KINDS = ("Tensor.view", "Tensor.reshape", "torch.reshape")


def _look(outcome: Outcome) -> Iterator[Met]:
    for row in outcome.trace.rows:
        if row.kind in _KINDS and row.on_map and row.status == "ok" and _scrambles(row.inputs[0], row.outputs[0]):
            yield Met(ScrambledView(row.kind, row.inputs[0], row.outputs[0]), row.node)


def _scrambles(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """(N, C, H, W) to (N, H·W, C) or (N, H, W, C)."""
    if len(after) < 3 or after[0] != before[0] or before[1] == 1 or after[1] == before[1]:
        return False
    if after[-1] == before[-1]:
        return False  # the last axis stays: axis 1 may be split, as a channel shuffle does
    spatial = prod(before[2:])
    return spatial > 1 and after[-1] == before[1] and prod(after[1:-1]) == spatial and after[1:] != before[1:]


REVIEW = Review(_look)
