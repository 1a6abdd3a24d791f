"""Layers made in a loop that all take the first width: `in_ch = out_ch` is missing, or what each round takes."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.edits.spelling import counts
from app.checker.evidence.surroundings import function_around
from app.checker.findings.batch_norm_width import BatchNormWidth
from app.checker.findings.recurrent_input_size import RecurrentInputSize
from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit
from app.checker.walks import last_name, walk

_FAULTS = (BatchNormWidth, RecurrentInputSize, ShapeMismatch, WrongInChannels, WrongInFeatures)


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, _FAULTS):
        return
    for loop in walk(trouble.source.tree):
        if isinstance(loop, ast.For):
            yield from _carried_on(trouble, loop)
        counted = isinstance(loop, ast.For) and isinstance(loop.target, ast.Name)
        parts = loop.generators if isinstance(loop, ast.ListComp | ast.GeneratorExp) else []
        if counted and isinstance(loop, ast.For) and isinstance(loop.target, ast.Name) and counts(loop.iter):
            yield from _but_the_first(trouble, loop, loop.target.id)
        for part in parts[:1]:
            if isinstance(part.target, ast.Name) and counts(part.iter):
                yield from _but_the_first(trouble, loop, part.target.id)


def _carried_on(trouble: Trouble, loop: ast.For) -> Iterator[Proposal]:
    """`x = y` at the end of the loop, for a call `Block(x, y)` in it, where nobody in the function gives x anew."""
    function = function_around(trouble.source.tree, loop)
    around: ast.AST = function if function is not None else loop
    for call in _calls(loop):
        taken, given = call.args[:2]
        said = trouble.source.text(taken)
        stored = [n for n in walk(loop) if isinstance(n, ast.Name | ast.Attribute) and isinstance(n.ctx, ast.Store)]
        if not isinstance(taken, ast.Name | ast.Attribute) or said in {trouble.source.text(n) for n in stored}:
            continue
        later = [n for n in walk(around) if isinstance(n, ast.Assign) and n.lineno > call.lineno]
        if any(said == trouble.source.text(n.targets[0]) for n in later):
            continue
        last = _block(loop, call)[-1]
        line = f"{said} = {trouble.source.text(given)}"
        edit = Edit(span=trouble.source.end(last), new=f"\n{trouble.source.prefix(last.lineno)}{line}")
        yield Proposal(f"let the next round take what this one gives: {line}", (edit,), blames=call,
                       telling=True, evident=True)  # fmt: skip


def _block(loop: ast.For, call: ast.Call) -> list[ast.stmt]:
    """The innermost statements that the call stands among: in a loop over a cfg list only one branch makes a layer."""
    found = loop.body
    for part in walk(loop):
        for block in (getattr(part, "body", None), getattr(part, "orelse", None)) if isinstance(part, ast.If) else ():
            if block and any(inner is call for statement in block for inner in walk(statement)):
                found = block
    return found


def _but_the_first(trouble: Trouble, loop: ast.AST, counter: str) -> Iterator[Proposal]:
    """`Block(3 if i == 0 else 16, 16)`: only the first layer takes what comes in front of them all."""
    for call in _calls(loop):
        taken, given = call.args[:2]
        plain = isinstance(taken, ast.Constant | ast.Name | ast.Attribute) and ast.dump(taken) != ast.dump(given)
        if plain and counter not in {node.id for node in walk(taken) if isinstance(node, ast.Name)}:
            new = f"{trouble.source.text(taken)} if {counter} == 0 else {trouble.source.text(given)}"
            yield Proposal(f"take the new width from the second on: {new}", trouble.site.replace(taken, new),
                           blames=taken, telling=True, evident=True)  # fmt: skip


def _calls(loop: ast.AST) -> Iterator[ast.Call]:
    """The calls in a loop that look like layers of two widths."""
    for node in walk(loop):
        made = isinstance(node, ast.Call) and len(node.args) > 1 and last_name(node.func)[:1].isupper()
        if isinstance(node, ast.Call) and made and not any(isinstance(a, ast.Starred) for a in node.args[:2]):
            yield node


REPAIR = Repair(_propose)
