"""A loop that makes layers one behind the other, and never says that the next begins where the last one ended."""

import ast
from collections.abc import Iterator

from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.origins import Origin
from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal
from app.checker.report import Edit
from app.checker.surroundings import inside
from app.checker.walks import walk

_DEEP = 5
_PAIRS = (("in_channels", "out_channels"), ("in_features", "out_features"))


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    made = trouble.met.created
    if not isinstance(trouble.met.fault, WrongInChannels | WrongInFeatures) or made is None:
        return
    for before, after in _PAIRS:
        if before in made.arguments and after in made.arguments:
            for width in _levels(made.arguments[before]):
                for given in _levels(made.arguments[after]):
                    yield from _carried(trouble, width, given)


def _levels(origin: Origin) -> list[ast.expr]:
    """What was written at the layer, then by each caller that handed it on."""
    found = [origin.node]
    while isinstance(origin.node, ast.Name) and origin.node.id in origin.names and len(found) < _DEEP:
        origin = origin.names[origin.node.id]
        found.append(origin.node)
    return found


def _carried(trouble: Trouble, width: ast.expr, given: ast.expr) -> Iterator[Proposal]:
    """`width = given` behind the statement of the loop that names both."""
    loop = inside(trouble.source.tree, width, ast.For)
    statement = inside(trouble.source.tree, width, (ast.Assign, ast.AugAssign, ast.Expr))
    if not isinstance(width, ast.Name) or not isinstance(loop, ast.For) or _stores(loop, width.id):
        return
    if isinstance(statement, ast.stmt) and any(part is given for part in walk(statement)):
        line = f"{width.id} = {trouble.source.text(given)}"
        edit = Edit(span=trouble.source.end(statement), new=f"\n{trouble.source.prefix(statement.lineno)}{line}")
        yield Proposal(f"carry the width on: {line}", (edit,), blames=width, telling=True)


def _stores(loop: ast.For, name: str) -> bool:
    stored = (node for node in walk(loop) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    return any(node.id == name for node in stored)


REPAIR = Repair(_propose)
