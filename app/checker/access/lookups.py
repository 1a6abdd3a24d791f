"""What attributes of every kind of value share: a method of the tables, and one that is not there."""

import ast
from collections.abc import Iterable, Mapping

from app.checker.edits.argument_names import LAYERS_ELSEWHERE
from app.checker.findings.missing_attribute import MissingAttribute
from app.checker.objects.definitions import LayerClass
from app.checker.objects.type_names import type_name
from app.checker.objects.values import Namespace, Value
from app.checker.provided import BoundBuiltin
from app.checker.reader import Reader
from app.checker.signals import CannotTell
from app.kit.words import closest

_OF_EVERYTHING = frozenset({*dir(object), *dir(type(lambda: None)), *dir(len), *dir(type)})
"""Double-underscore names that an object, a function or a class has in Python."""
_DIMENSIONS = ("1d", "2d", "3d")
_HOMES = ("torch.nn", "torch.nn.functional", "torch")


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


def homes(modules: Mapping[str, Namespace], owner: str, name: str, *, running: bool) -> list[tuple[str, str]]:
    """Where a name stands that `owner` does not have, capitals and underscores aside: (namespace, its name there).

    While the model runs a function is meant, `nn.softmax(x)`; while it is built a layer is, `nn.conv2d(3, 8, 3)`.
    """
    found = [
        (home, known)
        for home in dict.fromkeys((owner, *_HOMES))
        if home in _HOMES and home in modules
        for known in modules[home].members
        if _plain(known) == _plain(name) and not known.startswith("_") and known.endswith("_") is name.endswith("_")
    ]

    if not found and owner.startswith("torch"):
        digits = name[-2:] if name[-2:].lower() in _DIMENSIONS else ""
        stem = LAYERS_ELSEWHERE.get(_plain(name.removesuffix(digits)), "")
        meant = (stem, f"{stem}{digits.lower()}", f"{stem}2d")
        return [("torch.nn", known) for known in meant if stem and known in modules["torch.nn"].members][:1]

    def order(place: tuple[str, str]) -> tuple[bool, bool]:
        home, known = place
        return isinstance(modules[home].members[known], LayerClass) is running, known != name

    return sorted(found, key=order)


def _plain(name: str) -> str:
    return name.replace("_", "").lower()
