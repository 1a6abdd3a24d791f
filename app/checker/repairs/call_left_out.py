"""A layer that is made and never called, while the next one gets another size than it takes: its call was left out."""

import ast
from collections.abc import Iterator

from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal
from app.checker.report import Edit, Span
from app.checker.surroundings import class_around, function_around, idle_attributes, methods, self_attribute
from app.checker.walks import walk

_PLACES = 4
"""Statements in front of the failing one where the call may have stood."""
_SIZE = frozenset({
    "batch-norm-width", "cat-mismatch", "cat-ranks", "forgotten-flatten", "layer-norm-shape", "recurrent-input-size",
    "shape-mismatch", "torch-error", "wrong-in-channels", "wrong-in-features", "wrong-input-rank", "wrong-view",
})  # fmt: skip


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    node = trouble.met.node
    function = function_around(trouble.source.tree, node) if node is not None else None
    cls = class_around(trouble.source.tree, node) if node is not None else None
    if cls is None or function is None or function.name == "__init__" or trouble.met.fault.slug not in _SIZE:
        return
    statements = [s for s in walk(function) if isinstance(s, ast.Assign | ast.Return | ast.Expr | ast.AugAssign)]
    before = sorted((s for s in statements if s.lineno <= getattr(node, "lineno", 0)), key=lambda s: -s.lineno)
    idle = idle_attributes(cls)[:2]
    yield from _instead(trouble, node, idle)
    for name in idle:
        follower = _made_behind(cls, name)
        for statement in sorted(before[:_PLACES], key=lambda s: not _calls(s, follower)):
            yield from _inserted(trouble, function, statement, name)


def _made_behind(cls: ast.ClassDef, name: str) -> str | None:
    """The layer that `__init__` makes next: a forward mostly calls them in this order."""
    inits = (method for method in methods(cls) if method.name == "__init__")
    parts = [node for init in inits for node in walk(init) if isinstance(node, ast.Attribute)]
    names = [self_attribute(node) for node in sorted(parts, key=lambda node: node.lineno)]
    stored = [found for found in dict.fromkeys(names) if found is not None]
    place = stored.index(name) + 1 if name in stored else len(stored)
    return stored[place] if place < len(stored) else None


def _calls(statement: ast.stmt, name: str | None) -> bool:
    return name is not None and any(self_attribute(node) == name for node in walk(statement))


def _instead(trouble: Trouble, node: ast.AST | None, idle: list[str]) -> Iterator[Proposal]:
    """The idle layer in the place of the one that was called."""
    called = node.func if isinstance(node, ast.Call) else None
    if called is not None and self_attribute(called) is not None:
        for name in idle:
            edits = trouble.site.replace(called, f"self.{name}")
            yield Proposal(f"call self.{name}", edits, blames=node, telling=True)


def _inserted(trouble: Trouble, function: ast.FunctionDef, statement: ast.stmt, name: str) -> Iterator[Proposal]:
    """`x = self.layer(x)` on a line of its own, for the tensors that the statement reads."""
    prefix = trouble.source.prefix(statement.lineno)
    place = Span(line=statement.lineno, column=len(prefix) + 1, end_column=len(prefix) + 1)
    names = [n.id for n in walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    known = {p.arg for p in function.args.args[1:]}
    known |= {n.id for n in walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    for tensor in list(dict.fromkeys(n for n in names if n in known))[:2]:
        call = f"{tensor} = self.{name}({tensor})"
        edit = Edit(span=place, new=f"{call}\n{prefix}")
        yield Proposal(f"add {call}", (edit,), blames=statement, telling=True)


REPAIR = Repair(_propose)
