"""`yield`: a generator gives all of its values at once; what it would make later is the same."""

import ast

from app.checker.objects.definitions import Scope
from app.checker.objects.values import Value
from app.checker.reader import NodeReader, Reader
from app.checker.signals import CannotTell


def _yield(reader: Reader, node: ast.Yield, scope: Scope) -> None:
    given = _given(scope, node)
    given.append(reader.evaluate(node.value, scope) if node.value is not None else None)
    reader.meter.items(len(given), node, new=1)


def _yield_from(reader: Reader, node: ast.YieldFrom, scope: Scope) -> None:
    given, items = _given(scope, node), reader.iterate(reader.evaluate(node.value, scope), node)
    reader.meter.items(len(given) + len(items), node, new=len(items))
    given.extend(items)


def _given(scope: Scope, node: ast.expr) -> list[Value]:
    """The values so far of the function around."""
    around: Scope | None = scope
    while around is not None and around.given is None:
        around = around.parent
    if around is None or around.given is None:
        raise CannotTell("unsupported", "this yield is not read by the checker", node)
    return around.given


NODES: dict[type, NodeReader] = {ast.Yield: _yield, ast.YieldFrom: _yield_from}
