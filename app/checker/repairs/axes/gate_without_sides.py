"""One weight for each channel, `(N, C)`, spread over a map, `y.expand_as(x)`: its axes of one are missing.

As in a squeeze-and-excitation block whose `.view(n, c, 1, 1)` was left out; blamed is the line that made the weights.
"""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.lineage import rows_behind
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_PER_CHANNEL = 2
"""The axes of one number for each channel: N and C."""
_SPREADS = frozenset({"expand", "expand_as"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call = trouble.met.fault, trouble.met.node
    spreads = isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in _SPREADS
    if not spreads or not isinstance(fault, TorchError) or len(fault.shapes[0]) != _PER_CHANNEL:
        return
    for statement in _made(trouble, fault.shapes[0]):
        for axes in range(1, 4):
            ones = ", None" * axes
            edits = trouble.site.surround(statement.value, "", f"[:, :{ones}]")[1:]
            yield Proposal(f"give the weights axes of one: [:, :{ones}]", edits, blames=statement, telling=True)


def _made(trouble: Trouble, shape: tuple[int, ...]) -> Iterator[ast.Assign]:
    """The nearest line that stores what a layer made in this shape."""
    for row in rows_behind(trouble.outcome, trouble.met.row):
        line = getattr(row.node, "lineno", 0)
        if [tuple(output) for output in row.outputs[:1]] == [shape]:
            for part in walk(trouble.source.tree):
                if isinstance(part, ast.Assign) and part.lineno <= line <= (part.end_lineno or line):
                    yield part
            return


REPAIR = Repair(_propose)
