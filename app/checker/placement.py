"""What parses and is no Python all the same: a `return` outside a function, two parameters of one name.

Python finds these when it compiles, and a paste is never compiled. Its own symbol tables, which run
nothing either, tell the ones about names; the rest are a few rules of place.
"""

import ast
import symtable
from collections.abc import Iterator

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_LOOPS = (ast.For, ast.While, ast.AsyncFor)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def refuse_misplaced(tree: ast.Module, text: str) -> None:
    """Checks what Python checks behind its parser.

    Raises:
        SyntaxError: with Python's own words and place.
    """
    for node, inside, loop in _places(tree):
        if (words := _misplaced(node, inside, loop) or _malformed(node)) is not None:
            raise SyntaxError(words, _place(node))
    _check_future(tree)
    symtable.symtable(text, "paste", "exec")


def _places(tree: ast.Module) -> Iterator[tuple[ast.AST, ast.AST | None, bool]]:
    """Every node, with the function or class around it, and whether a loop of that is around it too."""
    stack: list[tuple[ast.AST, ast.AST | None, bool]] = [(tree, None, False)]
    while stack:
        node, inside, loop = stack.pop()
        yield node, inside, loop
        if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            inside, loop = node, False
        for name, value in ast.iter_fields(node):
            within = loop or (isinstance(node, _LOOPS) and name == "body")
            children = value if isinstance(value, list) else [value]
            stack += [(child, inside, within) for child in reversed(children) if isinstance(child, ast.AST)]


def _misplaced(node: ast.AST, inside: ast.AST | None, loop: bool) -> str | None:
    function = isinstance(inside, _FUNCTIONS)
    if isinstance(node, ast.Return) and not function:
        return "'return' outside function"
    if isinstance(node, ast.Break) and not loop:
        return "'break' outside loop"
    if isinstance(node, ast.Continue) and not loop:
        return "'continue' not properly in loop"
    if isinstance(node, ast.Yield | ast.YieldFrom) and not function:
        return "'yield' outside function"
    if isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncWith) and not isinstance(inside, ast.AsyncFunctionDef):
        return f"'{'await' if isinstance(node, ast.Await) else 'async'}' outside async function"
    if isinstance(node, ast.ImportFrom) and inside is not None and any(alias.name == "*" for alias in node.names):
        return "import * only allowed at module level"
    return None


def _malformed(node: ast.AST) -> str | None:
    if isinstance(node, ast.Tuple | ast.List) and isinstance(node.ctx, ast.Store):
        stars = sum(isinstance(element, ast.Starred) for element in node.elts)
        return "multiple starred expressions in assignment" if stars > 1 else None
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Starred):
        return "can't use starred expression here"
    if isinstance(node, ast.Try) and any(handler.type is None for handler in node.handlers[:-1]):
        return "default 'except:' must be last"
    if isinstance(node, ast.Name) and node.id == "__debug__" and isinstance(node.ctx, ast.Store):
        return "cannot assign to __debug__"
    if isinstance(node, ast.ClassDef):
        names = [keyword.arg for keyword in node.keywords if keyword.arg]
        return "keyword argument repeated" if len(names) != len(set(names)) else None
    return None


def _check_future(tree: ast.Module) -> None:
    """`from __future__` stands in front of everything but the docstring."""
    early = True
    for index, node in enumerate(tree.body):
        future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if future and not early:
            words = "from __future__ imports must occur at the beginning of the file"
            raise SyntaxError(words, _place(node))
        text = index == 0 and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        early = early and (future or text)


def _place(node: ast.AST) -> tuple[str, int, int, str, int, int]:
    """File, line and column from 1, text, and the end, as SyntaxError takes them."""
    line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
    return "paste", line, column + 1, "", getattr(node, "end_lineno", line), getattr(node, "end_col_offset", column) + 1
