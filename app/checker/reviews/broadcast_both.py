"""A column of N added to a row of the same N, which gives N × N."""

import ast
from collections.abc import Iterator

from app.checker.findings.broadcast_both import BroadcastBoth
from app.checker.outcome import Outcome, Review
from app.checker.trace import Met, Row

_SIGNS = ("+", "-")


def _look(outcome: Outcome) -> Iterator[Met]:
    for row in outcome.trace.rows:
        if row.kind in _SIGNS and len(row.inputs) == 2 and row.outputs and row.status == "ok" and not _meant(row):
            left, right = row.inputs
            column, line = (left, right) if len(left) == 2 else (right, left)
            if len(line) == 1 and column == (line[0], 1) and line[0] > 1:
                yield Met(BroadcastBoth(row.kind, left, right, row.outputs[0]), row.node)


def _meant(row: Row) -> bool:
    """Whether one side was widened on purpose: `s[:, None]`, `unsqueeze`, `keepdim=True`, a view."""
    texts = " ".join(ast.unparse(node) for node in (*row.sources, row.node) if isinstance(node, ast.expr))
    return any(word in texts for word in ("None", "unsqueeze", "keepdim", "view", "reshape"))


REVIEW = Review(_look)
