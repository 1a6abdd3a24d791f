"""What stands around a node of the paste: its function, its class, its statement, the names it could use."""

import ast
from collections.abc import Iterator

from app.checker.walks import walk

Function = ast.FunctionDef | ast.AsyncFunctionDef


def inside(tree: ast.AST, node: ast.AST, kind: type[ast.AST] | tuple[type[ast.AST], ...]) -> ast.AST | None:
    """The innermost part of this kind that a node stands in."""
    line, column = getattr(node, "lineno", 0), getattr(node, "col_offset", 0)
    found = None
    for part in walk(tree):
        if isinstance(part, kind) and part is not node and _holds(part, line, column):
            found = part
    return found


def function_around(tree: ast.AST, node: ast.AST) -> ast.FunctionDef | None:
    """The innermost `def` that a node stands in."""
    found = inside(tree, node, ast.FunctionDef)
    return found if isinstance(found, ast.FunctionDef) else None


def class_around(tree: ast.AST, node: ast.AST) -> ast.ClassDef | None:
    """The innermost class that a node stands in."""
    found = inside(tree, node, ast.ClassDef)
    return found if isinstance(found, ast.ClassDef) else None


def classes(tree: ast.AST) -> Iterator[ast.ClassDef]:
    """Every class of a paste."""
    return (node for node in walk(tree) if isinstance(node, ast.ClassDef))


def methods(cls: ast.ClassDef) -> Iterator[ast.FunctionDef]:
    """The methods that a class defines."""
    return (node for node in cls.body if isinstance(node, ast.FunctionDef))


def parameters(tree: ast.AST) -> dict[str, list[str]]:
    """What each function and class of the paste takes, by its name; without `self`."""
    found: dict[str, list[str]] = {}
    for node in walk(tree):
        if isinstance(node, ast.FunctionDef):
            found[node.name] = [parameter.arg for parameter in node.args.args]
        if isinstance(node, ast.ClassDef):
            for init in (part for part in methods(node) if part.name == "__init__"):
                found[node.name] = [parameter.arg for parameter in init.args.args[1:]]
    return found


def names_in_use(function: ast.FunctionDef) -> list[str]:
    """The parameters of a function, then the names that it stores, `self` aside."""
    spec = function.args
    names = [p.arg for p in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs)]
    stored = [n.id for n in walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    return [name for name in dict.fromkeys([*names, *stored]) if name not in {"self", "cls"}]


def self_attribute(node: ast.AST) -> str | None:
    """`conv1` of `self.conv1`; None for everything else."""
    of_self = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    return node.attr if of_self and isinstance(node, ast.Attribute) else None


def made_attributes(cls: ast.ClassDef) -> list[str]:
    """The attributes that `__init__` makes by a call, as layers are, or by a choice of them, in order."""
    inits = (method for method in methods(cls) if method.name == "__init__")
    made = [n for init in inits for n in walk(init) if isinstance(n, ast.Assign) and _is_made(n.value)]
    made.sort(key=lambda statement: statement.lineno)
    return [name for statement in made for target in statement.targets if (name := self_attribute(target)) is not None]


def idle_attributes(cls: ast.ClassDef) -> list[str]:
    """Those of them that no method reads."""
    attributes = [node for method in methods(cls) for node in walk(method) if isinstance(node, ast.Attribute)]
    read = {self_attribute(node) for node in attributes if not isinstance(node.ctx, ast.Store)}
    return [name for name in made_attributes(cls) if name not in read]


def _is_made(value: ast.expr) -> bool:
    if isinstance(value, ast.IfExp):
        return _is_made(value.body) or _is_made(value.orelse)
    return isinstance(value, ast.Call)


def _holds(part: ast.AST, line: int, column: int) -> bool:
    start = (getattr(part, "lineno", 0), getattr(part, "col_offset", 0))
    end = (getattr(part, "end_lineno", 0), getattr(part, "end_col_offset", 0))
    return start <= (line, column) < end
