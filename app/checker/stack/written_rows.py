"""Code as it is written from rows -> the rows, whether it runs or not; a changed number is a changed row."""

import ast
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from app.checker.stack.code import written
from app.checker.stack.layer import Layer
from app.checker.stack.literals import written_out
from app.checker.stack.request import HOLDERS, HOLDING, KINDS, Unstacked


def written_rows(code: str, tree: ast.Module) -> list[Layer] | None:
    """The rows of code that begins as ours does and goes on with layers written out; None where it is another's."""
    last = tree.body[-1] if tree.body else None
    if not (isinstance(last, ast.Assign) and isinstance(last.value, ast.Call) and not last.value.keywords):
        return None
    rows = _rows(last.value.args) if ast.unparse(last.value.func) == "nn.Sequential" else None
    try:
        found = Unstacked(layers=rows, input_shape=None, problem=None, line=None).layers if rows else None
    except ValidationError:
        return None
    return found if found and _head(written(found).code) == _head(code) else None


def _head(code: str) -> list[str]:
    """What stands in front of the rows: imports, and the classes of those that hold others."""
    return code.partition("net = ")[0].split()


def _rows(nodes: Sequence[ast.expr]) -> Any:  # noqa: ANN401 (not yet validated)
    rows = [_row(node) for node in nodes]
    return None if None in rows else rows


def _row(node: ast.expr) -> dict[str, Any] | None:
    if not isinstance(node, ast.Call):
        return None
    if isinstance(node.func, ast.Name) and node.func.id in HOLDERS:
        parts = {part.arg: part.value for part in node.keywords}
        held = {name: _rows(part.args) for name, part in parts.items() if name and isinstance(part, ast.Call)}
        known = set(held) <= set(HOLDING) and None not in held.values()
        return {"type": node.func.id, **held} if known else None
    if not (isinstance(node.func, ast.Attribute) and node.func.attr in KINDS):
        return None
    arguments = written_out(KINDS[node.func.attr], node.args, node.keywords)
    return {"type": node.func.attr, **arguments} if arguments is not None else None
