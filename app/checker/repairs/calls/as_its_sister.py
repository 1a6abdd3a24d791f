"""One of several lines made alike lacks a step: `k = k.view(b, n, h, -1)` beside `q = q.view(...).transpose(1, 2)`.

Attention code prepares query, key and value in a row; whichever line goes another way than its sisters is the slip.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import function_around
from app.checker.outcome import Repair, Trouble
from app.checker.walks import last_name, walk

_SIZE = frozenset({
    "cat-mismatch", "cat-ranks", "dim-out-of-range", "matmul-mismatch", "permute-length", "shape-mismatch",
    "torch-error", "wrong-unpacking", "wrong-view",
})  # fmt: skip
_SIZES = frozenset({"size", "shape"})
_TRIED = 6


@dataclass(frozen=True, eq=False)
class _Chain:
    """`q = self.to_q(x).view(b, n, -1).transpose(1, 2)`: the statement, what it starts from, the steps behind it."""

    statement: ast.Assign
    start: ast.expr
    steps: tuple[str, ...]


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    node = trouble.met.node
    function = function_around(trouble.source.tree, node) if node is not None else None
    if trouble.met.fault.slug not in _SIZE or function is None:
        return
    chains = [_chain(trouble, part) for part in walk(function) if isinstance(part, ast.Assign) and not _asks(part)]
    yield from _uncalled(trouble, [chain.statement for chain in chains])
    votes: Counter[tuple[_Chain, tuple[str, ...]]] = Counter()
    for own in chains:
        for other in chains:
            if other is not own and _start_alike(trouble, own, other) and (own.steps or _does_nothing(trouble, own)):
                votes.update((own, steps) for steps in dict.fromkeys(_ways(own.steps, other.steps)))
    for (own, steps), _ in votes.most_common(_TRIED):
        new = "".join([trouble.source.text(own.start), *steps])
        edits = trouble.site.replace(own.statement.value, new)
        yield Proposal(f"as the lines beside it: {new}", edits, blames=own.statement, telling=True)


def _does_nothing(trouble: Trouble, chain: _Chain) -> bool:
    """`k = k`, where its sisters say `q = q.view(b, c, n)`."""
    return trouble.source.text(chain.start) == trouble.source.text(chain.statement.targets[0])


def _asks(line: ast.Assign) -> bool:
    """`n, c = x.size()`: it asks for sizes, and makes no tensor."""
    return isinstance(line.targets[0], ast.Tuple) and last_name(getattr(line.value, "func", line.value)) in _SIZES


def _uncalled(trouble: Trouble, lines: list[ast.Assign]) -> Iterator[Proposal]:
    """`raw = pooled` beside `raw = self.mlp(pooled)`."""
    for line in lines:
        target = trouble.source.text(line.targets[0])
        for other in lines if isinstance(line.value, ast.Name) else ():
            call = other.value
            alike = isinstance(call, ast.Call) and len(call.args) == 1 and isinstance(call.args[0], ast.Name)
            if alike and isinstance(call, ast.Call) and trouble.source.text(other.targets[0]) == target:
                new = f"{trouble.source.text(call.func)}({trouble.source.text(line.value)})"
                edits = trouble.site.replace(line.value, new)
                yield Proposal(f"as the lines beside it: {new}", edits, blames=line, telling=True)


def _chain(trouble: Trouble, statement: ast.Assign) -> _Chain:
    """The methods that are called in a row; `self.to_q(x)` is where one starts."""
    steps: list[str] = []
    node = statement.value
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not _of_self(node.func.value):
        given = (trouble.source.text(part) for part in (*node.args, *node.keywords))
        steps.insert(0, f".{node.func.attr}({', '.join(given)})")
        node = node.func.value
    return _Chain(statement, node, tuple(steps))


def _of_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in {"self", "torch", "F", "nn"}


def _start_alike(trouble: Trouble, own: _Chain, other: _Chain) -> bool:
    """Both start from a name, or from layers that are called with the same tensor."""
    one, two = own.start, other.start
    if isinstance(one, ast.Call) and isinstance(two, ast.Call):
        given = [[trouble.source.text(part) for part in start.args] for start in (one, two)]
        return given[0] == given[1] and isinstance(one.func, ast.Attribute) and isinstance(two.func, ast.Attribute)
    return isinstance(one, ast.Name) and isinstance(two, ast.Name)


def _ways(own: tuple[str, ...], other: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """What makes a chain more like its sister: the same step with the sister's axes, or one step more."""
    for place, (mine, theirs) in enumerate(zip(own, other, strict=False)):
        if mine != theirs and _method(mine) == _method(theirs) and len(own) == len(other):
            yield (*own[:place], theirs, *own[place + 1 :])
    if not own:
        yield other
    elif len(own) <= len(other):
        for step in other:
            for place in range(len(own) + 1) if _method(step) not in map(_method, own) else ():
                yield (*own[:place], step, *own[place:])


def _method(step: str) -> str:
    return step.partition("(")[0]


REPAIR = Repair(_propose)
