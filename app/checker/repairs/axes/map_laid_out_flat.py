"""`h.view(-1, 4096, 1, 1)` in front of a decoder that takes 64 channels: the features were those of a map of 8 x 8."""

import ast
from collections.abc import Iterator
from math import isqrt

from app.checker.blame.proposals import Proposal
from app.checker.evidence.lineage import rows_behind
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.outcome import Repair, Trouble

_VIEWS = frozenset({"Tensor.view", "Tensor.reshape"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, WrongInChannels) or len(fault.shape) != 4 or fault.shape[2:] != (1, 1):
        return
    side = isqrt(fault.arriving // fault.declared) if fault.declared else 0
    row = next((row for row in rows_behind(trouble.outcome, trouble.met.row) if row.kind in _VIEWS), None)
    call = row.node if row is not None else None
    fits = side > 1 and fault.declared * side * side == fault.arriving
    if not fits or not isinstance(call, ast.Call) or len(call.args) != len(fault.shape):
        return
    sizes = f"{fault.declared}, {side}, {side}"
    first, last = trouble.source.text(call.args[0]), trouble.source.text(call.func)
    new = f"{last}({first}, {sizes})"
    title = f"lay them out as maps of {side} x {side}: {new}"
    yield Proposal(title, trouble.site.replace(call, new), blames=call, telling=True)


REPAIR = Repair(_propose)
