"""Finds the leaves of a folder: one upper-case constant from each of its modules."""

import importlib
import pkgutil
from typing import TypeVar

T = TypeVar("T")


def discover(package: str, constant: str, kind: type[T]) -> tuple[T, ...]:
    """The `constant` of every module directly inside `package`, in order of module name.

    Modules whose name starts with an underscore are shared parts of a family, not leaves.

    Raises:
        TypeError: a leaf has no such constant, or it is not a `kind`; the message names the leaf.
    """
    found = []
    for info in pkgutil.iter_modules(importlib.import_module(package).__path__):
        if info.name.startswith("_"):
            continue
        leaf = importlib.import_module(f"{package}.{info.name}")
        value = getattr(leaf, constant, None)
        if not isinstance(value, kind):
            raise TypeError(f"{leaf.__name__} must end in {constant}, of type {kind.__name__}")
        found.append(value)
    return tuple(found)
