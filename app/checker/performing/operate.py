"""Runs functions and methods on tensors: first their preconditions, then the real thing, then a row."""

from collections.abc import Callable

import torch

from app.checker.blame.faults import Fault
from app.checker.blame.raised import Raised
from app.checker.convert import from_torch, refuse_array, tensors_in, to_torch
from app.checker.devices import cpu, meta
from app.checker.findings.tuple_for_tensor import TupleForTensor
from app.checker.objects.tensors import Field, TensorValue
from app.checker.objects.type_names import type_name
from app.checker.objects.values import Value
from app.checker.performing.recording import (
    after_reshape,
    explain,
    finish,
    new_row,
    plain,
    seen_through,
    shown,
    without_row,
)
from app.checker.performing.running import as_meant, as_used, guess, run
from app.checker.reader import Builtin, Call
from app.checker.rows import Arguments, NoTensor, Operation
from app.checker.trace import Row, merge, pooled

_OF_ANY_LIBRARY = "einops."
"""What works on arrays too."""
_MOVES = frozenset({"permute", "transpose", "swapaxes", "swapdims", "movedim", "moveaxis", "t"})
"""After these, the last axes need not be those of the map any more."""

_TAKES = _MOVES | {
    "indexing", "view", "reshape", "flatten", "squeeze", "unsqueeze", "contiguous", "clone", "detach", "chunk", "split",
    "narrow", "select", "unbind", "expand", "repeat", "flip",
}  # fmt: skip
"""These give the numbers of their first input as they are."""

_SHIFTS = frozenset({"+", "-", "//", "%", "add", "sub", "remainder", "clamp", "clip", "clamp_", "floor_divide"})
"""These make whole numbers of whole numbers, as of the columns of a table that share one embedding."""


def operation_builtin(operation: Operation, name: str, function: Callable[..., object]) -> Builtin:
    """The value behind a name such as `torch.flatten` or `Tensor.view`."""
    return Builtin(name, lambda call: run_operation(operation, name, function, call), function)


def run_operation(operation: Operation, name: str, function: Callable[..., object], call: Call) -> Value:
    """One call of a function or method on tensors.

    Raises:
        Raised: torch would raise, and no output can be assumed.
    """
    reader = call.reader
    reader.meter.operation(call.node)
    call = as_used(operation, as_meant(call))
    last = name.rpartition(".")[2]
    inputs = _inputs(name, call)
    args = tuple(to_torch(arg, call.node) for arg in call.args)
    arguments = Arguments(args, {key: _placed(key, to_torch(arg, call.node)) for key, arg in call.kwargs.items()})
    row = new_row(shown(name), last, call, inputs)
    reader.meter.items(operation.pieces(arguments) if inputs else 0, call.node)
    fault = _checked(operation, arguments, name, call) if inputs else None
    if fault is not None:
        return _assumed_operation(operation, call, row, fault, arguments, inputs, function)
    trusted, by_zeros = _is_trusted(operation, inputs), operation.by_zeros
    made = run(function, arguments, name, inputs, call, trusted=trusted, by_zeros=by_zeros)
    result = from_torch(made, reader.meter, call.node)
    _still_sized(last, inputs, result)
    if not operation.row or not inputs:
        return without_row(result, inputs, call)
    seen = merge([i.field for i in inputs])
    if name.startswith(_OF_ANY_LIBRARY) or (row.name in _MOVES and not _swaps_in_front(row.name, arguments, seen)):
        seen = None
    if "softmax" in name:
        row.arguments = {"dim": str(arguments.get(1, "dim"))}
    seen = _explain_by_layer(operation, arguments, row, inputs, result, seen)
    finished = finish(row, call, inputs, result, seen)
    if operation.folds and isinstance(finished, TensorValue):
        after_reshape(name, call, inputs, finished)
    return finished


def _inputs(name: str, call: Call) -> list[TensorValue]:
    """The tensors among what it is given, in order.

    Raises:
        Raised: TypeError, for an array of numpy in the place of the tensor.
    """
    if name.rpartition(".")[2].isidentifier() and not name.startswith(_OF_ANY_LIBRARY):
        refuse_array(shown(name), call.argument(0, "input"), call.node)
    given, meter = [*call.args, *call.kwargs.values()], call.reader.meter
    meter.nest(given, call.node)
    inputs = tensors_in(given)
    meter.tensors(len(inputs), call.node)
    return inputs


def _is_trusted(operation: Operation, inputs: list[TensorValue]) -> bool:
    """Whether the CPU need not be asked: it cannot be with zeros, or there is nothing that it would refuse."""
    return operation.by_value or (operation.any_float and all(i.tensor.dtype is torch.float32 for i in inputs))


def _still_sized(name: str, inputs: list[TensorValue], result: Value) -> None:
    """What only takes numbers from an input that is known by its sizes, or shifts them, is known by its sizes too."""
    sized = next((value.sized for value in inputs if value.sized), 0) if name in _SHIFTS else 0
    if name in _TAKES and inputs:
        sized = inputs[0].sized
    for output in tensors_in(result) if sized else ():
        output.sized = sized


def _swaps_in_front(name: str, arguments: Arguments, seen: Field) -> bool:
    """Whether `transpose(1, 2)` swaps only axes in front of those of the map, as a shuffle of channels does."""
    axes, rank = arguments.args[1:], arguments.first.ndim
    known = name in {"transpose", "swapaxes", "swapdims"} and isinstance(seen, tuple) and len(axes) == 2
    return known and all(isinstance(axis, int) and axis % rank < rank - len(seen or ()) for axis in axes)


def _checked(operation: Operation, arguments: Arguments, name: str, call: Call) -> Fault | None:
    """Why the CPU would refuse it.

    Raises:
        Raised: TypeError, for a tuple in the place of the tensor, as an LSTM or a pool with indices gives one.
    """
    if isinstance(arguments.get(0, ""), int | float):
        return None
    try:
        return operation.check(arguments)
    except NoTensor as wrong:
        given = call.args[0] if call.args else None
        text = f"{shown(name)}() takes a tensor first, not {type_name(given)}"
        fault = TupleForTensor(shown(name), type_name(given), len(given)) if isinstance(given, tuple | list) else None
        raise Raised("TypeError", text, call.node, fault) from wrong


def _placed(name: str, value: object) -> object:
    """Whatever device is named, tensors are made on meta."""
    return meta.META if name == "device" and value is not None else value


def _assumed_operation(
    operation: Operation, call: Call, row: Row, fault: Fault, arguments: Arguments, inputs: list[TensorValue],
    function: Callable[..., object],
) -> Value:  # fmt: skip
    says = cpu.words(function, arguments.args, arguments.kwargs)
    row.status = "failed"
    assumed = guess(operation.assume, arguments)
    if not isinstance(assumed, torch.Tensor) or call.reader.catching:
        call.reader.trace.add(row)
        raise Raised(fault.exception, fault.message(), call.node, fault, None, says)
    call.reader.fault(fault, call.node, torch_says=says)
    finished = finish(row, call, inputs, TensorValue(assumed), merge([i.field for i in inputs]))
    if operation.folds and isinstance(finished, TensorValue):
        finished.joined, finished.assumed = inputs[0].shape[1:], True
    return finished


def _explain_by_layer(
    operation: Operation, arguments: Arguments, row: Row, inputs: list[TensorValue], result: Value, seen: Field
) -> Field:
    """`F.max_pool2d` is explained by the row of `MaxPool2d`, built from the same arguments."""
    outputs = tensors_in(result)
    if outputs:
        row.macs = operation.macs(arguments, outputs[0].tensor)
        row.formula = operation.explain(arguments, outputs[0].shape)
    twin = operation.layer(arguments)
    if twin is None:
        return pooled(seen, operation.pools(arguments), len(inputs[0].shape))
    layer, kwargs = twin
    try:
        module = meta.twin(layer.cls, kwargs)
    except meta.Refused:
        return seen  # the function takes what the layer does not
    row.twin = module
    explain(row, layer, module, inputs, result)
    row.arguments = {shown: plain(getattr(module, shown)) for shown in layer.shown if hasattr(module, shown)}
    return seen_through(layer, module, inputs, result)
