"""`return` as the last statement of a loop's body: the loop ends in its first round, one layer in."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.layer_never_used import outdented
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    for loop in walk(trouble.source.tree):
        if isinstance(loop, ast.For) and not loop.orelse and len(loop.body) > 1:
            last = loop.body[-1]
            if isinstance(last, ast.Return) and last.value is not None:
                edits = outdented(trouble.source, loop, last)
                yield Proposal(
                    "return behind the loop, not in its first round", edits, blames=last, telling=True, evident=True
                )


REPAIR = Repair(_propose)
