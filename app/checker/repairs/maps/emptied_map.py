"""A size of 0, `F.adaptive_avg_pool2d(x, 0)`: PyTorch makes a map without values, and what follows gets nothing."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.lineage import rows_behind
from app.checker.outcome import Repair, Trouble
from app.checker.trace import Row
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    for row in rows_behind(trouble.outcome, trouble.met.row):
        if any(0 in shape for shape in row.outputs) and not any(0 in shape for shape in row.inputs):
            yield from _of_one(trouble, _maker(row))


def _maker(row: Row) -> ast.AST:
    created = row.module.created if row.module is not None else None
    return created.node if created is not None else row.node


def _of_one(trouble: Trouble, call: ast.AST) -> Iterator[Proposal]:
    """Each 0 among the arguments is 1."""
    given = [*call.args, *(keyword.value for keyword in call.keywords)] if isinstance(call, ast.Call) else []
    zeros = [part for node in given for part in walk(node) if isinstance(part, ast.Constant) and part.value == 0]
    edits = tuple(edit for zero in zeros if type(zero.value) is int for edit in trouble.site.replace(zero, "1"))
    if edits:
        yield Proposal("write 1 for 0: a size of 0 leaves nothing of the map", edits, blames=call, telling=True)


REPAIR = Repair(_propose)
