"""A call in the text of a paste -> the arguments of a row, where they are written out as numbers and words."""

import ast
from collections.abc import Sequence
from typing import Any

from app.checker.stack.layer import Layer


def written_out(kind: type[Layer], args: Sequence[ast.expr], keywords: Sequence[ast.keyword]) -> dict[str, Any] | None:
    """The arguments by name; None where one is not a literal, or has no such place or name."""
    names = [name for name in kind.model_fields if name != "type"]
    if len(args) > len(names):
        return None
    given = [*zip(names, args, strict=False), *((keyword.arg, keyword.value) for keyword in keywords)]
    values: dict[str, Any] = {}
    for name, node in given:
        if name not in names or name in values:
            return None
        try:
            values[name] = as_listed(ast.literal_eval(node))
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            return None
    return values


def as_listed(value: object) -> object:
    """A tuple as the list that JSON has in its place."""
    return [as_listed(item) for item in value] if isinstance(value, tuple | list) else value
