"""Dropout by its function, in a `forward`, with nothing that turns it off."""

import ast
from collections.abc import Iterator

from app.checker.evidence.surroundings import function_around
from app.checker.findings.dropout_always_on import DropoutAlwaysOn
from app.checker.outcome import Outcome, Review
from app.checker.trace import Met
from app.checker.walks import walk

_KINDS = frozenset({"F.dropout", "F.dropout1d", "F.dropout2d", "F.dropout3d", "F.alpha_dropout"})


def _look(outcome: Outcome) -> Iterator[Met]:
    """Only where the call stands in `forward` and nothing in it asks for `training`."""
    tree = outcome.source.tree if outcome.source is not None else None
    seen: set[int] = set()
    for row in outcome.trace.rows:
        call = row.node
        if row.kind not in _KINDS or id(call) in seen or tree is None or not isinstance(call, ast.Call):
            continue
        seen.add(id(call))
        function = function_around(tree, call)
        if function is not None and function.name == "forward" and _bare(call) and not _asks(function):
            yield Met(DropoutAlwaysOn(row.kind), call)


def _bare(call: ast.Call) -> bool:
    """An input and a rate at most: who writes more has thought of it; a rate of zero drops nothing."""
    rate = next((k.value for k in call.keywords if k.arg == "p"), call.args[1] if len(call.args) > 1 else None)
    nothing = isinstance(rate, ast.Constant) and rate.value == 0
    return 0 < len(call.args) <= 2 and {k.arg for k in call.keywords} <= {"p", "inplace"} and not nothing


def _asks(function: ast.FunctionDef) -> bool:
    """`if self.training:`, wherever it stands."""
    return any(isinstance(node, ast.Attribute) and node.attr == "training" for node in walk(function))


REVIEW = Review(_look)
