"""Finds the leaves of a folder and of the families in it: one upper-case constant from each module."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import TypeVar

T = TypeVar("T")


def discover(package: str, constant: str, kind: type[T]) -> tuple[T, ...]:
    """The `constant` of every module inside `package`, in order of module name, whatever family it belongs to.

    Modules whose name starts with an underscore are shared parts of a family, not leaves.

    Raises:
        TypeError: a leaf has no such constant, or it is not a `kind`; the message names the leaf.
    """
    found = []
    for name in sorted(_leaves(package), key=lambda name: name.rpartition(".")[2]):
        leaf = importlib.import_module(name)
        value = getattr(leaf, constant, None)
        if not isinstance(value, kind):
            raise TypeError(f"{leaf.__name__} must end in {constant}, of type {kind.__name__}")
        found.append(value)
    return tuple(found)


def _leaves(package: str) -> Iterator[str]:
    """The full names of the modules inside a package and inside the packages in it."""
    for info in pkgutil.iter_modules(importlib.import_module(package).__path__, f"{package}."):
        if info.ispkg:
            yield from _leaves(info.name)
        elif not info.name.rpartition(".")[2].startswith("_"):
            yield info.name
