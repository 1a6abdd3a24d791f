"""A mask of words to leave out, turned as if the steps came first, for a layer that reads the batch first."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import function_around
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_MOVES = frozenset({"transpose", "permute", "t", "swapaxes"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, node = trouble.met.fault, trouble.met.node
    function = function_around(trouble.source.tree, node) if node is not None else None
    if function is None or not isinstance(fault, TorchError) or "mask" not in fault.text:
        return
    for move in walk(function):
        if isinstance(move, ast.Attribute) and move.attr == "T":
            yield _without(trouble, move, move.value)
        elif isinstance(move, ast.Call) and isinstance(move.func, ast.Attribute) and move.func.attr in _MOVES:
            yield _without(trouble, move, move.func.value)


def _without(trouble: Trouble, move: ast.expr, turned: ast.expr) -> Proposal:
    text = trouble.source.text(turned)
    new = text if isinstance(turned, ast.Name | ast.Call | ast.Attribute) else f"({text})"
    return Proposal("leave the mask as it is", trouble.site.replace(move, new), blames=move, telling=True)


REPAIR = Repair(_propose)
