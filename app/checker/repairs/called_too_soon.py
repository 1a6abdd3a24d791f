"""`self.act = act()` of an `act` that is a layer already: it is called without a tensor where it is only to be kept."""

import ast
from collections.abc import Iterator

from app.checker.findings.python_error import PythonError
from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call = trouble.met.fault, trouble.met.node
    if not isinstance(fault, PythonError) or "forward()" not in fault.text or "argument" not in fault.text:
        return
    if isinstance(call, ast.Call) and not call.args and not call.keywords:
        new = trouble.source.text(call.func)
        title = f"keep the layer itself: {new}"
        yield Proposal(title, trouble.site.replace(call, new), blames=call, telling=True, evident=True)


REPAIR = Repair(_propose)
