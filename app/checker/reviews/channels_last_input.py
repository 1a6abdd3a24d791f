"""Images with their channels last, given to a convolution that happens to fit."""

from collections.abc import Iterator

from app.checker.findings.channels_last_input import ChannelsLastInput
from app.checker.outcome import Outcome, Review
from app.checker.trace import Met

_CHANNELS = (1, 3, 4)


def _look(outcome: Outcome) -> Iterator[Met]:
    first = next((row for row in outcome.trace.rows if row.module is not None), None)
    if first is None or first.kind != "Conv2d" or first.module is None or not outcome.inputs:
        return
    shape = first.inputs[0]
    square = len(shape) == 4 and shape[1] == shape[2] and shape[1] > max(_CHANNELS)
    if square and shape[-1] in _CHANNELS and list(shape) == outcome.inputs[0] and first.status == "ok":
        yield Met(ChannelsLastInput(first.name, shape), first.node, first.module.created)


REVIEW = Review(_look)
