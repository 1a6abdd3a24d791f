"""What attributes of every kind of value share: a method of the tables, and one that is not there."""

import ast
from collections.abc import Iterable

from app.checker.findings.missing_attribute import MissingAttribute
from app.checker.provided import BoundBuiltin
from app.checker.reader import Reader
from app.checker.signals import CannotTell
from app.checker.type_names import type_name
from app.checker.values import Value
from app.kit.words import closest

_OF_EVERYTHING = frozenset({*dir(object), *dir(type(lambda: None)), *dir(len), *dir(type)})
"""Double-underscore names that an object, a function or a class has in Python."""


def missing(
    reader: Reader, value: Value, name: str, node: ast.AST, names: Iterable[str], *, of_self: bool = False
) -> Value:
    """Reports an attribute that is not there; goes on with the nearest one, where there is one.

    Raises:
        CannotTell: everything in Python has some attributes of this kind.
    """
    if name in _OF_EVERYTHING:
        raise CannotTell("unsupported", f"{name} of {type_name(value)} is not read by the checker", node)
    near = closest(name, [k for k in names if not k.startswith("__")])
    fault = MissingAttribute(type_name(value), name, near, of_self)
    reader.fault(fault, node, recoverable=near is not None)
    return reader.read(value, near or "", node)


def method(reader: Reader, value: Value, kinds: Iterable[str], name: str) -> Value | None:
    """A method of the tables with its receiver, or None."""
    for kind in kinds:
        if (found := reader.tables.methods.get(kind, {}).get(name)) is not None:
            return BoundBuiltin(found, value)
    return None


def known(reader: Reader, kinds: Iterable[str]) -> list[str]:
    """The methods that these kinds have."""
    return [name for kind in kinds for name in reader.tables.methods.get(kind, {})]
