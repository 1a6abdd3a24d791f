"""A batch without an axis for its one channel: the layer takes it for one sample, and the batch for the channels."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.outcome import Repair, Trouble

_MOVE = ".unsqueeze(1)"


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call, made = trouble.met.fault, trouble.met.node, trouble.met.created
    if not isinstance(fault, WrongInChannels) or fault.declared != 1 or made is None or not isinstance(call, ast.Call):
        return
    digit = ast.unparse(made.node.func)[-2:-1]
    if not digit.isdigit() or len(fault.shape) != int(digit) + 1:
        return
    given = call.args[0] if call.args else None
    source = trouble.site.maker if isinstance(given, ast.Name) else None
    for place in (source, given):
        if isinstance(place, ast.Name | ast.Call | ast.Attribute | ast.Subscript):
            edits = trouble.site.surround(place, "", _MOVE)[1:]
            yield Proposal(f"add an axis for the channel: {_MOVE}", edits, blames=place, telling=True)


REPAIR = Repair(_propose)
