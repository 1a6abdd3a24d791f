"""`if cin != cout:` around the layer of a shortcut, which is needed for a stride as well; or the other way round."""

import ast
from collections.abc import Iterator

from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, ShapeMismatch):
        return
    for choice in walk(trouble.source.tree):
        if isinstance(choice, ast.If) and isinstance(choice.test, ast.Compare):
            for layer in _convolutions(choice):
                new = _both(trouble, choice.test, layer)
                if new:
                    edits = trouble.site.replace(choice.test, new)
                    yield Proposal(f"ask for both: if {new}", edits, blames=choice.test, telling=True)


def _convolutions(choice: ast.If) -> Iterator[ast.Call]:
    for statement in choice.body:
        for node in walk(statement):
            if isinstance(node, ast.Call) and len(node.args) > 1 and "onv" in ast.unparse(node.func):
                yield node
                return


def _both(trouble: Trouble, test: ast.Compare, layer: ast.Call) -> str:
    """The condition with its other half: what the layer changes besides, its channels or its sides."""
    said = trouble.source.text(test)
    before, after = (trouble.source.text(node) for node in layer.args[:2])
    stride = next(
        (k.value for k in layer.keywords if k.arg == "stride"), layer.args[3] if len(layer.args) > 3 else None
    )
    if not isinstance(stride, ast.Name | ast.Attribute):
        return ""
    if trouble.source.text(stride) in said:
        return f"{said} or {before} != {after}"
    return f"{trouble.source.text(stride)} != 1 or {said}"


REPAIR = Repair(_propose)
