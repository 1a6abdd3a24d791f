"""Code -> rows: a reading whose tensors go from layer to layer in a chain, with residual sums and joins in it.

It looks at which tensor each step reads and makes, so it does not matter how the code is written.
"""

import ast
from collections.abc import Sequence
from math import prod

from app.checker.objects.tensors import TensorValue
from app.checker.outcome import Outcome
from app.checker.report import Shape
from app.checker.row_arguments import NotPlain, row_of
from app.checker.stack.layer import Layer
from app.checker.stack.request import HOLDERS, KINDS
from app.checker.trace import Row

_SUMS = {"+", "torch.add", "Tensor.add", "Tensor.add_"}
_JOINS = {"torch.cat", "torch.concat", "torch.concatenate"}


def rows_of(outcome: Outcome) -> list[Layer]:
    """The rows of the stack that was read.

    Raises:
        NotPlain: it is none; at the first line that no row can say.
    """
    if len(outcome.input_keys) != 1:
        raise NotPlain(f"the model is called with {len(outcome.input_keys)} tensors, and a stack has one input", None)
    if not isinstance(outcome.result, TensorValue):
        node = outcome.trace.rows[-1].node if outcome.trace.rows else None
        raise NotPlain("the model does not give back one tensor", node)
    graph = _Graph(outcome.trace.rows)
    rows = graph.chain(outcome.result.key, outcome.input_keys[0], None)
    graph.leave_none()
    return rows


def refuse_strange(outcome: Outcome) -> None:
    """Looks for a step that no row can say, where the code itself ends before its result.

    Raises:
        NotPlain: there is one.
    """
    for step in outcome.trace.rows:
        if len(step.reads) == 1:
            row_of(step)


class _Graph:
    """The steps by the tensors that they make; each may be used once."""

    def __init__(self, steps: Sequence[Row]) -> None:
        self._steps = steps
        self._made = {key: number for number, step in enumerate(steps) for key in step.makes}
        self._used = set[int]()

    def chain(self, end: int, start: int, reader: ast.AST | None) -> list[Layer]:
        """The rows that make one tensor of another; `reader` is what reads the last of them."""
        rows: list[Layer] = []
        while end != start:
            step = self._step(end, reader)
            if len(step.reads) == 1:
                rows.append(row_of(step))
                end = step.reads[0]
            else:
                end, row = self._joined(step, start)
                rows.append(row)
            reader = step.node
        return rows[::-1]

    def leave_none(self) -> None:
        """Raises NotPlain: a step leads nowhere."""
        for number, step in enumerate(self._steps):
            if number not in self._used:
                raise NotPlain(f"what {step.kind} makes here is not part of the chain", step.node)

    def _step(self, key: int, reader: ast.AST | None) -> Row:
        number = self._made.get(key)
        if number is None:
            raise NotPlain("what goes in here comes from no layer", reader)
        step = self._steps[number]
        if number in self._used:
            raise NotPlain(f"what {step.kind} makes here is used in more than one place", step.node)
        self._used.add(number)
        return step

    def _joined(self, step: Row, start: int) -> tuple[int, Layer]:
        """The row that a sum or a join is, and the tensor where its branches begin."""
        kind = _kind(step)
        fork = self._fork(step.reads, start)
        if fork is None:
            raise NotPlain(f"the branches that meet in {step.kind} do not begin at one tensor", step.node)
        branches = [self.chain(key, fork, step.node) for key in step.reads]
        if kind == "Residual":
            body, shortcut = branches if branches[0] else branches[::-1]
        else:
            shortcut, body = branches[0], branches[-1]
            for more in branches[1:-1]:
                shortcut = [_holder("Concat", more, shortcut, step)]
        return fork, _holder(kind, body, shortcut, step)

    def _fork(self, keys: Sequence[int], start: int) -> int | None:
        """The last tensor on the way to all of these: keys are given in the order of making."""
        common = set.intersection(*(self._ancestors(key) for key in keys))
        return max((key for key in common if key >= start), default=None)

    def _ancestors(self, key: int) -> set[int]:
        """The tensor itself and all that it was made from."""
        found, waiting = set[int](), [key]
        while waiting:
            each = waiting.pop()
            if each not in found:
                found.add(each)
                waiting += self._steps[self._made[each]].reads if each in self._made else ()
        return found


def _kind(step: Row) -> str:
    """Which row a step with several inputs is."""
    shapes = [list(shape) for shape in step.inputs]
    if step.kind in _SUMS and len(shapes) == 2 and shapes[0] == shapes[1] and _bare(step.node):
        return "Residual"
    if step.kind in _JOINS and len(shapes) > 1 and step.outputs and _along_channels(shapes, list(step.outputs[0])):
        return "Concat"
    raise NotPlain(f"{step.kind} of {len(shapes)} tensors is no row of a stack", step.node)


def _bare(node: ast.AST) -> bool:
    return not isinstance(node, ast.Call) or not node.keywords


def _along_channels(shapes: list[Shape], after: Shape) -> bool:
    rest = [[*shape[:1], *shape[2:]] for shape in [*shapes, after]]
    return (
        all(len(shape) > 1 for shape in shapes)
        and rest == rest[:1] * len(rest)
        and (after[1] == sum(shape[1] for shape in shapes) and prod(after) == sum(map(prod, shapes)))
    )


def _holder(kind: str, body: list[Layer], shortcut: list[Layer], step: Row) -> Layer:
    if not body and kind == "Residual":
        raise NotPlain(f"{step.kind} adds a tensor to itself", step.node)
    held = body or [KINDS["Identity"].model_validate({"type": "Identity"})]
    return HOLDERS[kind].model_validate({"type": kind, "body": held, "shortcut": shortcut})
