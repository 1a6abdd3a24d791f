"""`x = x`: a line that does nothing stands where something was done: a flatten, or a layer that nobody calls now."""

import ast
from collections.abc import Iterator
from typing import TypeGuard

from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal
from app.checker.report import Edit
from app.checker.surroundings import class_around, idle_attributes
from app.checker.walks import walk

_LINES = 3
_LAYERS = 3
_USUAL = ("{x}.flatten(1)", "{x}.transpose(1, 2)", "{x}.permute(2, 0, 1)", "{x}.squeeze(2)")


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    idle = [node for node in walk(trouble.source.tree) if _does_nothing(node)]
    for statement in idle[:_LINES]:
        name = trouble.source.text(statement.value)
        cls = class_around(trouble.source.tree, statement)
        layers = idle_attributes(cls)[:_LAYERS] if cls is not None else []
        for new in (*(f"self.{layer}({name})" for layer in layers), *(text.format(x=name) for text in _USUAL)):
            edits: tuple[Edit, ...] = trouble.site.replace(statement.value, new)
            written = f"{trouble.source.text(statement.targets[0])} = {new}"
            yield Proposal(f"write {written}", edits, blames=statement, telling=True)


def _does_nothing(node: ast.AST) -> TypeGuard[ast.Assign]:
    """A name that is given itself."""
    if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Name)):
        return False
    target = node.targets[0]
    return len(node.targets) == 1 and isinstance(target, ast.Name) and target.id == node.value.id


REPAIR = Repair(_propose)
