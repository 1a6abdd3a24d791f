"""`Conv2d(3, 8, 3)` or `Parameter(...)` where the line that imports the name is missing."""

from collections.abc import Iterator

from app.checker.blame.proposals import Proposal, in_front_of_all
from app.checker.findings.undefined_name import UndefinedName
from app.checker.outcome import Repair, Trouble

_HOLDERS = ("torch.nn", "torch.nn.functional", "torch", "collections", "functools", "math", "typing", "einops",
            "torch.nn.init", "torch.nn.utils", "torch.nn.utils.rnn", "torch.nn.utils.parametrizations",
            "torch.autograd", "torch.nn.parameter", "torch.nn.modules.utils", "dataclasses", "itertools",
            "copy")  # fmt: skip


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, UndefinedName):
        return
    for holder in _HOLDERS:
        module = trouble.tables.modules.get(holder)
        if module is not None and fault.name in module.members:
            yield from in_front_of_all(trouble.site, f"from {holder} import {fault.name}", telling=True)


REPAIR = Repair(_propose)
