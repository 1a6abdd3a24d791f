"""A number that only just does not fit: an index past the end, a probability in percent, one size too few or many."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.python_error import PythonError
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_argument_length import WrongArgumentLength
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, made = trouble.met.fault, trouble.site.created
    if not isinstance(fault, PythonError | TorchError | WrongArgumentLength):
        return
    place = made.node if made is not None else trouble.met.node
    text = fault.message()
    if "probability" in text or "[0, 1]" in text:
        yield from _fractions(trouble, place)
    if "out of bounds" in text or "too many indices" in text:
        yield from _indices(trouble, trouble.met.node)
    if isinstance(trouble.met.node, ast.Call):
        yield from _sizes(trouble, trouble.met.node)


def _fractions(trouble: Trouble, place: ast.AST | None) -> Iterator[Proposal]:
    """20 for 20 %, or 5 for 0.5."""
    for node in walk(place) if place is not None else ():
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and 1 < node.value <= 100:
            fraction = node.value / (100 if node.value >= 10 else 10)
            yield Proposal(f"write {fraction}", trouble.site.replace(node, str(fraction)), blames=node)


def _indices(trouble: Trouble, place: ast.AST | None) -> Iterator[Proposal]:
    """The last one in the place of one behind it; one index less."""
    if not isinstance(place, ast.Subscript):
        return
    for node in walk(place.slice):
        if isinstance(node, ast.Constant) and isinstance(node.value, int) and node.value > 0:
            yield Proposal("take the last one: -1", trouble.site.replace(node, "-1"), blames=place)
    if isinstance(place.slice, ast.Tuple) and len(place.slice.elts) > 1:
        for index in (-1, 1):
            kept = [part for part in place.slice.elts if part is not place.slice.elts[index]]
            new = ", ".join(trouble.source.text(part) for part in kept)
            yield Proposal(f"take [{new}]", trouble.site.replace(place.slice, new), blames=place)


def _sizes(trouble: Trouble, call: ast.Call) -> Iterator[Proposal]:
    """`repeat` wants a number for each axis; of two sizes that follow, the first is the batch."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    open_ends = [node for node in call.args if isinstance(node, ast.UnaryOp) and trouble.source.text(node) == "-1"]
    if name in {"view", "reshape"} and len(open_ends) > 1 and isinstance(call.func, ast.Attribute):
        batch = f"{trouble.source.text(call.func.value)}.size(0)"
        yield Proposal(f"write {batch} in front", trouble.site.replace(open_ends[0], batch), blames=call)
    if name in {"repeat", "expand"} and call.args and not call.keywords:
        front = trouble.site.surround(call.args[0], "1, " if name == "repeat" else "-1, ", "")[:1]
        back = trouble.site.surround(call.args[-1], "", ", 1" if name == "repeat" else ", -1")[1:]
        yield Proposal("a number for each axis, 1 at the end", back, blames=call)
        yield Proposal("a number for each axis, 1 in front", front, blames=call)
        for node in call.args if name == "expand" else ():
            yield Proposal("keep this axis: -1", trouble.site.replace(node, "-1"), blames=call)


REPAIR = Repair(_propose)
