"""A block is given a stride, and one of the ways through it never gets it: so its branches differ where they meet."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import names_in_use, parameters
from app.checker.findings.cat_mismatch import CatMismatch
from app.checker.findings.recurrent_state_shape import RecurrentStateShape
from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.findings.wrong_view import WrongView
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_SIZES = ("stride", "dilation", "padding")
_LAYERS = ("num_layers", "bidirectional")
_FAULTS = (CatMismatch, RecurrentStateShape, ShapeMismatch, WrongInFeatures, WrongView)
_CALLS = 8
_ALSO = {"stride": ("stride", "strides", "s"), "dilation": ("dilation", "d"), "padding": ("padding", "pad", "p")}
"""What a helper of the paste calls the same size."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, _FAULTS):
        return
    names = _LAYERS if isinstance(fault, RecurrentStateShape) else _SIZES
    known = parameters(trouble.source.tree)
    found = [
        (call, name, taken)
        for function in walk(trouble.source.tree)
        if isinstance(function, ast.FunctionDef)
        for name in _given(function, names, unread=isinstance(fault, WrongInFeatures | WrongView))
        for call in walk(function)
        if isinstance(call, ast.Call)
        for taken in _lacks(trouble, call, name, known)
    ]
    for call, name, taken in sorted(found, key=lambda item: "padding" not in trouble.source.text(item[0]))[:_CALLS]:
        last = [*call.args, *(keyword.value for keyword in call.keywords)][-1]
        edits = trouble.site.surround(last, "", f", {taken}={name}")[1:]
        yield Proposal(f"pass the {name} on: {taken}={name}", edits, blames=call, telling=True)


def _given(function: ast.FunctionDef, names: tuple[str, ...], *, unread: bool) -> list[str]:
    """Parameters and variables of these names; `unread`: only those that are given a value for nothing."""
    read = {part.id for part in walk(function) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)}
    return [name for name in names_in_use(function) if name in names and not (unread and name in read)]


def _lacks(trouble: Trouble, call: ast.Call, name: str, known: dict[str, list[str]]) -> list[str]:
    """The parameters that a call could be given this size by, and is not."""
    given, meant = {keyword.arg for keyword in call.keywords}, _ALSO.get(name, (name,))
    if not call.args or None in given or not given.isdisjoint(meant):
        return []
    called = trouble.source.text(call.func)
    layer = trouble.tables.layers.get(called.rpartition(".")[2])
    takes = list(layer.signature.parameters) if layer is not None else known.get(called, [])
    return [taken for taken in takes[len(call.args) :] if taken in meant][:1]


REPAIR = Repair(_propose)
