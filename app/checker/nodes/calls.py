"""Calls and attributes."""

import ast

from app.checker.access.attribute_dicts import items_of
from app.checker.blame.raised import Raised
from app.checker.convert import used_unknown
from app.checker.objects.definitions import Scope
from app.checker.objects.instances import ModuleValue, ObjectValue
from app.checker.objects.type_names import type_name
from app.checker.objects.values import Unknown, Value
from app.checker.reader import Builtin, NodeReader, Reader


def _call(reader: Reader, node: ast.Call, scope: Scope) -> Value:
    function = reader.evaluate(node.func, scope)
    args: list[Value] = []
    for argument in node.args:
        if isinstance(function, Builtin) and function.name == "super" and (own := _class_of(argument)) is not None:
            args.append(_kind(reader.evaluate(own, scope)))
            continue
        if isinstance(argument, ast.Starred):
            args += reader.iterate(reader.evaluate(argument.value, scope), argument)
        else:
            args.append(reader.evaluate(argument, scope))
        reader.meter.items(len(args), node, new=1)
    return reader.call(function, args, _keywords(reader, node, scope), node, scope)


def _keywords(reader: Reader, node: ast.Call, scope: Scope) -> dict[str, Value]:
    kwargs: dict[str, Value] = {}
    for keyword in node.keywords:
        value = reader.evaluate(keyword.value, scope)
        given = {keyword.arg: value} if keyword.arg is not None else items_of(value) or value
        if keyword.arg is None and isinstance(value, Unknown):
            raise used_unknown(value, node)
        if not isinstance(given, dict) or not all(isinstance(name, str) for name in given):
            raise Raised("TypeError", "** needs a dict with names as keys", node)
        for name, item in given.items():
            if name in kwargs:
                raise Raised("TypeError", f"got multiple values for keyword argument '{name}'", node)
            kwargs[name] = item
    return kwargs


def _class_of(node: ast.expr) -> ast.expr | None:
    """The x of `x.__class__`, which is read in two places only: `super(x.__class__, x)` and `x.__class__.__name__`."""
    return node.value if isinstance(node, ast.Attribute) and node.attr == "__class__" else None


def _kind(value: Value) -> Value:
    return value.kind if isinstance(value, ModuleValue | ObjectValue) else value


def _attribute(reader: Reader, node: ast.Attribute, scope: Scope) -> Value:
    if node.attr == "__name__" and (own := _class_of(node.value)) is not None:
        return type_name(reader.evaluate(own, scope))
    return reader.read(reader.evaluate(node.value, scope), node.attr, node)


NODES: dict[type, NodeReader] = {ast.Call: _call, ast.Attribute: _attribute}
