"""A branch that is not among those that are joined: `torch.cat([self.b1(x), self.b2(x)], 1)`, and nobody calls b3."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import class_around, function_around, idle_attributes, self_attribute
from app.checker.outcome import Repair, Trouble
from app.checker.walks import last_name, walk

_SLUGS = frozenset({"batch-norm-width", "wrong-in-channels", "wrong-in-features"})
_JOINS = frozenset({"cat", "concat", "concatenate"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if trouble.met.fault.slug not in _SLUGS:
        return
    for call in walk(trouble.source.tree):
        parts = call.args[0] if isinstance(call, ast.Call) and call.args and last_name(call.func) in _JOINS else None
        if isinstance(parts, ast.List | ast.Tuple) and parts.elts:
            for new in dict.fromkeys((*_uncalled(trouble, parts), *_unread(trouble, parts))):
                edits = trouble.site.surround(parts.elts[-1], "", f", {new}")[1:]
                yield Proposal(f"join {new} too", edits, blames=call, telling=True, evident=True)


def _uncalled(trouble: Trouble, parts: ast.List | ast.Tuple) -> Iterator[str]:
    """A layer that no method reads, called as the last of the others is."""
    cls, last = class_around(trouble.source.tree, parts), parts.elts[-1]
    own = self_attribute(last.func) if isinstance(last, ast.Call) else None
    if cls is None or own is None or not isinstance(last, ast.Call):
        return
    for name in idle_attributes(cls):
        if _stem(name) == _stem(own):
            given = ", ".join(trouble.source.text(argument) for argument in last.args)
            yield f"self.{name}({given})"


def _unread(trouble: Trouble, parts: ast.List | ast.Tuple) -> Iterator[str]:
    """A variable of the function that nobody reads, named like those that are joined."""
    function, last = function_around(trouble.source.tree, parts), parts.elts[-1]
    names = [part for part in walk(function) if isinstance(part, ast.Name)] if function is not None else []
    read = {part.id for part in names if isinstance(part.ctx, ast.Load)}
    for name in dict.fromkeys(part.id for part in names if isinstance(part.ctx, ast.Store)):
        if isinstance(last, ast.Name) and name not in read and _stem(name) == _stem(last.id):
            yield name


def _stem(name: str) -> str:
    """`branch` of `branch3` and of `branch_pool`."""
    return name.rstrip("0123456789").partition("_")[0]


REPAIR = Repair(_propose)
