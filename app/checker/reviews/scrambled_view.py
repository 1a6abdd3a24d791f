"""Views that give a map its channels last, or two axes each other's sizes, without a permute."""

from collections.abc import Iterator
from math import prod

from app.checker.evidence.lineage import rows_behind
from app.checker.findings.scrambled_view import ChannelsByView, ExchangedByView, ScrambledView
from app.checker.outcome import Outcome, Review
from app.checker.trace import Met, Row

_KINDS = ("Tensor.view", "Tensor.reshape", "torch.reshape")


def _look(outcome: Outcome) -> Iterator[Met]:
    found = [(row, _fault(outcome, i, row)) for i, row in enumerate(outcome.trace.rows) if row.kind in _KINDS]
    by_chance = {id(row.node) for row, fault in found if fault is None}
    for row, fault in found:
        if fault is not None and id(row.node) not in by_chance:  # a line that takes other sizes apart another time
            yield Met(fault, row.node)


def _fault(outcome: Outcome, index: int, row: Row) -> ScrambledView | None:
    """What is wrong with this view, if anything."""
    if row.status != "ok":
        return None
    before, after = row.inputs[0], row.outputs[0]
    if row.on_map and _scrambles(before, after):
        return ScrambledView(row.kind, before, after)
    if _channels_to_front(before, after):
        return ChannelsByView(row.kind, before, after)
    return _exchanged(outcome, index, row)


def _scrambles(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """(N, C, H, W) to (N, H·W, C) or (N, H, W, C)."""
    if len(after) < 3 or after[0] != before[0] or before[1] == 1 or after[1] == before[1]:
        return False
    if after[-1] == before[-1]:
        return False  # the last axis stays: axis 1 may be split, as a channel shuffle does
    spatial = prod(before[2:])
    return spatial > 1 and after[-1] == before[1] and prod(after[1:-1]) == spatial and after[1:] != before[1:]


def _channels_to_front(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """(N, H, W, C) to (N, C, H, W), where the sides are equal and larger than the channels, as those of images are."""
    if len(before) != 4 or len(after) != 4:
        return False
    samples, height, width, channels = before
    return after == (samples, channels, height, width) and height == width > channels > 1


def _exchanged(outcome: Outcome, index: int, row: Row) -> ExchangedByView | None:
    """(N, L, C) to (N, C, L) or (L, N, C); (N, L, C) to (N, heads, L, C / heads); N·L taken apart as (L, N)."""
    before, after = row.inputs[0], row.outputs[0]
    if len(before) == len(after) == 3:
        for first in (0, 1):
            turned = list(before)
            turned[first], turned[first + 1] = turned[first + 1], turned[first]
            if tuple(turned) == after != before and min(before[first : first + 2]) > 1:
                return ExchangedByView(row.kind, before, after, first)
    if len(before) == 3 and len(after) == 4 and after[0] == before[0] and _heads_in_front(before, after):
        return ExchangedByView(row.kind, before, after, 1, split=True)
    if before and len(after) > 1 and after[0] * after[1] == before[0] and after[0] != after[1] and min(after[:2]) > 1:
        joined = next((r.inputs[0][:2] for r in rows_behind(outcome, index) if _joins(r, before[0])), ())
        if joined == after[1::-1]:
            return ExchangedByView(row.kind, before, after, 0, split=True)
    return None


def _heads_in_front(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    steps, width = before[1:]
    return after[2] == steps != after[1] and after[1] * after[3] == width and min(after[1], after[3], steps) > 1


def _joins(row: Row, rows: int) -> bool:
    """Whether a view made one axis of the first two."""
    views = row.kind in _KINDS and len(row.inputs[0]) > 1
    return views and row.outputs[0][:1] == (rows,) and rows == prod(row.inputs[0][:2])


REVIEW = Review(_look)
