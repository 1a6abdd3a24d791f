"""Two joins or sums that each take the tensor of the other, or a list of skips that is read in the wrong order."""

import ast
from collections.abc import Iterator, Sequence

from app.checker.blame.proposals import Proposal
from app.checker.evidence.lineage import rows_behind
from app.checker.evidence.surroundings import function_around
from app.checker.findings.cat_mismatch import CatMismatch
from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_JOINS = frozenset({"cat", "concat", "concatenate"})
_MOST = 8


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    met = trouble.met
    if isinstance(met.fault, CatMismatch | ShapeMismatch):
        call: ast.AST | None = met.node
    elif isinstance(met.fault, WrongInChannels):
        call = next((row.node for row in rows_behind(trouble.outcome, met.row) if _parts(row.node)), None)
    else:
        return
    function = function_around(trouble.source.tree, call) if call is not None else None
    if function is None or call is None:
        return
    yield from list(_exchanged(trouble, call, function))[:_MOST]
    yield from _turned_round(trouble, call, function)


def _exchanged(trouble: Trouble, call: ast.AST, function: ast.FunctionDef) -> Iterator[Proposal]:
    """The name of one join in the other, and the other way round."""
    own = _parts(call)
    for other in walk(function):
        if other is call or not (theirs := _parts(other)):
            continue
        for mine in own:
            for yours in theirs:
                if mine.id != yours.id and yours.id not in {part.id for part in own}:
                    edits = (*trouble.site.replace(mine, yours.id), *trouble.site.replace(yours, mine.id))
                    yield Proposal(f"exchange {mine.id} and {yours.id}", edits, blames=mine, telling=True)


def _turned_round(trouble: Trouble, call: ast.AST, function: ast.FunctionDef) -> Iterator[Proposal]:
    """What was stored last is needed first on the way up."""
    for node in walk(call):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name):
            new = f"{trouble.source.text(node.value)}[-1 - {node.slice.id}]"
            yield Proposal(
                f"begin with the last one: {new}", trouble.site.replace(node, new), blames=node, telling=True
            )
    used = {node.id for node in walk(call) if isinstance(node, ast.Name)}
    for node in walk(function):
        if isinstance(node, ast.For) and used & {part.id for part in walk(node.target) if isinstance(part, ast.Name)}:
            for name in _iterated(node.iter):
                edits = trouble.site.surround(name, "", "[::-1]")[1:]
                yield Proposal(f"begin with the last one: {name.id}[::-1]", edits, blames=name, telling=True)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "pop":
            first = bool(node.args)
            new = f"{trouble.source.text(node.func)}({'' if first else '0'})"
            title = f"take the {'last' if first else 'first'} one: {new}"
            yield Proposal(title, trouble.site.replace(node, new), blames=node, telling=True)


def _iterated(node: ast.expr) -> Iterator[ast.Name]:
    """The names that a loop goes through, within `zip` and `enumerate` too."""
    if isinstance(node, ast.Name):
        yield node
    for part in node.args if isinstance(node, ast.Call) else ():
        yield from _iterated(part)


def _parts(node: ast.AST | None) -> Sequence[ast.Name]:
    """The bare names that a join or a sum brings together."""
    parts: list[ast.expr] = []
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts = [node.left, node.right]
    elif isinstance(node, ast.Call) and node.args and getattr(node.func, "attr", "") in _JOINS:
        given = node.args[0]
        parts = list(given.elts) if isinstance(given, ast.Tuple | ast.List) else []
    return [part for part in parts if isinstance(part, ast.Name)]


REPAIR = Repair(_propose)
