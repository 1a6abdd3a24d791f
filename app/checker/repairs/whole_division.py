"""`/` gives a number with a decimal point, which is no size: `//` gives a whole one, and `int(math.sqrt(n))` does."""

import ast
from collections.abc import Iterator
from typing import TypeGuard

from app.checker.findings.python_error import PythonError
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_constructor_argument import WrongConstructorArgument
from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal
from app.checker.spelling import divided_whole
from app.checker.surroundings import function_around
from app.checker.walks import walk

_SAID = ("float", "must be integers")
_FRACTIONAL = frozenset({"sqrt", "pow", "power", "floor", "ceil", "round", "log", "log2", "log10", "float"})
"""Functions that give a number with a decimal point, or may, as numpy's do."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, PythonError | TorchError | WrongConstructorArgument) or not any(
        word in fault.message() for word in _SAID
    ):
        return
    found = [n for n in walk(trouble.source.tree) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Div)]
    line = getattr(trouble.met.node, "lineno", 0)
    yield from _together(trouble, found)
    for node in sorted(found, key=lambda node: abs(node.lineno - line)):
        text = f"{trouble.source.text(node.left)} // {trouble.source.text(node.right)}"
        yield Proposal(f"divide without a rest: {text}", trouble.site.replace(node, text), blames=node)
    roots = [n for n in walk(trouble.source.tree) if _fractional(n)]
    inside = {id(part) for part in walk(trouble.met.node)} if trouble.met.node is not None else set()
    near = sorted(roots, key=lambda node: abs(node.lineno - line))
    for group in [*([root] for root in near), *([near] if len(near) > 1 else [])]:
        edits = tuple(edit for root in group for edit in trouble.site.surround(root, "int(", ")"))
        told = trouble.source.text(group[0]) if len(group) == 1 else "..."
        here = all(id(root) in inside for root in group)
        yield Proposal(f"make it a whole number: int({told})", edits, blames=group[-1], telling=here)


def _together(trouble: Trouble, divisions: list[ast.BinOp]) -> Iterator[Proposal]:
    """All divisions of the call, then all of its function: who divides sizes once does so again."""
    node = trouble.met.node
    function = function_around(trouble.source.tree, node) if node is not None else None
    for around in (node, function):
        within = {id(part) for part in walk(around)} if around is not None else set()
        inside = [division for division in divisions if id(division) in within]
        edits = tuple(edit for division in inside for edit in divided_whole(trouble.site, division))
        if len(inside) > 1:
            yield Proposal(f"divide without a rest, at {len(inside)} places", edits, blames=inside[0])


def _fractional(node: ast.AST) -> TypeGuard[ast.expr]:
    """`math.sqrt(n)`, `n ** 0.5`, or `h * 0.5`."""
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        return name in _FRACTIONAL
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Pow | ast.Mult):
        return False
    numbers = [side.value for side in (node.left, node.right) if isinstance(side, ast.Constant)]
    return any(isinstance(number, float) for number in numbers)


REPAIR = Repair(_propose)
