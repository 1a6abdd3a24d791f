"""Where the numbers of a tensor come from: the layers behind a row that gave it its channels, and what slid over it."""

import ast
from collections.abc import Callable, Iterator

from app.checker.blame.origins import Creation
from app.checker.outcome import Outcome
from app.checker.trace import Row

_GIVES = frozenset({"out_channels", "out_features", "hidden_size", "embedding_dim"})
_FAR = 300
"""Rows looked at behind a fault; a cause stands nearer."""


def producers(outcome: Outcome, index: int) -> list[Creation]:
    """Where the layers were made that gave the inputs of a row their channels, the nearest first."""
    made = [row.module.created for row in producing_rows(outcome, index) if row.module is not None]
    return [created for created in made if created is not None]


def producing_rows(outcome: Outcome, index: int) -> list[Row]:
    """The calls of those layers, one of each place."""
    found: dict[int, Row] = {}
    for row in _behind(outcome, index, through_layers=False):
        created = row.module.created if row.module is not None else None
        if created is not None and _gives(created):
            found.setdefault(id(created.node), row)
    return list(found.values())


def last_producer(outcome: Outcome, index: int) -> Creation | None:
    """Where the layer was made that gave the last sizes in front of a call that has no row."""
    for row in reversed(outcome.trace.rows[:index][-_FAR:]):
        created = row.module.created if row.module is not None else None
        if created is not None and _gives(created):
            return created
    return None


def rows_behind(outcome: Outcome, index: int) -> Iterator[Row]:
    """The rows that a row's inputs went through, the nearest first."""
    return _behind(outcome, index, through_layers=True)


def _behind(outcome: Outcome, index: int, *, through_layers: bool) -> Iterator[Row]:
    rows = outcome.trace.rows
    if not rows:
        return
    # a call that was refused outright has no row: it was given, most likely, what was made last
    wanted = set(rows[index].reads if index < len(rows) else rows[-1].makes)
    for row in reversed(rows[max(0, index - _FAR) : index]):
        if wanted.isdisjoint(row.makes):
            continue
        yield row
        wanted -= set(row.makes)
        created = row.module.created if row.module is not None else None
        if through_layers or created is None or not _gives(created):
            wanted |= set(row.reads)


def _gives(created: Creation) -> bool:
    return not _GIVES.isdisjoint(created.arguments)


def widened_on_purpose(made: Creation, text: Callable[[ast.AST], str]) -> bool:
    """`Conv2d(channels, channels * each, groups=channels)`: several filters for each channel, and it says how many."""
    groups, gives = made.arguments.get("groups"), made.arguments.get("out_channels")
    if groups is None or gives is None or not isinstance(gives.node, ast.BinOp):
        return False
    sides = {text(gives.node.left), text(gives.node.right)}
    return isinstance(gives.node.op, ast.Mult) and text(groups.node) in sides
