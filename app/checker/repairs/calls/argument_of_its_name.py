"""A call hands over something else than the name that says what is wanted: `conv3x3(width, planes, planes)`.

The third is the stride there, and the block knows a `stride`. Only of what slides: the widths of a block have other
names in every helper, and a padding is often the dilation.
"""

import ast
import re
from collections.abc import Iterator, Mapping

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import names_in_use, parameters
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_SLUGS = frozenset({
    "cat-mismatch", "group-divisibility", "kernel-too-large", "map-shrunk-to-nothing", "shape-mismatch", "torch-error",
    "wrong-in-features", "wrong-view",
})  # fmt: skip
_SIZES = frozenset({"kernel_size", "stride", "padding", "dilation", "groups"})
_CALLS = 8
_NUMBER = re.compile(r"\d+")


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
    yield from _as_its_sisters(trouble, known)
    for given, name in found[:_CALLS]:
        edits = trouble.site.replace(given, name)
        yield Proposal(f"hand over {name} here", edits, blames=given, telling=True)


def _as_its_sisters(trouble: Trouble, known: Mapping[str, list[str]]) -> Iterator[Proposal]:
    """`self.cut1 = Cut(wide)` beside `self.cut2 = Cut(pad)`: numbered sisters that differ in one argument."""
    lines = [part for part in walk(trouble.source.tree) if isinstance(part, ast.Assign)]
    made = [(_NUMBER.sub("#", trouble.source.text(line.targets[0])), line.value) for line in lines
            if isinstance(line.value, ast.Call) and trouble.source.text(line.value.func) in known]  # fmt: skip
    for kind, call in made if any("#" in kind for kind, _ in made) else ():
        for other_kind, other in made:
            alike = "#" in kind and other_kind == kind and other is not call and isinstance(other, ast.Call)
            if alike and isinstance(call, ast.Call) and isinstance(other, ast.Call):
                yield from _odd_argument(trouble, call, other)


def _odd_argument(trouble: Trouble, call: ast.Call, other: ast.Call) -> Iterator[Proposal]:
    text = trouble.source.text
    if text(call.func) != text(other.func) or len(call.args) != len(other.args):
        return
    pairs = [(one, two) for one, two in zip(call.args, other.args, strict=True) if text(one) != text(two)]
    if len(pairs) == 1 and all(isinstance(part, ast.Name | ast.Constant) for part in pairs[0]):
        given, meant = pairs[0]
        edits = trouble.site.replace(given, text(meant))
        yield Proposal(f"hand over {text(meant)} here", edits, blames=given, telling=isinstance(meant, ast.Name))


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
