"""What parses and is no Python all the same: a `return` outside a function, two parameters of one name.

Python finds these when it compiles, and a paste is never compiled. Its own symbol tables, which run
nothing either, tell the ones about names; the rest are a few rules of place.
"""

import ast
import re
import symtable
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from app.checker.walks import extent, walk

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_SCOPED = re.compile(r"\b(global|nonlocal|yield|await)\b|:=")
"""Without one of these, all that Python's symbol tables can find is a parameter that stands there twice."""
_LOOPS = (ast.For, ast.While, ast.AsyncFor)


@dataclass(frozen=True)
class _Around:
    """What stands around a node: the function or class, and whether a loop of that; up to the node of number `end`."""

    end: int
    inside: ast.AST | None = None
    loop: bool = False


def refuse_misplaced(tree: ast.Module, text: str) -> None:
    """Checks what Python checks behind its parser.

    Args:
        tree: numbered.
        text: what it was parsed from.

    Raises:
        SyntaxError: with Python's own words and place.
    """
    for node, around in _places(tree):
        if (words := _RULES[type(node)](node, around)) is not None:
            raise SyntaxError(words, _place(node))
    _check_future(tree)
    if _SCOPED.search(text):
        symtable.symtable(text, "paste", "exec")


def _places(tree: ast.Module) -> Iterator[tuple[ast.AST, _Around]]:
    """Every node that has a rule, with what stands around it."""
    outer: list[_Around] = []
    around = _Around(extent(tree)[1])
    for number, node in enumerate(walk(tree)):
        kind = type(node)
        if kind not in _RULES and kind not in _OPENS:
            continue
        while number >= around.end:
            around = outer.pop()
        if kind in _RULES:
            yield node, around
        if kind in _OPENS:
            outer.append(around)
            around = _opened(node, around)


def _opened(node: ast.AST, around: _Around) -> _Around:
    """What stands around the parts of a function, a class or a loop; a loop ends in front of its `else`."""
    if isinstance(node, _LOOPS):
        last = extent(node.orelse[0])[0] if node.orelse else extent(node)[1]
        return _Around(last, around.inside, loop=True)
    return _Around(extent(node)[1], node)


def _return(_node: ast.Return, around: _Around) -> str | None:
    return None if isinstance(around.inside, _FUNCTIONS) else "'return' outside function"


def _break(_node: ast.Break, around: _Around) -> str | None:
    return None if around.loop else "'break' outside loop"


def _continue(_node: ast.Continue, around: _Around) -> str | None:
    return None if around.loop else "'continue' not properly in loop"


def _yield(_node: ast.Yield | ast.YieldFrom, around: _Around) -> str | None:
    return None if isinstance(around.inside, _FUNCTIONS) else "'yield' outside function"


def _await(_node: ast.Await, around: _Around) -> str | None:
    return None if isinstance(around.inside, ast.AsyncFunctionDef) else "'await' outside async function"


def _async(_node: ast.AsyncFor | ast.AsyncWith, around: _Around) -> str | None:
    return None if isinstance(around.inside, ast.AsyncFunctionDef) else "'async' outside async function"


def _import_from(node: ast.ImportFrom, around: _Around) -> str | None:
    everything = around.inside is not None and any(alias.name == "*" for alias in node.names)
    return "import * only allowed at module level" if everything else None


def _several(node: ast.Tuple | ast.List, _around: _Around) -> str | None:
    stars = isinstance(node.ctx, ast.Store) and sum(isinstance(element, ast.Starred) for element in node.elts)
    return "multiple starred expressions in assignment" if stars > 1 else None


def _expression(node: ast.Expr, _around: _Around) -> str | None:
    return "can't use starred expression here" if isinstance(node.value, ast.Starred) else None


def _try(node: ast.Try, _around: _Around) -> str | None:
    early = any(handler.type is None for handler in node.handlers[:-1])
    return "default 'except:' must be last" if early else None


def _name(node: ast.Name, _around: _Around) -> str | None:
    return "cannot assign to __debug__" if node.id == "__debug__" and isinstance(node.ctx, ast.Store) else None


def _class(node: ast.ClassDef, _around: _Around) -> str | None:
    names = [keyword.arg for keyword in node.keywords if keyword.arg]
    return "keyword argument repeated" if len(names) != len(set(names)) else None


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, _around: _Around) -> str | None:
    spec = node.args
    extra = [part for part in (spec.vararg, spec.kwarg) if part is not None]
    seen = set[str]()
    for part in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs, *extra):
        if part.arg in seen:
            return f"duplicate argument '{part.arg}' in function definition"
        seen.add(part.arg)
    return None


_OPENS = frozenset({*_FUNCTIONS, *_LOOPS, ast.ClassDef})
_RULES: dict[type, Callable[[Any, _Around], str | None]] = {
    ast.Return: _return, ast.Break: _break, ast.Continue: _continue, ast.Yield: _yield, ast.YieldFrom: _yield,
    ast.Await: _await, ast.AsyncFor: _async, ast.AsyncWith: _async, ast.ImportFrom: _import_from,
    ast.Tuple: _several, ast.List: _several, ast.Expr: _expression, ast.Try: _try, ast.Name: _name,
    ast.ClassDef: _class, ast.FunctionDef: _function, ast.AsyncFunctionDef: _function, ast.Lambda: _function,
}  # fmt: skip


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
