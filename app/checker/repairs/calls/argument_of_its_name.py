"""A call hands over something else than the name that says what is wanted: `conv3x3(width, planes, planes)`.

The third is the stride there, and the block knows a `stride`. Only of what slides: the widths of a block have other
names in every helper, and a padding is often the dilation.
"""

import ast
from collections.abc import Iterator, Mapping

from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal
from app.checker.surroundings import names_in_use, parameters
from app.checker.walks import walk

_SLUGS = frozenset({
    "cat-mismatch", "group-divisibility", "kernel-too-large", "map-shrunk-to-nothing", "shape-mismatch", "torch-error",
    "wrong-in-features", "wrong-view",
})  # fmt: skip
_SIZES = frozenset({"kernel_size", "stride", "padding", "dilation", "groups"})
_CALLS = 8


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if trouble.met.fault.slug not in _SLUGS:
        return
    known = parameters(trouble.source.tree)
    found = [
        (given, name)
        for function in walk(trouble.source.tree)
        if isinstance(function, ast.FunctionDef)
        for given, name in _others(trouble, function, known)
    ]
    for given, name in found[:_CALLS]:
        edits = trouble.site.replace(given, name)
        yield Proposal(f"hand over {name} here", edits, blames=given, telling=True)


def _others(
    trouble: Trouble, function: ast.FunctionDef, known: Mapping[str, list[str]]
) -> Iterator[tuple[ast.expr, str]]:
    """What stands in the place of a size of which the function has one by its very name."""
    own = _SIZES.intersection(names_in_use(function))
    read = {part.id for part in walk(function) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)}
    for call in walk(function) if own else ():
        for name, given in _given(trouble, call, known) if isinstance(call, ast.Call) else ():
            other = isinstance(given, ast.Name) and given.id not in _SIZES
            if name in own and (other or (isinstance(given, ast.Constant) and name not in read)):
                yield given, name


def _given(trouble: Trouble, call: ast.Call, known: Mapping[str, list[str]]) -> Iterator[tuple[str, ast.expr]]:
    """The arguments of a call by their names."""
    called = trouble.source.text(call.func)
    layer = trouble.tables.layers.get(called.rpartition(".")[2])
    takes = list(layer.signature.parameters) if layer is not None else known.get(called, [])
    yield from zip(takes, call.args, strict=False)
    yield from ((keyword.arg, keyword.value) for keyword in call.keywords if keyword.arg)


REPAIR = Repair(_propose)
