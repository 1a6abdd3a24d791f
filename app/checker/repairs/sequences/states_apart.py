"""`self.cell(x, h, c)`: an LSTM takes its two states as one tuple."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble

_HANDED = 3
"""The input and both states."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call = trouble.met.fault, trouble.met.node
    if not isinstance(fault, TorchError) or "LSTM" not in fault.text or not isinstance(call, ast.Call):
        return
    if len(call.args) == _HANDED and not call.keywords and call.args[1].lineno == call.args[2].end_lineno:
        first, last = call.args[1:]
        edits = (*trouble.site.surround(first, "(", "")[:1], *trouble.site.surround(last, "", ")")[1:])
        states = ", ".join(trouble.source.text(state) for state in (first, last))
        yield Proposal(f"hand the states over as one tuple: ({states})", edits, blames=call)


REPAIR = Repair(_propose)
