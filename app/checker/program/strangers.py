"""Names that a paste reads and nowhere makes: of cells of a notebook that were not pasted."""

import ast
import builtins
import sys

from app.checker.walks import walk
from app.kit.words import closest

_PYTHONS_OWN = frozenset(dir(builtins)) | sys.stdlib_module_names
_CALLABLE = frozenset(name for name in dir(builtins) if name[0].islower())
_COMPARED = 20_000
"""Pairs of names that are compared with each other at most."""


def strangers_of(tree: ast.Module) -> frozenset[str]:
    """The names; none that looks like one which the paste makes, since that is misspelt."""
    nodes = walk(tree)
    read = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    bound = {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    bound |= {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    bound |= {n.arg for n in nodes if isinstance(n, ast.arg)}
    aliases = [alias for n in nodes if isinstance(n, ast.Import | ast.ImportFrom) for alias in n.names]
    bound |= {alias.asname or alias.name.partition(".")[0] for alias in aliases}
    unknown = read - bound - _PYTHONS_OWN
    meant = bound | _CALLABLE
    if "*" in bound or len(unknown) * len(meant) > _COMPARED:
        return frozenset()
    return frozenset(name for name in unknown if closest(name, meant) is None)
