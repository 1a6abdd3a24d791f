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
from app.checker.walks import last_name, walk

_SLUGS = frozenset({
    "cat-mismatch", "group-divisibility", "kernel-too-large", "map-shrunk-to-nothing", "shape-mismatch", "torch-error",
    "wrong-in-features", "wrong-view",
})  # fmt: skip
_SIZES = frozenset({"kernel_size", "stride", "padding", "dilation", "groups"})
_SHORT = {
    "k": "kernel_size", "ks": "kernel_size", "kernel": "kernel_size", "kernel_sizes": "kernel_size",
    "ksize": "kernel_size", "s": "stride", "strides": "stride", "p": "padding", "pad": "padding", "dil": "dilation",
    "dilate": "dilation", "dirate": "dilation", "rate": "dilation", "g": "groups", "group": "groups",
}  # fmt: skip
"""What blocks call the sizes that they hand on."""
_ODD_STRIDES = range(3, 8)
"""Strides that are given by a name or not at all: of one and two, many a layer has one of its own."""
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
    for given, name in _handed_to_none(trouble, known):
        edits = trouble.site.replace(given, name)
        yield Proposal(f"hand {name} on", edits, blames=given, telling=True, evident=True)
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


def _handed_to_none(trouble: Trouble, known: Mapping[str, list[str]]) -> Iterator[tuple[ast.expr, str]]:
    """A number in the place of a size that the function has a name for, and never reads.

    `Conv2d(..., kernel_size=4)` in a block that takes a `kernel`.
    """
    for function in (part for part in walk(trouble.source.tree) if isinstance(part, ast.FunctionDef)):
        calls = [part for part in walk(function) if isinstance(part, ast.Call)]
        read = _read(function)
        idle = {_SHORT.get(name, name): name for name in names_in_use(function) if name not in read}
        for call in calls if _SIZES & set(idle) else ():
            for role, given in _given(trouble, call, known):
                if (role := _SHORT.get(role, role)) in _SIZES & set(idle) and isinstance(given, ast.Constant):
                    yield given, idle[role]


def _read(function: ast.FunctionDef) -> set[str]:
    """The names that a function reads, but for what it asserts of them, or computes other local sizes from."""
    aside: list[ast.AST] = [n for n in walk(function) if isinstance(n, ast.Assert)]
    stored = [n for n in walk(function) if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Name)]
    aside += [n.value for n in stored if isinstance(n.value, ast.BinOp)]
    left = {id(part) for node in aside for part in walk(node)}
    names = (part for part in walk(function) if isinstance(part, ast.Name) and id(part) not in left)
    return {name.id for name in names if isinstance(name.ctx, ast.Load)}


def _others(
    trouble: Trouble, function: ast.FunctionDef, known: Mapping[str, list[str]]
) -> Iterator[tuple[ast.expr, str]]:
    """What stands in the place of a size of which the function has one by its very name."""
    own = _SIZES.intersection(names_in_use(function))
    read = {part.id for part in walk(function) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)}
    calls = [part for part in walk(function) if isinstance(part, ast.Call)] if own else []
    given = [(_kind(call), name, part) for call in calls for name, part in _given(trouble, call, known)]
    handed = {(kind, name) for kind, name, part in given if isinstance(part, ast.Name) and part.id == name}
    for kind, name, part in given:
        other = isinstance(part, ast.Name) and part.id not in _SIZES
        fixed = isinstance(part, ast.Constant) and (name not in read or (kind, name) in handed)
        leaps = isinstance(part, ast.Constant) and name == "stride" and part.value in _ODD_STRIDES
        if name in own and (other or fixed or leaps):
            yield part, name


def _kind(call: ast.Call) -> str:
    """What is called, and with what in order: two such calls, in two branches, make the same layer."""
    return " ".join([last_name(call.func), *(ast.unparse(part) for part in call.args)])


def _given(trouble: Trouble, call: ast.Call, known: Mapping[str, list[str]]) -> Iterator[tuple[str, ast.expr]]:
    """The arguments of a call by their names."""
    called = trouble.source.text(call.func)
    layer = trouble.tables.layers.get(called.rpartition(".")[2])
    takes = list(layer.signature.parameters) if layer is not None else known.get(called, [])
    yield from zip(takes, call.args, strict=False)
    yield from ((keyword.arg, keyword.value) for keyword in call.keywords if keyword.arg)


REPAIR = Repair(_propose)
