"""`x.view(4, 8)` as a line of its own: what it gives is thrown away, and the next layer gets the old tensor."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.discarded_result import DiscardedResult
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_MOVERS = frozenset({
    "contiguous", "expand", "flatten", "movedim", "permute", "repeat", "reshape", "squeeze", "swapaxes", "transpose",
    "unflatten", "unsqueeze", "view",
})  # fmt: skip


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    for other in trouble.outcome.met:
        if isinstance(other.fault, DiscardedResult) and other.fault.target and other.node is not None:
            edits = trouble.site.surround(other.node, f"{other.fault.target} = ", "")[:1]
            yield Proposal(
                f"keep what it gives: {other.fault.target} = ...", edits, blames=other.node, telling=True, evident=True
            )
    for node in walk(trouble.source.tree):
        if isinstance(node, ast.Expr) and (name := _moved(node.value)) is not None:
            edits = trouble.site.surround(node, f"{name} = ", "")[:1]
            yield Proposal(f"keep what it gives: {name} = ...", edits, blames=node, telling=True, evident=True)


def _moved(value: ast.expr) -> str | None:
    """`x` of `x.view(4, 8)`."""
    method = value.func if isinstance(value, ast.Call) else None
    if isinstance(method, ast.Attribute) and method.attr in _MOVERS and isinstance(method.value, ast.Name):
        return method.value.id
    return None


REPAIR = Repair(_propose)
