"""Layers that are never called, and those that seem to be called in their place."""

import ast
from collections import defaultdict
from collections.abc import Iterator

from app.checker.findings.layer_never_used import LayerNeverUsed, ReturnedInLoop
from app.checker.findings.layer_used_twice import LayerUsedTwice
from app.checker.objects.definitions import LayerClass
from app.checker.objects.instances import ModuleValue, modules_of
from app.checker.outcome import Outcome, Review
from app.checker.trace import Met, Row
from app.checker.walks import walk

_MOST = 5


def _look(outcome: Outcome) -> Iterator[Met]:
    root = outcome.root
    if outcome.trace.broken or root is None or root.module is None:
        return
    calls: dict[int, list[Row]] = defaultdict(list)
    for row in outcome.trace.rows:
        if row.module is not None:
            calls[id(row.module.module)].append(row)
    idle = [value for value in _leaves(root) if id(value.module) not in calls and not value.touched]
    loop = _left_at_once(outcome) if idle else None
    if loop is not None:
        first = idle[0]
        yield Met(ReturnedInLoop(first.called, _weights(first), loop), loop.body[-1])
        return
    for value in idle[:_MOST]:
        twice = _called_instead(value, calls)
        if twice is not None and twice.module is not None:
            yield Met(LayerUsedTwice(twice.module.called, value.called), twice.node)
        else:
            yield Met(LayerNeverUsed(value.called, _weights(value)), None, value.created)


def _weights(value: ModuleValue) -> int:
    return sum(p.numel() for p in value.module.parameters()) if value.module is not None else 0


def _left_at_once(outcome: Outcome) -> ast.For | None:
    """A loop over layers whose last statement is a `return` that nothing guards."""
    for method in walk(outcome.source.tree) if outcome.source is not None else ():
        for loop in walk(method) if isinstance(method, ast.FunctionDef) and method.name == "forward" else ():
            several = isinstance(loop, ast.For) and len(loop.body) > 1 and not loop.orelse
            if isinstance(loop, ast.For) and several and isinstance(loop.body[-1], ast.Return) and loop.body[-1].value:
                return loop
    return None


def _leaves(root: ModuleValue) -> Iterator[ModuleValue]:
    """Layers with weights of their own."""
    for value in modules_of(root):
        if value.module is not None and isinstance(value.kind, LayerClass) and value.module._parameters:
            yield value


def _called_instead(idle: ModuleValue, calls: dict[int, list[Row]]) -> Row | None:
    """The second call, on another line, of a layer with the same parent, kind and sizes."""
    for rows in calls.values():
        layer = rows[0].module
        if layer is None or layer.parent is not idle.parent or len(rows) < 2 or rows[0].node is rows[1].node:
            continue
        if id(layer.module) not in rows[1].passed:
            continue  # called side by side, on two inputs, as siamese networks do
        if layer.kind.__class__ is idle.kind.__class__ and _sizes(layer) == _sizes(idle):
            return rows[1]
    return None


def _sizes(value: ModuleValue) -> list[tuple[str, tuple[int, ...]]]:
    module = value.module
    return [(name, tuple(p.shape)) for name, p in module.named_parameters()] if module is not None else []


REVIEW = Review(_look)
