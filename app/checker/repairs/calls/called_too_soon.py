"""A call too many: `self.act = act()` of what is a layer already, and `self.drop(x)(x)` of what is a tensor by then."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.python_error import PythonError
from app.checker.outcome import Repair, Trouble


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call = trouble.met.fault, trouble.met.node
    if not isinstance(fault, PythonError) or not isinstance(call, ast.Call):
        return
    new = trouble.source.text(call.func)
    edits = trouble.site.replace(call, new)
    if "forward()" in fault.text and "argument" in fault.text and not call.args and not call.keywords:
        yield Proposal(f"keep the layer itself: {new}", edits, blames=call, telling=True, evident=True)
    if fault.text.startswith("'Tensor' object is not callable") and isinstance(call.func, ast.Call):
        yield Proposal(f"call it once: {new}", edits, blames=call, telling=True, evident=True)


REPAIR = Repair(_propose)
