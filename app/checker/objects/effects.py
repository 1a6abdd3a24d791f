"""Whether what is called may do more than give a result: keep something on `self`, or hand it to a hook."""

import ast

from app.checker.objects.definitions import BoundMethod, ClassValue, FunctionValue
from app.checker.objects.instances import ModuleValue, modules_of
from app.checker.objects.values import Value
from app.checker.walks import walk

_KEEPING = frozenset({"append", "extend", "insert", "update", "add", "setdefault", "copy_"})


def has_effects(called: Value) -> bool:
    """Whether the paste's own code within it stores something that outlives the call."""
    if isinstance(called, BoundMethod):
        return _stores(called.function)
    if isinstance(called, FunctionValue):
        return _stores(called)
    parts = modules_of(called) if isinstance(called, ModuleValue) else ()
    return any(part.hooks is not None or _stores_when_called(part) for part in parts)


def _stores_when_called(part: ModuleValue) -> bool:
    found = part.kind.find("forward") if isinstance(part.kind, ClassValue) else None
    return found is not None and isinstance(found[1], FunctionValue) and _stores(found[1])


def _stores(function: FunctionValue) -> bool:
    return any(_is_store(node) for node in walk(function.node))


def _is_store(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute | ast.Subscript):
        return isinstance(node.ctx, ast.Store) or (isinstance(node, ast.Attribute) and node.attr in _KEEPING)
    return isinstance(node, ast.Global | ast.Nonlocal)
