"""`self.cell(x, h, c)`, `self.lstm(x, h)`: an LSTM takes its two states as one tuple."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import function_around, names_in_use
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_ALONE = "state is a pair"
_HANDED = 3
"""The input and both states."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call = trouble.met.fault, trouble.met.node
    if not isinstance(fault, TorchError) or not isinstance(call, ast.Call):
        return
    if _ALONE in fault.text and len(call.args) == _HANDED - 1:
        yield from _with_the_other(trouble, call)
    if "LSTM" not in fault.text:
        return
    if len(call.args) == _HANDED and not call.keywords and call.args[1].lineno == call.args[2].end_lineno:
        first, last = call.args[1:]
        edits = (*trouble.site.surround(first, "(", "")[:1], *trouble.site.surround(last, "", ")")[1:])
        states = ", ".join(trouble.source.text(state) for state in (first, last))
        yield Proposal(f"hand the states over as one tuple: ({states})", edits, blames=call)


def _with_the_other(trouble: Trouble, call: ast.Call) -> Iterator[Proposal]:
    """The cell state that stands near, `c0`, which nothing reads; else one of zeros."""
    state, function = call.args[1], function_around(trouble.source.tree, call)
    parts = walk(function) if function is not None else ()
    read = {part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)}
    idle = [name for name in names_in_use(function) if name not in read] if function is not None else []
    text = trouble.source.text(state)
    for other in [*(name for name in idle if name.startswith("c")), f"torch.zeros_like({text})"]:
        edits = trouble.site.replace(state, f"({text}, {other})")
        yield Proposal(f"hand the states over as one tuple: ({text}, {other})", edits, blames=call, telling=True)


REPAIR = Repair(_propose)
