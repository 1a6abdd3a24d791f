"""A stack in an address: `[Conv2d(1,6,5),Tanh(),Residual([ReLU()],[])]`, in the words of its code."""

import ast
from collections.abc import Sequence
from typing import Any

from app.checker.stack.code import call
from app.checker.stack.layer import Layer
from app.checker.stack.literals import written_out
from app.checker.stack.request import DEEPEST, HOLDERS, HOLDING, KINDS, Holder

LONGEST = 4_000
"""Characters that are read; addresses are cut shorter than that on their way."""


def compact(layers: Sequence[Layer]) -> str:
    """The rows, as short as their code."""
    return f"[{','.join(map(_compact, layers))}]"


def expand(text: str) -> list[dict[str, Any]]:
    """The rows that `compact` wrote, as JSON has them; not yet validated.

    Raises:
        ValueError: this is no list of layers.
    """
    if len(text) > LONGEST:
        raise ValueError("the address is too long")
    try:
        return _rows(ast.parse(text.strip(), mode="eval").body, 0)
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise ValueError("the address holds no list of layers") from error


def _compact(layer: Layer) -> str:
    if isinstance(layer, Holder):
        held = [compact(getattr(layer, name)) for name in HOLDING if getattr(layer, name)]
        return f"{layer.type}({','.join(held)})"
    return call(layer).removeprefix("nn.").replace(", ", ",")


def _rows(node: ast.expr, depth: int) -> list[dict[str, Any]]:
    if not isinstance(node, ast.List) or depth > DEEPEST:
        raise ValueError("the address holds no list of layers")
    return [_row(item, depth) for item in node.elts]


def _row(node: ast.expr, depth: int) -> dict[str, Any]:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS):
        raise ValueError("the address names something that is no layer")
    name = node.func.id
    if name in HOLDERS:
        held = zip(HOLDING, (_rows(part, depth + 1) for part in node.args), strict=False)
        return {"type": name, **dict(held)}
    arguments = written_out(KINDS[name], node.args, node.keywords)
    if arguments is None:
        raise ValueError(f"the address says of {name} what cannot be read")
    return {"type": name, **arguments}
