"""Which classes of a paste took part in a reading: a slip in one that was never made or called is not the cause."""

import ast
from collections.abc import Iterator

from app.checker.evidence.surroundings import classes, methods
from app.checker.objects.definitions import ClassValue
from app.checker.objects.instances import modules_of
from app.checker.outcome import Trouble


def classes_that_ran(trouble: Trouble) -> Iterator[ast.ClassDef]:
    """The model's own classes, and those in which something was called, made or refused; all, where no layer was."""
    rows, nodes = trouble.outcome.trace.rows, [met.node for met in trouble.outcome.met]
    own = _classes_of_model(trouble)
    for row in rows:
        nodes += [row.node, row.module.created.node if row.module is not None and row.module.created else None]
    lines = {getattr(node, "lineno", 0) for node in nodes}
    for cls in classes(trouble.source.tree):
        if not rows or cls in own or any(cls.lineno <= line <= (cls.end_lineno or cls.lineno) for line in lines):
            yield cls


def _classes_of_model(trouble: Trouble) -> set[ast.AST]:
    kinds = (part.kind for part in modules_of(trouble.outcome.root))
    return {kind.node for kind in kinds if isinstance(kind, ClassValue)}


def methods_that_ran(trouble: Trouble) -> Iterator[ast.FunctionDef]:
    """Their methods, all but the constructors."""
    return (method for cls in classes_that_ran(trouble) for method in methods(cls) if method.name != "__init__")
