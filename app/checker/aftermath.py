"""The losses that a paste takes of what its entry returned: their shapes are looked at, once the entry has run.

A training loop is never run. Only a call such as `criterion(output, target)` counts, whose output is the
entry's result and whose target is the entry's input or a tensor that the paste itself makes.
"""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

import torch

from app.checker.blame.raised import Raised
from app.checker.findings.folded_batch import FoldedBatch
from app.checker.findings.loss_shapes import LossShapes
from app.checker.objects.definitions import Scope
from app.checker.objects.tensors import TensorValue
from app.checker.objects.values import Value
from app.checker.program.candidates import Entry
from app.checker.program.statements import names_in
from app.checker.program.toplevel import TopLevel
from app.checker.reader import Reader
from app.checker.signals import CannotTell
from app.checker.trace import Met, Row
from app.checker.walks import last_name, walk

_RESHAPES = frozenset({"flatten", "reshape", "view"})
_PAIRS = {
    "MSELoss": "mse_loss", "L1Loss": "l1_loss", "SmoothL1Loss": "smooth_l1_loss", "HuberLoss": "huber_loss",
}  # fmt: skip
_EXACT = {"BCELoss": "binary_cross_entropy", "BCEWithLogitsLoss": "binary_cross_entropy_with_logits"}
_CLASSES = {"CrossEntropyLoss": "cross_entropy", "NLLLoss": "nll_loss"}
_NAMES = {
    spelled: name for table in (_PAIRS, _EXACT, _CLASSES) for name, other in table.items() for spelled in (name, other)
}


@dataclass(frozen=True)
class Use:
    """A loss call; the names that hold the entry's result around it, none where it is called in place; its argument."""

    call: ast.Call
    loss: str
    results: frozenset[str]
    given: str
    index: int


@dataclass
class _State:
    """What is known so far in the order of the statements."""

    index: int
    results: frozenset[str] = frozenset()
    given: str = ""


def uses(top: TopLevel, entry: Entry) -> Iterator[Use]:
    """The losses of what the entry returns, in order."""
    state = _State(0)
    for index, statement in enumerate(top.statements):
        state.index = index
        yield from _uses([statement.node], top, entry, state)


def fed_alike(reader: Reader, entry: Entry, inputs: list[TensorValue]) -> bool:
    """Whether the paste itself feeds the entry with an input of this shape; then its other tensors belong to it."""
    if entry.feed is None or len(entry.feed.args) != 1 or len(inputs) != 1:
        return False
    value = _quietly(reader, lambda: reader.evaluate(entry.feed.args[0], reader.globals) if entry.feed else None)
    return isinstance(value, TensorValue) and value.shape == inputs[0].shape


def look(
    reader: Reader, use: Use, result: Value, inputs: list[TensorValue], execute: Callable[[int], None] | None
) -> Met | None:
    """The fault of one loss, if it has one.

    `execute` runs the statements that the target needs; None where the input is not the paste's own, so that
    its tensors are of another batch.
    """
    if not isinstance(result, TensorValue) or len(inputs) != 1:
        return None
    names: dict[str, Value] = {**dict.fromkeys(use.results, result), use.given: inputs[0]}
    of_input = names_in(use.call.args[1]) - {"*"} <= set(names)
    if not of_input and execute is None:
        return None
    found = _shapes(reader, use, result, names, execute if not of_input else None)
    fault = _fault(use, *found, of_input=of_input) if found is not None else None
    return _of_a_fold(fault, reader.trace.rows) or Met(fault, use.call) if fault is not None else None


def _of_a_fold(fault: LossShapes, rows: Sequence[Row]) -> Met | None:
    """Where each sample has one target, and a view made several rows of it: the view is at fault."""
    for index, row in enumerate(rows):
        moved = (row.inputs[0], row.outputs[0]) if row.name in _RESHAPES and row.inputs and row.outputs else ((), ())
        before, after = moved
        if before and fault.target == before[:1] != after[:1] == fault.output[:1] and len(before) > len(after):
            return Met(FoldedBatch(row.kind, before[0], after[0], before, after, before[1:]), row.node, row=index)
    return None


def _uses(body: list[ast.stmt], top: TopLevel, entry: Entry, state: _State) -> Iterator[Use]:
    """Loss calls in these statements and in the loops among them."""
    for statement in body:
        if isinstance(statement, ast.For | ast.While | ast.With | ast.If):
            yield from _uses(statement.body, top, entry, state)
        elif isinstance(statement, ast.Assign | ast.Expr):
            if isinstance(statement, ast.Assign) and _feeds(statement.value, entry):
                state.results = frozenset(t.id for t in statement.targets if isinstance(t, ast.Name))
                state.given = ast.unparse(statement.value.args[0])
                continue
            for call in walk(statement.value):
                if not isinstance(call, ast.Call) or len(call.args) != 2 or (name := _loss(call.func, top)) is None:
                    continue
                if _feeds(output := call.args[0], entry):
                    yield Use(call, name, frozenset(), ast.unparse(output.args[0]), state.index)
                elif names_in(output) & state.results:
                    yield Use(call, name, state.results, state.given, state.index)


def _feeds(node: ast.expr, entry: Entry) -> TypeGuard[ast.Call]:
    """A call of the entry: the very one that was made, or in a loop one with a bare name."""
    if not isinstance(node, ast.Call) or len(node.args) != 1 or node.keywords:
        return False
    if entry.feed is not None:
        return ast.dump(node) == ast.dump(entry.feed)
    return ast.unparse(node.func) == entry.text and isinstance(node.args[0], ast.Name)


def _loss(function: ast.expr, top: TopLevel) -> str | None:
    """The class that a function of a loss call stands for: `criterion`, `nn.MSELoss()`, `F.mse_loss`."""
    if isinstance(function, ast.Name) and (value := top.value_of(function.id)) is not None:
        function = value
    if isinstance(function, ast.Call):
        return _NAMES.get(last_name(function.func)) if not function.keywords and not function.args else None
    return _NAMES.get(last_name(function))


def _shapes(
    reader: Reader, use: Use, result: Value, names: Mapping[str, Value], execute: Callable[[int], None] | None
) -> tuple[TensorValue, TensorValue] | None:
    """Output and target as the loss gets them; None where they cannot be told."""
    scope = Scope(dict(names), reader.globals)

    def both() -> Value:
        if execute is not None:
            execute(use.index)
        output = reader.evaluate(use.call.args[0], scope) if use.results else result
        return output, reader.evaluate(use.call.args[1], scope)

    found = _quietly(reader, both)
    output, target = found if isinstance(found, tuple) else (None, None)
    return (output, target) if isinstance(output, TensorValue) and isinstance(target, TensorValue) else None


def _quietly(reader: Reader, work: Callable[[], Value]) -> Value:
    """A value that is read without leaving a row or a fault behind; None where it cannot be told."""
    active, reader.trace.active = reader.trace.active, False
    try:
        with reader.caught():
            return work()
    except (Raised, CannotTell):
        return None
    finally:
        reader.trace.active = active


def _fault(use: Use, output: TensorValue, target: TensorValue, *, of_input: bool) -> LossShapes | None:
    given, wanted = output.shape, target.shape
    if given == wanted and not (use.loss in _CLASSES and not target.tensor.is_floating_point()):
        return None
    if use.loss in _PAIRS:
        stretched = _broadcast(given, wanted)
        return LossShapes(use.loss, given, wanted, given, stretched, of_input)
    if use.loss in _EXACT:
        return LossShapes(use.loss, given, wanted, given, None, of_input)
    fits = (*given[:1], *given[2:]) if len(given) > 1 else ()
    if target.tensor.is_floating_point() or wanted == fits:
        return None
    return LossShapes(use.loss, given, wanted, fits, None, of_input)


def _broadcast(left: tuple[int, ...], right: tuple[int, ...]) -> tuple[int, ...] | None:
    try:
        return tuple(torch.broadcast_shapes(left, right))  # type: ignore[no-untyped-call]
    except RuntimeError:
        return None
