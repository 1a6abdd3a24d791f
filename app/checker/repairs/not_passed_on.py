"""A block is given a stride, and one of the ways through it never gets it: so its branches differ where they meet."""

import ast
from collections.abc import Iterator

from app.checker.findings.cat_mismatch import CatMismatch
from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal
from app.checker.walks import walk

_SIZES = ("stride", "dilation", "padding")
_CALLS = 8


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, ShapeMismatch | CatMismatch):
        return
    known = _parameters(trouble.source.tree)
    found = [
        (call, name)
        for function in walk(trouble.source.tree)
        if isinstance(function, ast.FunctionDef)
        for name in _SIZES
        if any(parameter.arg == name for parameter in function.args.args)
        for call in walk(function)
        if isinstance(call, ast.Call) and _lacks(trouble, call, name, known)
    ]
    for call, name in sorted(found, key=lambda item: "padding" not in trouble.source.text(item[0]))[:_CALLS]:
        last = [*call.args, *(keyword.value for keyword in call.keywords)][-1]
        edits = trouble.site.surround(last, "", f", {name}={name}")[1:]
        yield Proposal(f"pass the {name} on: {name}={name}", edits, blames=call, telling=True)


def _parameters(tree: ast.AST) -> dict[str, list[str]]:
    """What the functions and classes of the paste take, without `self`."""
    found: dict[str, list[str]] = {}
    for node in walk(tree):
        if isinstance(node, ast.FunctionDef):
            found[node.name] = [parameter.arg for parameter in node.args.args]
    return found


def _lacks(trouble: Trouble, call: ast.Call, name: str, known: dict[str, list[str]]) -> bool:
    """Whether a call could be given a size of this name, and is not."""
    if not call.args or any(keyword.arg in {name, None} for keyword in call.keywords):
        return False
    called = trouble.source.text(call.func)
    layer = trouble.tables.layers.get(called.rpartition(".")[2])
    takes = list(layer.signature.parameters) if layer is not None else known.get(called, [])
    return name in takes and takes.index(name) >= len(call.args)


REPAIR = Repair(_propose)
