"""A pooling that one branch has and the other has not, or that leaves too little: without it everything fits."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.lineage import rows_behind
from app.checker.evidence.surroundings import self_attribute
from app.checker.outcome import Repair, Trouble

_BRANCHES = frozenset({"cat-mismatch", "shape-mismatch", "unpool-mismatch"})
_SIZE = _BRANCHES | {
    "batch-norm-one-value", "kernel-too-large", "map-shrunk-to-nothing", "torch-error", "wrong-in-features",
    "wrong-input-rank", "wrong-view", "tuple-for-tensor", "python-error",
}  # fmt: skip
_POOLS = 5


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if trouble.met.fault.slug not in _SIZE:
        return
    at_fault = [trouble.met.node]
    behind = [row.node for row in rows_behind(trouble.outcome, trouble.met.row)]
    branched = trouble.met.fault.slug in _BRANCHES
    pools = [node for node in dict.fromkeys((*at_fault, *behind)) if isinstance(node, ast.Call) and _pools(node)]
    for node in pools[:_POOLS]:
        of_torch = self_attribute(node.func) is None
        edits = trouble.site.replace(node, trouble.source.text(node.args[0]))
        # a layer was made for its place, and hardly by chance; a call of a function is one more word in a line
        yield Proposal("leave this pooling out", edits, blames=node, telling=branched and of_torch)


def _pools(node: ast.Call) -> bool:
    """A call that pools what it is given: `F.max_pool2d(x, 2)`, `self.pool(x)`."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    return "pool" in name.lower() and "un" not in name.lower() and bool(node.args)


REPAIR = Repair(_propose)
