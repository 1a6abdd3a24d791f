"""A layer that is made and never called, while the next one gets another size than it takes: its call was left out."""

import ast
from collections import Counter
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import (
    class_around,
    classes,
    function_around,
    idle_attributes,
    made_attributes,
    methods,
    self_attribute,
)
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit, Span
from app.checker.walks import walk

_PLACES = 4
"""Statements in front of the failing one where the call may have stood."""
_FLATTEN = "forgotten-flatten"
_Statement = ast.Assign | ast.Return | ast.Expr | ast.AugAssign
_SIZE = frozenset({
    "batch-norm-width", "cat-mismatch", "cat-ranks", _FLATTEN, "layer-norm-shape", "matmul-mismatch",
    "recurrent-input-size", "shape-mismatch", "torch-error", "wrong-in-channels", "wrong-in-features",
    "wrong-input-rank", "wrong-view",
})  # fmt: skip


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    node = trouble.met.node
    if node is None or trouble.met.fault.slug not in _SIZE:
        return
    own, function = class_around(trouble.source.tree, node), function_around(trouble.source.tree, node)
    for cls in classes(trouble.source.tree):
        idle = idle_attributes(cls)[:2]
        for method in sorted(methods(cls), key=lambda method: method.name != "forward") if idle else ():
            if method.name != "__init__" and method is not function:
                yield from _where_it_may_stand(trouble, cls, method, _statements(method), idle)
                yield from _twice_another(trouble, method, idle)
    if own is None or function is None or function.name == "__init__":
        return
    before = [s for s in _statements(function) if s.lineno <= getattr(node, "lineno", 0)][::-1][:_PLACES]
    idle = idle_attributes(own)[:2]
    yield from _where_it_may_stand(trouble, own, function, before, idle)
    yield from _twice_another(trouble, function, idle)
    for name in idle:
        for statement in before:
            yield from _inserted(trouble, function, statement, name)


def _statements(function: ast.FunctionDef) -> list[_Statement]:
    found = [s for s in walk(function) if isinstance(s, _Statement)]
    return sorted(found, key=lambda statement: statement.lineno)


def _where_it_may_stand(
    trouble: Trouble, cls: ast.ClassDef, function: ast.FunctionDef, statements: list[_Statement], idle: list[str]
) -> Iterator[Proposal]:
    """Where a line has a place for it, else by the order in which the layers are made; the result itself comes last."""
    given_back: list[_Statement] = [
        s for s in statements if isinstance(s, ast.Return) and isinstance(s.value, ast.Name)
    ]
    yield from _where_none_is(trouble, function, [s for s in statements if s not in given_back], idle)
    yield from _in_its_place(trouble, cls, function, idle)
    yield from _where_none_is(trouble, function, given_back, idle)


def _where_none_is(
    trouble: Trouble, function: ast.FunctionDef, statements: list[_Statement], idle: list[str]
) -> Iterator[Proposal]:
    """`x = F.relu(self.conv(x))`, where a statement calls no layer at all."""
    tensors = {p.arg for p in function.args.args[1:]}
    tensors |= {n.id for n in walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    for statement in sorted(statements, key=_likely):
        parts = list(walk(statement))
        given = [n for n in parts if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load) and n.id in tensors]
        if len(given) == 1 and not any(isinstance(part, ast.Call) and self_attribute(part.func) for part in parts):
            for name in idle:
                yield _around(trouble, name, given[0], statement)


def _likely(statement: _Statement) -> tuple[bool, bool]:
    """First what has nothing but a name, `x = x`, then what gives a name another value, `x = F.relu(x)`."""
    stored = {part.id for part in walk(statement) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
    read = {part.id for part in walk(statement) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)}
    return not isinstance(statement.value, ast.Name), stored.isdisjoint(read)


def _in_its_place(
    trouble: Trouble, cls: ast.ClassDef, function: ast.FunctionDef, idle: list[str]
) -> Iterator[Proposal]:
    """Behind the layer that is made before it, or in front of the one that is made after it."""
    made = [name for name in made_attributes(cls) if name in idle or _calls(function, name)]
    for name in idle:
        place = made.index(name)
        calls = _calls(function, made[place - 1]) if place else []
        behind = [_around(trouble, name, call, call) for call in calls]
        following = made[place + 1] if place + 1 < len(made) else ""
        in_front = [_around(trouble, name, c.args[0], c) for c in _calls(function, following) if c.args]
        belongs = _number(following) == _number(name) != ""  # conv3 and bn3
        belongs = belongs or trouble.met.fault.slug == _FLATTEN  # shown at the layer that takes the map as it is
        yield from (*in_front, *behind) if belongs else (*behind, *in_front)


def _number(name: str) -> str:
    return name[len(name.rstrip("0123456789")) :]


def _twice_another(trouble: Trouble, function: ast.FunctionDef, idle: list[str]) -> Iterator[Proposal]:
    """The idle layer in the place of one that is called twice: `self.conv2` for both conv1 and conv2.

    The one that is made later is called later.
    """
    cls = class_around(trouble.source.tree, function)
    made = made_attributes(cls) if cls is not None else []
    calls = [node for node in walk(function) if isinstance(node, ast.Call) and self_attribute(node.func) in made]
    often = Counter(self_attribute(call.func) for call in calls)
    for name in idle:
        for other in (attribute for attribute, number in often.items() if number > 1 and attribute is not None):
            twice = [call for call in calls if self_attribute(call.func) == other]
            twice.sort(key=lambda call: (call.lineno, call.col_offset), reverse=made.index(name) > made.index(other))
            sisters = len(name) == len(other) and sum(a != b for a, b in zip(name, other, strict=True)) == 1
            for call in twice:
                edits = trouble.site.replace(call.func, f"self.{name}")
                yield Proposal(f"call self.{name}", edits, blames=call, telling=True, evident=sisters)


def _calls(function: ast.FunctionDef, name: str) -> list[ast.Call]:
    return [node for node in walk(function) if isinstance(node, ast.Call) and self_attribute(node.func) == name]


def _around(trouble: Trouble, name: str, given: ast.expr, blamed: ast.AST) -> Proposal:
    call = f"self.{name}({trouble.source.text(given)})"
    return Proposal(f"call {call} here", trouble.site.replace(given, call), blames=blamed, telling=True)


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
