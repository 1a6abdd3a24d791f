"""`z.view(-1, 1, 1, 100)` in front of a layer that takes 100 channels: its sizes stand in another order."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.lineage import rows_behind
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.outcome import Repair, Trouble

_VIEWS = frozenset({"view", "reshape"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    """The size that the layer takes for its channels on axis 1, where the view only adds axes to one of features."""
    fault = trouble.met.fault
    if not isinstance(fault, WrongInChannels):
        return
    for row in rows_behind(trouble.outcome, trouble.met.row):
        call = row.node
        if (
            row.name in _VIEWS
            and isinstance(call, ast.Call)
            and len(call.args) == len(fault.shape) == len(row.outputs[0])
        ):
            places = [axis for axis, size in enumerate(row.outputs[0]) if axis > 1 and size == fault.declared]
            for place in places if len(row.inputs[0]) == 2 else ():
                first, other = call.args[1], call.args[place]
                text = trouble.source.text
                edits = (*trouble.site.replace(first, text(other)), *trouble.site.replace(other, text(first)))
                yield Proposal(f"write {text(other)} on axis 1", edits, blames=call, telling=True)


REPAIR = Repair(_propose)
