"""Literals, names, containers, slices and f-strings."""

import ast
import builtins
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

import torch

from app.checker.access.class_attributes import call_special
from app.checker.blame.raised import Raised
from app.checker.convert import used_unknown
from app.checker.findings.missing_import import MissingImport
from app.checker.findings.undefined_name import UndefinedName
from app.checker.objects.definitions import Scope
from app.checker.objects.instances import ModuleValue, special
from app.checker.objects.tensors import ShapeValue, TensorValue
from app.checker.objects.type_names import type_name
from app.checker.objects.values import ELLIPSIS, Token, Unknown, Value
from app.checker.reader import NodeReader, Reader
from app.checker.signals import CannotTell
from app.kit.words import closest

_HALF = re.compile("[\ud800-\udfff]")
_DIGITS = re.compile("[0-9]+")
STRANGER = "*"
"""Where `from stranger import *` leaves its mark: any name may come from there."""
_HANDED_ON = frozenset({"torch", "nn", "F", "np", "math", "optim", "partial", "OrderedDict"})
"""What a library that is taken whole, such as fastai, hands on from torch and Python under their usual names."""
_OF_A_MODULE = frozenset({"__builtins__", "__annotations__", "__cached__"})
"""Names that every module of Python has, and no table of builtins."""
KNOWN_IMPORTS = {
    "torch": "import torch",
    "nn": "import torch.nn as nn",
    "F": "import torch.nn.functional as F",
    "math": "import math",
    "np": "import numpy as np",
    "numpy": "import numpy",
    "OrderedDict": "from collections import OrderedDict",
    "partial": "from functools import partial",
    "functools": "import functools",
    "Variable": "from torch.autograd import Variable",
    "optim": "import torch.optim as optim",
    "init": "import torch.nn.init as init",
    "copy": "import copy",
}


def _constant(reader: Reader, node: ast.Constant, _scope: Scope) -> Value:
    value = node.value
    if isinstance(value, bool | float | type(None)):
        return value
    if isinstance(value, int):
        reader.meter.bits(value.bit_length(), node)
        return value
    if isinstance(value, str):
        reader.meter.text(len(value), node)
        if _HALF.search(value):
            raise CannotTell("unsupported", "a string with half of a surrogate pair is not read by the checker", node)
        return value
    if value is ...:
        return ELLIPSIS
    if isinstance(value, complex):  # nothing but tensors is computed with it, and with one of no axes it is the same
        return TensorValue(torch.tensor(value))
    raise CannotTell("unsupported", f"a {type(value).__name__} literal is not read by the checker", node)


def _name(reader: Reader, node: ast.Name, scope: Scope) -> Value:
    return look_up(reader, node.id, node, scope)


def look_up(reader: Reader, name: str, node: ast.AST, scope: Scope) -> Value:
    """A name, from the inner scope outwards; class bodies are seen only by themselves."""
    inner: Scope | None = scope
    while inner is not None:
        if name in inner.names and (inner is scope or not inner.is_class):
            outer = inner is reader.globals and inner is not scope
            if outer and name in reader.hidden and not _within(reader.hidden[name], node):
                return _undefined(reader, name, node, scope)
            return inner.names[name]
        if name in inner.local and name not in inner.shared:
            return _undefined(reader, name, node, scope, early=True)
        inner = inner.parent
    if name in reader.tables.builtins:
        return reader.tables.builtins[name]
    return _undefined(reader, name, node, scope)


def _within(function: ast.FunctionDef, node: ast.AST) -> bool:
    return function.lineno <= getattr(node, "lineno", 0) <= (function.end_lineno or 0)


def _undefined(reader: Reader, name: str, node: ast.AST, scope: Scope, *, early: bool = False) -> Value:
    """Reports the name; goes on as if the well-known import stood there, or with the nearest name.

    `early`: the function itself gives it a value, but only below.
    """
    if early:
        near = closest(name, [known for known in scope.names if known != name])
        reader.fault(UndefinedName(name, near, early=True), node, recoverable=near is not None)
        return look_up(reader, near or "", node, scope)
    if hasattr(builtins, name) or name in _OF_A_MODULE:
        raise CannotTell("unsupported", f"Python's {name} is not read by the checker", node)
    stranger = next((found[STRANGER] for found in _scopes(scope) if STRANGER in found), None)
    if isinstance(stranger, Unknown) and name in _HANDED_ON and name in reader.supplied:
        return reader.supplied[name]
    if isinstance(stranger, Unknown):
        raise used_unknown(replace(stranger, what=f"{stranger.what}.{name}"), node)
    meant = reader.supplied.get(name)
    if meant is not None:
        reader.fault(MissingImport(name, KNOWN_IMPORTS[name]), node, recoverable=True)
        return meant
    if name in KNOWN_IMPORTS:
        reader.fault(MissingImport(name, KNOWN_IMPORTS[name]), node, recoverable=False)
    near = closest(name, [known for names in _scopes(scope) for known in names if known not in reader.hidden])
    reader.fault(UndefinedName(name, near), node, recoverable=near is not None)
    return look_up(reader, near or "", node, scope)


def _scopes(scope: Scope) -> Iterator[dict[str, Value]]:
    """The names seen from a scope, inner ones first; those of a class body are seen only by itself."""
    inner: Scope | None = scope
    while inner is not None:
        if inner is scope or not inner.is_class:
            yield inner.names
        inner = inner.parent


def _sequence(reader: Reader, node: ast.List | ast.Tuple | ast.Set, scope: Scope) -> list[Value]:
    items: list[Value] = []
    for element in node.elts:
        if isinstance(element, ast.Starred):
            items += reader.iterate(reader.evaluate(element.value, scope), element)
        else:
            items.append(reader.evaluate(element, scope))
        reader.meter.items(len(items), node, new=1)
    return items


def _tuple(reader: Reader, node: ast.Tuple, scope: Scope) -> Value:
    return tuple(_sequence(reader, node, scope))


def _set(reader: Reader, node: ast.Set, scope: Scope) -> Value:
    return {hashable(reader, item, node) for item in _sequence(reader, node, scope)}


def _dict(reader: Reader, node: ast.Dict, scope: Scope) -> Value:
    made: dict[Value, Value] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        item = reader.evaluate(value, scope)
        if key is None:
            if not isinstance(item, dict):
                raise Raised("TypeError", "** needs a dict", node)
            reader.meter.items(len(made) + len(item), node, new=len(item))
            made.update(item)
        else:
            made[hashable(reader, reader.evaluate(key, scope), key)] = item
        reader.meter.items(len(made), node, new=1)
    return made


def hashable(reader: Reader, value: Value, node: ast.AST) -> Value:
    """The value as a key.

    Raises:
        Raised: TypeError for lists, dicts and sets.
    """
    if isinstance(value, tuple):
        reader.meter.nest(value, node)
        for item in value:
            hashable(reader, item, node)
    elif type(value).__hash__ is None or isinstance(value, slice):
        raise Raised("TypeError", f"unhashable type: '{type_name(value)}'", node)
    return value


def _slice(reader: Reader, node: ast.Slice, scope: Scope) -> Value:
    parts = [reader.evaluate(part, scope) if part is not None else None for part in (node.lower, node.upper, node.step)]
    return slice(*parts)


def _joined(reader: Reader, node: ast.JoinedStr, scope: Scope) -> Value:
    texts = []
    for part in node.values:
        texts.append(str(reader.evaluate(part, scope)))
        reader.meter.text(sum(map(len, texts)), node)
    return "".join(texts)


def _formatted(reader: Reader, node: ast.FormattedValue, scope: Scope) -> Value:
    value = reader.evaluate(node.value, scope)
    spec = reader.evaluate(node.format_spec, scope) if node.format_spec is not None else ""
    return formatted(reader, value, str(spec), node)


def formatted(reader: Reader, value: Value, spec: str, node: ast.AST) -> str:
    """`format(value, spec)` of plain values; wide fields are charged before they are made."""
    if spec and isinstance(value, int | float | str):
        reader.meter.text(max(widths(spec), default=0), node)
        try:
            return format(value, spec)
        except (ValueError, OverflowError) as error:
            raise Raised(type(error).__name__, str(error), node) from error
    return text_of(reader, value, node)


def widths(spec: str) -> list[int]:
    """The numbers in a format, of any script that Python takes them from; zeros in front do not make one small."""
    return [int(digits.lstrip("0")[:9] or 0) for digits in _DIGITS.findall(_plain_digits(spec))]


def _plain_digits(spec: str) -> str:
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in spec)


def text_of(reader: Reader, value: Value, node: ast.AST, depth: int = 0) -> str:
    """`str(value)` for values that print plainly; others by their kind."""
    if isinstance(value, str) and depth == 0:
        text = value
    elif isinstance(value, ShapeValue):
        text = f"torch.Size([{', '.join(map(str, value))}])"
    elif isinstance(value, bool | int | float | str | type(None) | range | slice):
        text = repr(value)
    elif isinstance(value, Token):
        text = value.name
    elif isinstance(value, tuple | list) and depth < 5:
        reader.meter.items(len(value), node)
        inner = ", ".join(text_of(reader, item, node, depth + 1) for item in value)
        text = f"[{inner}]" if isinstance(value, list) else f"({inner}{',' if len(value) == 1 else ''})"
    elif isinstance(value, TensorValue):
        text = "tensor(...)"
    elif (own := special(value, "__str__") or special(value, "__repr__")) is not None and depth < 5:
        text = text_of(reader, call_special(reader, own, value, [], node), node)
    else:
        text = f"<{value.class_name}>" if isinstance(value, ModuleValue) else f"<{type_name(value)}>"
    reader.meter.text(len(text), node)
    return text


NODES: dict[type, NodeReader] = {
    ast.Constant: _constant, ast.Name: _name, ast.List: _sequence, ast.Tuple: _tuple, ast.Set: _set, ast.Dict: _dict,
    ast.Slice: _slice, ast.JoinedStr: _joined, ast.FormattedValue: _formatted,
}  # fmt: skip
