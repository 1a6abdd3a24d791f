"""`self.net(a, b)` of a Sequential, which takes one tensor: both side by side, where its first layer wants as many."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.python_error import PythonError
from app.checker.outcome import Repair, Trouble

_SAYS = "Sequential takes one input"


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call = trouble.met.fault, trouble.met.node
    if not isinstance(fault, PythonError) or _SAYS not in fault.message() or not isinstance(call, ast.Call):
        return
    first, last = (call.args[0], call.args[-1]) if call.args else (None, None)
    if first is not None and last is not None and first is not last and first.lineno == last.end_lineno:
        edits = (*trouble.site.surround(first, "torch.cat((", "")[:1], *trouble.site.surround(last, "", "), 1)")[1:])
        yield Proposal("hand them over as one tensor: torch.cat((...), 1)", edits, blames=call, telling=True)


REPAIR = Repair(_propose)
