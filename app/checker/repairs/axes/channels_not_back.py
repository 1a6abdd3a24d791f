"""A map whose channels were brought to the end, as for a LayerNorm, and not back before the next convolution."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.edits.layout import to_front
from app.checker.evidence.lineage import rows_behind
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.outcome import Repair, Trouble


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call = trouble.met.fault, trouble.met.node
    if not isinstance(fault, WrongInChannels) or not isinstance(call, ast.Call) or not call.args:
        return
    rank = len(fault.shape)
    if fault.shape[-1] != fault.declared or rank < 4:
        return
    for row in rows_behind(trouble.outcome, trouble.met.row):
        before, after = (row.inputs[:1] or [()])[0], (row.outputs[:1] or [()])[0]
        if row.name == "permute" and len(before) == rank and after == (before[0], *before[2:], before[1]):
            edits = trouble.site.surround(call.args[0], "", to_front(rank))[1:]
            yield Proposal(f"bring the channels back: {to_front(rank)}", edits, blames=call, telling=True)
            return


REPAIR = Repair(_propose)
