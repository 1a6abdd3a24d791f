"""A whole series is given where the model takes one step of it: its input has an axis too many."""

from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.cat_ranks import CatRanks
from app.checker.outcome import Repair, Trouble


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    """The first step alone: the input without its first axis."""
    fault, inputs = trouble.met.fault, trouble.outcome.inputs
    if not isinstance(fault, CatRanks):
        return
    rank = min(len(fault.left), len(fault.right))
    for index, shape in enumerate(inputs):
        if tuple(shape) in {fault.left, fault.right} and len(shape) == rank + 1:
            full = (*inputs[:index], shape[1:], *inputs[index + 1 :])
            yield Proposal("give it one step at a time", input_shape=full, blames=trouble.met.node)


REPAIR = Repair(_propose)
