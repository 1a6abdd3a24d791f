"""Walks over a syntax tree. A paste's tree is numbered once, so that each walk over a part of it is a slice."""

import ast
from collections.abc import Sequence

from app.checker.limits import Limits, over_budget

_SHARED = (ast.expr_context, ast.boolop, ast.operator, ast.unaryop, ast.cmpop)
_FIELDS: dict[type, tuple[str, ...]] = {
    kind: kind._fields  # noqa: SLF001 - documented
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST) and not issubclass(kind, _SHARED)
}
"""Where the parts of each kind of node are. Of the shared kinds, such as `Load`, Python has one node for all places."""


class _Numbering(list[ast.AST]):
    """All nodes of a tree, each in front of its parts."""

    def add(self, node: ast.AST, limits: Limits, depth: int = 1) -> None:
        start = len(self)
        self.append(node)
        if start >= limits.nodes:
            raise over_budget(f"more than {limits.nodes:,} parts of code")
        if depth > limits.node_depth:
            raise over_budget(f"code nested more than {limits.node_depth} deep", node)
        for name in _FIELDS[type(node)]:
            value = getattr(node, name, None)
            for part in value if type(value) is list else (value,):
                if isinstance(part, _SHARED):
                    self.append(part)
                elif isinstance(part, ast.AST):
                    self.add(part, limits, depth + 1)
        node.numbered = (self, start, len(self))  # type: ignore[attr-defined]


def number(tree: ast.Module, limits: Limits) -> None:
    """Numbers a tree that was parsed; it must not be changed from then on.

    Raises:
        CannotTell: it is larger or deeper than the limits.
    """
    _Numbering().add(tree, limits)


def walk(node: ast.AST) -> Sequence[ast.AST]:
    """The node and all that it holds, each in front of its parts, in the order of the text.

    A node that was made behind the parser has no number, and is walked the usual way.
    """
    numbered: tuple[_Numbering, int, int] | None = getattr(node, "numbered", None)
    if numbered is None:
        return list(ast.walk(node))
    order, start, end = numbered
    return order[start:end]


def extent(node: ast.AST) -> tuple[int, int]:
    """The numbers of a node that was parsed: its own, and the one behind the last of its parts."""
    _, start, end = node.numbered  # type: ignore[attr-defined]
    return start, end


def last_name(node: ast.AST) -> str:
    """`Linear` of `nn.Linear` and of `Linear`; empty for what is no name."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
