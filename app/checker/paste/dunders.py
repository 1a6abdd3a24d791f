"""Python's own double-underscore names: the few that a paste may read, and those that change nothing."""

import ast
import unicodedata

from app.checker.signals import CannotTell

READ = frozenset({
    "__init__", "__call__", "__name__", "__qualname__", "__version__", "__new__", "__delattr__", "__setattr__",
    "__getattr__", "__getitem__", "__setitem__", "__delitem__",
})  # fmt: skip
STORED = frozenset({"__defaults__"})
NOTES = frozenset({"__annotations__", "__doc__", "__module__"})
"""What is stored there is for people and tools; it changes nothing."""


def readable(name: str, node: ast.AST, allowed: frozenset[str] = frozenset()) -> str:
    """The name as Python compares it.

    Raises:
        CannotTell: it is one of Python's own double-underscore names, which are syntax here and nothing else.
    """
    plain = unicodedata.normalize("NFKC", name)
    if plain.startswith("__") and plain.endswith("__") and plain not in allowed:
        raise CannotTell("unsupported", f"the attribute {plain} is not read by the checker", node)
    return plain
