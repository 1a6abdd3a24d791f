"""Subscripts: elements, slices, rows of tensors, children of containers."""

import ast
import operator

from app.checker.faults import Raised
from app.checker.nodes.literals import hashable
from app.checker.nodes.operators import guarded
from app.checker.operate import run_operation
from app.checker.reader import Call, NodeReader, Reader
from app.checker.rows import Operation
from app.checker.signals import CannotTell
from app.checker.values import (
    LayerClass,
    ModuleValue,
    ObjectValue,
    Scope,
    ShapeValue,
    TensorValue,
    Unknown,
    Value,
    parts,
    type_name,
)


def _subscript(reader: Reader, node: ast.Subscript, scope: Scope) -> Value:
    holder = reader.evaluate(node.value, scope)
    return index(reader, holder, reader.evaluate(node.slice, scope), node, scope)


def index(reader: Reader, holder: Value, key: Value, node: ast.expr, scope: Scope) -> Value:
    """`holder[key]`.

    Raises:
        Raised: IndexError, KeyError or TypeError, as Python would.
    """
    if isinstance(holder, TensorValue):
        row = Operation({"indexing": operator.getitem})
        return run_operation(row, "indexing", operator.getitem, Call(reader, [holder, key], {}, node, scope))
    if isinstance(holder, Unknown):
        return Unknown(f"{holder.what}[...]", holder.slug, holder.line)
    if isinstance(holder, ModuleValue):
        return _child(reader, holder, key, node, scope)
    if isinstance(holder, dict):
        hashable(key, node)
        if key not in holder:
            raise Raised("KeyError", repr(key) if isinstance(key, str | int) else "no such key", node)
        return holder[key]
    if isinstance(holder, str | list | tuple | range):
        found = guarded(lambda: holder[key], node)  # type: ignore[index, call-overload]
        return ShapeValue(found) if isinstance(holder, ShapeValue) and isinstance(found, tuple) else found
    if isinstance(holder, ObjectValue):
        raise CannotTell("unsupported", f"indexing a {type_name(holder)} is not read by the checker", node)
    raise Raised("TypeError", f"'{type_name(holder)}' object is not subscriptable", node)


def _child(reader: Reader, holder: ModuleValue, key: Value, node: ast.expr, scope: Scope) -> Value:
    """`layers[0]`, `layers['conv']`, `layers[:-1]`."""
    module = holder.module
    held = parts(holder)
    if isinstance(key, str) and key in held:
        return held[key]
    values = list(held.values())
    if isinstance(key, slice):
        chosen = guarded(lambda: values[key], node)
        same = reader.tables.layers.get(type(module).__name__)
        if same is None or not isinstance(chosen, list):
            raise CannotTell("unsupported", "a slice of this module is not read by the checker", node)
        as_list = same.name in {"ModuleList", "ParameterList"}
        return reader.call(LayerClass(same), [chosen] if as_list else chosen, {}, node, scope)
    if isinstance(key, int):
        at = key
        return guarded(lambda: values[at], node)
    raise Raised("KeyError", repr(key) if isinstance(key, str) else "no such child", node)


NODES: dict[type, NodeReader] = {ast.Subscript: _subscript}
