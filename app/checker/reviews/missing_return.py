"""A `forward` that gives None."""

import ast
from collections.abc import Iterator

from app.checker.findings.missing_return import MissingReturn
from app.checker.objects.definitions import ClassValue, FunctionValue
from app.checker.outcome import Outcome, Review
from app.checker.trace import Met


def _look(outcome: Outcome) -> Iterator[Met]:
    kind = outcome.root.kind if outcome.root is not None else None
    found = kind.find("forward") if isinstance(kind, ClassValue) and outcome.result is None else None
    if found is None or not isinstance(found[1], FunctionValue) or not isinstance(found[1].node, ast.FunctionDef):
        return
    node = found[1].node
    last = node.body[-1]
    target = last.targets[0] if isinstance(last, ast.Assign) else None
    yield Met(MissingReturn(found[0].name, node, target.id if isinstance(target, ast.Name) else None), node)


REVIEW = Review(_look)
