"""A map of one place in front of a norm that needs several: the image was too small for so many steps down."""

from collections.abc import Iterator
from dataclasses import replace

from app.checker.blame.proposals import Proposal, larger_inputs
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if isinstance(fault, TorchError) and "more than one value per channel and sample" in fault.text:
        yield from (replace(larger, telling=True) for larger in larger_inputs(trouble.site, "the height"))


REPAIR = Repair(_propose)
