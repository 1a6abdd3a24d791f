"""`x = x`: a line that does nothing stands where something was done: a flatten, or a layer that nobody calls now."""

import ast
from collections.abc import Iterator
from typing import TypeGuard

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import class_around, idle_attributes
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit
from app.checker.walks import walk

_LINES = 3
_LAYERS = 3
_USUAL = ("{x}.flatten(1)", "{x}.transpose(1, 2)", "{x}.permute(2, 0, 1)", "{x}.squeeze(2)")


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    idle = [node for node in walk(trouble.source.tree) if _does_nothing(node)]
    for statement in idle[:_LINES]:
        name = trouble.source.text(statement.value)
        cls = class_around(trouble.source.tree, statement)
        layers = [*dict.fromkeys((*_uncalled(trouble), *(idle_attributes(cls) if cls is not None else ())))][:_LAYERS]
        for new in (*(f"self.{layer}({name})" for layer in layers), *(text.format(x=name) for text in _USUAL)):
            edits: tuple[Edit, ...] = trouble.site.replace(statement.value, new)
            written = f"{trouble.source.text(statement.targets[0])} = {new}"
            yield Proposal(f"write {written}", edits, blames=statement, telling=True, evident=new[:5] == "self.")


def _uncalled(trouble: Trouble) -> list[str]:
    """The parts of the model none of whose layers was called."""
    root = trouble.outcome.root.module if trouble.outcome.root is not None else None
    called = {id(row.module.module) for row in trouble.outcome.trace.rows if row.module is not None}
    children = root.named_children() if root is not None else ()
    return [name for name, child in children if called.isdisjoint(map(id, child.modules()))]


def _does_nothing(node: ast.AST) -> TypeGuard[ast.Assign]:
    """A name that is given itself."""
    if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Name)):
        return False
    target = node.targets[0]
    return len(node.targets) == 1 and isinstance(target, ast.Name) and target.id == node.value.id


REPAIR = Repair(_propose)
