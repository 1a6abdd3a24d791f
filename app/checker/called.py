"""Which classes of a paste took part in a reading: a slip in one that was never made or called is not the cause."""

import ast
from collections.abc import Iterator

from app.checker.outcome import Trouble
from app.checker.surroundings import classes, methods


def classes_that_ran(trouble: Trouble) -> Iterator[ast.ClassDef]:
    """The classes in which something was called, made or refused; all of them, where no layer was called at all."""
    rows, nodes = trouble.outcome.trace.rows, [met.node for met in trouble.outcome.met]
    for row in rows:
        nodes += [row.node, row.module.created.node if row.module is not None and row.module.created else None]
    lines = {getattr(node, "lineno", 0) for node in nodes}
    for cls in classes(trouble.source.tree):
        if not rows or any(cls.lineno <= line <= (cls.end_lineno or cls.lineno) for line in lines):
            yield cls


def methods_that_ran(trouble: Trouble) -> Iterator[ast.FunctionDef]:
    """Their methods, all but the constructors."""
    return (method for cls in classes_that_ran(trouble) for method in methods(cls) if method.name != "__init__")
