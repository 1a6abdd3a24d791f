"""A mask or a bias with one axis less than what it meets: an axis of one lets it serve every head, step or channel."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import function_around
from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_Shape = tuple[int, ...]


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if isinstance(fault, ShapeMismatch):
        shapes: tuple[_Shape, ...] = (fault.left, fault.right)
    elif isinstance(fault, TorchError) and "must match" in fault.text:
        shapes = fault.shapes
    else:
        return
    operands = _operands(trouble.met.node)
    if len(shapes) != 2 or len(operands) < 2:
        return
    if len(shapes[0]) == len(shapes[1]) == 1:
        yield from _each_with_each(trouble, operands[0])
    for short, long, operand in ((shapes[1], shapes[0], operands[1]), (shapes[0], shapes[1], operands[0])):
        for axis in range(1, len(long)) if len(short) == len(long) - 1 else ():
            if _fits((*short[:axis], 1, *short[axis:]), long):
                method = f".unsqueeze({axis})"
                edits = trouble.site.surround(operand, "", method)[1:]
                yield Proposal(f"give it an axis of one: {trouble.source.text(operand)}{method}", edits, telling=True)


def _each_with_each(trouble: Trouble, operand: ast.expr) -> Iterator[Proposal]:
    """`position * rates` of two rows of numbers, where each is wanted with each: the first becomes a column."""
    function = function_around(trouble.source.tree, operand) if isinstance(operand, ast.Name) else None
    for line in walk(function) if function is not None else ():
        made = isinstance(line, ast.Assign) and trouble.source.text(line.targets[0]) == trouble.source.text(operand)
        if isinstance(line, ast.Assign) and made and isinstance(line.value, ast.Call):
            edits = trouble.site.surround(line.value, "", ".unsqueeze(1)")[1:]
            title = f"make {trouble.source.text(operand)} a column: .unsqueeze(1)"
            yield Proposal(title, edits, blames=line, telling=True)


def _operands(node: ast.AST | None) -> list[ast.expr]:
    """The two tensors that meet: of `a + b`, `a.masked_fill(b == 0, x)`, `torch.mul(a, b)`."""
    if isinstance(node, ast.BinOp):
        found = [node.left, node.right]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        found = [node.func.value, *node.args]
    else:
        found = []
    compared = [part.left if isinstance(part, ast.Compare) else part for part in found[:2]]
    return [part for part in compared if isinstance(part, ast.Name | ast.Call | ast.Attribute | ast.Subscript)]


def _fits(shape: _Shape, other: _Shape) -> bool:
    return all(a in {b, 1} for a, b in zip(shape, other, strict=True))


REPAIR = Repair(_propose)
