"""Two lines of `forward`, or two parts of a Sequential, in the wrong order: conv2 is called before conv1."""

import ast
from collections.abc import Iterator
from itertools import pairwise

from app.checker.blame.proposals import Proposal
from app.checker.evidence.called import classes_that_ran
from app.checker.evidence.surroundings import made_attributes, methods, self_attribute
from app.checker.findings.undefined_name import UndefinedName
from app.checker.outcome import Repair, Trouble
from app.checker.walks import last_name, walk

_SLUGS = frozenset({
    "batch-norm-width", "forgotten-flatten", "layer-norm-shape", "recurrent-input-size", "undefined-name",
    "wrong-in-channels", "wrong-in-features", "wrong-input-rank", "wrong-view",
})  # fmt: skip
_FLATTENS = ("view(", "flatten(", "reshape(")


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if trouble.met.fault.slug not in _SLUGS:
        return
    for cls in classes_that_ran(trouble):
        order = made_attributes(cls)
        for method in methods(cls):
            if method.name != "__init__":
                yield from _lines(trouble, method, order)
    for node in walk(trouble.source.tree):
        if isinstance(node, ast.Call) and trouble.source.text(node.func).endswith("Sequential"):
            yield from _parts(trouble, node)


def _lines(trouble: Trouble, method: ast.FunctionDef, order: list[str]) -> Iterator[Proposal]:
    """Lines whose layers were made the other way round; a flatten in front of a layer that takes maps."""
    for first, second in pairwise(method.body):
        if isinstance(first, ast.Assign) and isinstance(second, ast.Assign) and _turned(trouble, first, second, order):
            yield _exchange(trouble, first, second)


def _turned(trouble: Trouble, first: ast.Assign, second: ast.Assign, order: list[str]) -> bool:
    one, two = _layers(first), _layers(second)
    places = [order.index(name) for name in (*one, *two) if name in order]
    backwards = bool(one and two) and any(a > b for a, b in pairwise(places))
    text = trouble.source.text(first)
    flat = not one and any(word in text for word in _FLATTENS) and "permute(" not in text
    if isinstance(fault := trouble.met.fault, UndefinedName):
        return fault.name in _names(first, ast.Load) and fault.name in _names(second, ast.Store)
    return backwards or (flat and bool(two))


def _names(statement: ast.stmt, how: type[ast.expr_context]) -> set[str]:
    return {part.id for part in walk(statement) if isinstance(part, ast.Name) and isinstance(part.ctx, how)}


def _layers(statement: ast.stmt) -> list[str]:
    names = [self_attribute(node.func) for node in walk(statement) if isinstance(node, ast.Call)]
    return [name for name in reversed(names) if name is not None]


def _parts(trouble: Trouble, chain: ast.Call) -> Iterator[Proposal]:
    """A flatten in front of a layer that takes maps."""
    for first, second in pairwise(chain.args):
        takes_maps = not isinstance(second, ast.Call) or not last_name(second.func).endswith("Linear")
        if trouble.source.text(first).endswith("Flatten()") and takes_maps:
            yield _exchange(trouble, first, second)


def _exchange(trouble: Trouble, first: ast.AST, second: ast.AST) -> Proposal:
    text = trouble.source.text
    edits = (*trouble.site.replace(first, text(second)), *trouble.site.replace(second, text(first)))
    return Proposal("exchange these two lines", edits, blames=first, telling=True)


REPAIR = Repair(_propose)
