"""`a + b` where the layers behind take the channels of both: the two were to be joined, not added."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.lineage import rows_behind
from app.checker.findings.batch_norm_width import BatchNormWidth
from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_SUMS = 3


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, ShapeMismatch | WrongInChannels | WrongInFeatures | BatchNormWidth):
        return
    met = [trouble.met.node] if isinstance(fault, ShapeMismatch) else []
    sums = [node for node in (*met, *(row.node for row in rows_behind(trouble.outcome, trouble.met.row)))
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)]  # fmt: skip
    telling = not met or _is_read_on(trouble)
    for node in sums[:_SUMS]:
        if any(isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mult) for part in (node.left, node.right)):
            continue  # a mean and its noise, scaled
        parts = ", ".join(trouble.source.text(part) for part in _terms(_whole(trouble, node)))
        edits = trouble.site.replace(_whole(trouble, node), f"torch.cat([{parts}], 1)")
        yield Proposal("join them along axis 1 instead of adding", edits, blames=node, telling=telling)
        if _whole(trouble, node) is not node:
            parts = f"{trouble.source.text(node.left)}, {trouble.source.text(node.right)}"
            edits = trouble.site.replace(node, f"torch.cat([{parts}], 1)")
            yield Proposal(f"join {parts} along axis 1 instead of adding", edits, blames=node, telling=telling)


def _is_read_on(trouble: Trouble) -> bool:
    """Whether a layer with weights stands behind the sum: only that could say that it wants both."""
    behind = trouble.outcome.trace.rows[trouble.met.row + 1 :]
    return any(row.module is not None and row.params for row in behind)


def _whole(trouble: Trouble, node: ast.BinOp) -> ast.BinOp:
    """The longest sum that begins with this one: `a + b + c` of `a + b`."""
    for outer in walk(trouble.source.tree):
        if isinstance(outer, ast.BinOp) and isinstance(outer.op, ast.Add) and outer.left is node:
            return _whole(trouble, outer)
    return node


def _terms(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*_terms(node.left), node.right]
    return [node]


REPAIR = Repair(_propose)
