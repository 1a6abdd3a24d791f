"""`/` gives a number with a decimal point, which is no size: `//` gives a whole one, and `int(math.sqrt(n))` does."""

import ast
from collections.abc import Iterator
from typing import TypeGuard, TypeVar

from app.checker.blame.proposals import Proposal
from app.checker.edits.spelling import divided_whole
from app.checker.evidence.surroundings import function_around
from app.checker.findings.python_error import PythonError
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_constructor_argument import WrongConstructorArgument
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

T = TypeVar("T", bound=ast.AST)
_SAID = ("float", "must be integers")
_FRACTIONAL = frozenset({"sqrt", "pow", "power", "floor", "ceil", "round", "log", "log2", "log10", "float"})
"""Functions that give a number with a decimal point, or may, as numpy's do."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, PythonError | TorchError | WrongConstructorArgument):
        return
    if not any(word in fault.message() for word in _SAID):
        return
    found = [n for n in walk(trouble.source.tree) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Div)]
    yield from _together(trouble, found)
    handed_on = isinstance(fault, WrongConstructorArgument)
    for node in _nearest(trouble, found):
        text, edits = trouble.source.text(node).replace("/", "//", 1), divided_whole(trouble.site, node)
        yield Proposal(f"divide without a rest: {text}", edits, blames=node, telling=handed_on)
    yield from _made_whole(trouble)


def _made_whole(trouble: Trouble) -> Iterator[Proposal]:
    """`int()` around what gives a number with a decimal point: each by itself, then all."""
    node = trouble.met.node
    here = {id(part) for part in walk(node)} if node is not None else set()
    roots = _nearest(trouble, [n for n in walk(trouble.source.tree) if _fractional(n)])
    for root in roots:
        edits, text = trouble.site.surround(root, "int(", ")"), trouble.source.text(root)
        yield Proposal(f"make it a whole number: int({text})", edits, blames=root, telling=id(root) in here)
    if len(roots) > 1:
        edits = tuple(edit for root in roots for edit in trouble.site.surround(root, "int(", ")"))
        inside = all(id(root) in here for root in roots)
        yield Proposal("make them whole numbers with int()", edits, blames=roots[-1], telling=inside)


def _nearest(trouble: Trouble, nodes: list[T]) -> list[T]:
    """Those that stand nearest to the fault first."""
    line = getattr(trouble.met.node, "lineno", 0)
    return sorted(nodes, key=lambda node: abs(getattr(node, "lineno", 0) - line))


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
