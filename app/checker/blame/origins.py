"""Where a value of the paste was written, through the names that it passed on its way."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.checker.walks import walk


@dataclass(frozen=True)
class Origin:
    """How an expression's value came to be: where it is written, and where its names got theirs.

    `names` maps the names around it to their origins: a parameter to the argument of the call, a
    variable to the expression that it was assigned.
    """

    node: ast.expr
    names: Mapping[str, "Origin"] = field(default_factory=dict)

    def innermost(self) -> "Origin":
        """Follows a bare name to the expression that gave it its value."""
        origin = self
        for _ in range(20):
            if not (isinstance(origin.node, ast.Name) and origin.node.id in origin.names):
                break
            origin = origin.names[origin.node.id]
        return origin

    def handed_over(self) -> "Origin":
        """The last name on that way: what a call was given, where the value itself is what a parameter is by itself."""
        origin = self
        for _ in range(20):
            behind = origin.names.get(origin.node.id) if isinstance(origin.node, ast.Name) else None
            if behind is None or not isinstance(behind.node, ast.Name):
                break
            origin = behind
        return origin

    def find(self, wanted: Callable[[ast.AST], bool], depth: int = 0) -> ast.AST | None:
        """The first part of the expression, or of what its names were assigned, that is wanted."""
        for part in walk(self.node):
            if wanted(part):
                return part
        for part in walk(self.node):
            if isinstance(part, ast.Name) and part.id in self.names and depth < 10:
                found = self.names[part.id].find(wanted, depth + 1)
                if found is not None:
                    return found
        return None


@dataclass(frozen=True)
class Creation:
    """Where a layer was made: the call, and the origin of each of its arguments by name."""

    node: ast.Call
    arguments: Mapping[str, Origin]


def argument(created: Creation | None, *names: str) -> ast.expr | None:
    """The expression for the first of these arguments that was given, followed to where it was written."""
    for name in names:
        if created is not None and name in created.arguments:
            return created.arguments[name].innermost().node
    return None
