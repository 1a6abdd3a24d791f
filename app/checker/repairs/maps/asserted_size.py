"""`assert h == 1` in a model that was made for images of one height: one of that height is to be given."""

from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.blame.sizes import shape_text
from app.checker.findings.python_error import PythonError
from app.checker.outcome import Repair, Trouble

_HEIGHTS = (32, 28, 64, 48, 96, 128, 224, 256)
_IMAGE = 4
"""Axes of a batch of images."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    """Other heights of the same width; then images whose sides are equal."""
    fault, inputs = trouble.met.fault, trouble.outcome.inputs
    if not isinstance(fault, PythonError) or fault.kind != "AssertionError":
        return
    if len(inputs) != 1 or len(inputs[0]) != _IMAGE:
        return
    samples, channels, height, width = inputs[0]
    lying = [[samples, channels, other, width] for other in _HEIGHTS if other != height]
    square = [[samples, channels, side, side] for side in _HEIGHTS if side != width]
    for full in [*lying, *square]:
        title = f"give it an input of {shape_text(full)}"
        yield Proposal(title, input_shape=(full,), blames=trouble.met.node)


REPAIR = Repair(_propose)
