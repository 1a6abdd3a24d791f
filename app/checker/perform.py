"""Runs layers and operations on tensors: first our preconditions, then the real thing on meta, then a row."""

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from math import prod

import torch
from torch import nn

from app.checker import cpu, meta
from app.checker.convert import from_torch, tensors_in, to_torch
from app.checker.faults import Fault, Raised
from app.checker.findings.folded_batch import FoldedBatch
from app.checker.findings.forgotten_flatten import ForgottenFlatten
from app.checker.findings.python_error import PythonError
from app.checker.findings.torch_error import TorchError
from app.checker.findings.tuple_for_tensor import TupleForTensor
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.reader import Builtin, Call
from app.checker.rows import Arguments, Given, Layer, Operation
from app.checker.signals import CannotTell
from app.checker.trace import Met, Row, merge, slide
from app.checker.values import Field, LayerClass, ModuleValue, NamedTuple, TensorValue, Value, wrapper

_CONSTANTS = frozenset(f"torch.{name}" for name in ("linspace", "arange", "zeros", "ones", "full", "eye", "logspace"))
"""Small results of these keep their numbers: models compute rates and sizes with them."""
_MANY = 3
"""Two tensors are joined along the batch on purpose (a pair of views of each image); three or more hardly."""
_MOVES = frozenset({"permute", "transpose", "swapaxes", "swapdims", "movedim", "moveaxis", "t"})
"""After these, axis 1 need not be the channels any more."""


def run_layer(layer: Layer, value: ModuleValue, call: Call) -> Value:
    """One call of a layer. After a fault the layer's declared output is assumed.

    Raises:
        Raised: torch would raise, and no output can be assumed.
    """
    reader, module = call.reader, value.module
    if module is None:
        raise AssertionError("a layer is called before it is built")
    reader.meter.operation(call.node)
    call = _single_tensor(layer, value, _as_meant(call))
    if layer.family == "embedding":
        _as_indices(call)
    arguments = Arguments(
        tuple(to_torch(arg, call.node) for arg in call.args),
        {**layer.supplied, **{name: to_torch(arg, call.node) for name, arg in call.kwargs.items()}},
    )
    inputs = tensors_in([*call.args, *call.kwargs.values()])
    first = inputs[0] if inputs else None
    joined, raw = (first.joined, first.raw) if first is not None else ((), False)
    given = Given(value.called, tuple(i.tensor for i in inputs), joined, raw)
    layer = _materialised(layer, module, arguments, inputs, call)
    row = _row(layer.shown_as or layer.name, value.called, call, inputs)
    row.module = value
    _describe(row, layer, value)
    fault = layer.check(module, given) if inputs else None
    if fault is not None:
        return _assumed(layer, value, call, row, fault, given)
    with _parts(value, call) as parts:
        raw_result = _run(module, arguments, value.called, inputs, call, trusted=layer.guarded and _usual(inputs))
    result = from_torch(raw_result, reader.meter, call.node)
    seen = _seen(layer, module, inputs)
    _explain(row, layer, module, inputs, result)
    if layer.outputs and len(tensors_in(result)) > 1:
        row.output_names = list(layer.outputs[: len(tensors_in(result))])
    if parts:
        return _finish_parts(parts, call, inputs, result, seen)
    return _finish(row, call, inputs, result, seen)


def _usual(inputs: list[TensorValue]) -> bool:
    """Preconditions speak of sizes; which other kinds of number a layer takes is asked of the CPU."""
    return all(value.tensor.dtype is torch.float32 for value in inputs)


def _materialised(
    layer: Layer, module: nn.Module, arguments: Arguments, inputs: list[TensorValue], call: Call
) -> Layer:
    """The first call of a lazy layer gives it its sizes, and makes it the layer that it stands for."""
    try:
        meta.materialise(module, arguments.args, arguments.kwargs)
    except meta.Refused as refused:
        raise _refusal(refused, f"nn.{layer.name}", inputs, call) from refused
    return call.reader.tables.layers.get(type(module).__name__, layer)


@contextmanager
def _parts(value: ModuleValue, call: Call) -> Iterator[list[Row]]:
    """The rows of the layers inside one that has children, such as a transformer: only they are steps."""
    rows: list[Row] = []
    module = value.module
    if module is None or not module._modules:
        yield rows
        return
    steps = {id(part): wrapper(part) for part in module.modules() if part is not module and _is_step(part)}

    def listen(part: nn.Module, args: tuple[object, ...], output: object) -> None:
        if id(part) in steps:
            rows.append(_row_of_part(steps[id(part)], args, output, call))

    handles = [part.register_forward_hook(listen) for part in module.modules() if id(part) in steps]
    try:
        yield rows
    finally:
        for handle in handles:
            handle.remove()


def _is_step(part: nn.Module) -> bool:
    kind = wrapper(part).kind
    return not part._modules or (isinstance(kind, LayerClass) and bool(kind.layer.shown_as))


def _row_of_part(value: ModuleValue, args: tuple[object, ...], output: object, call: Call) -> Row:
    inputs = [TensorValue(arg) for arg in args if isinstance(arg, torch.Tensor)]
    layer = value.kind.layer if isinstance(value.kind, LayerClass) else None
    row = _row((layer and layer.shown_as) or value.class_name, value.called, call, inputs)
    row.module = value
    made = from_torch(output, call.reader.meter, call.node)
    row.outputs = [part.shape for part in tensors_in(made)]
    if layer is not None and value.module is not None:
        _describe(row, layer, value)
        _explain(row, layer, value.module, inputs, made)
    return row


def _finish_parts(rows: list[Row], call: Call, inputs: list[TensorValue], result: Value, seen: Field) -> Value:
    """The rows of the parts in their order; the result is that of the whole."""
    for row in rows:
        if row.module is not None and call.reader.trace.active:
            row.module.calls += 1
            row.shared = row.module.calls > 1
        call.reader.trace.add(row)
    for output in tensors_in(result):
        _inherit(output, inputs, seen, call.node)
    return result


def _as_indices(call: Call) -> None:
    """An input that is known by its sizes alone holds whole numbers, where the first layer looks them up."""
    first = call.args[0] if call.args else None
    if isinstance(first, TensorValue) and first.raw and first.sized:
        first.tensor = meta.empty(first.shape, torch.int64)


def _as_meant(call: Call) -> Call:
    """Layers that were made from a tensor, in the place of what they were meant to give."""
    if not any(isinstance(arg, ModuleValue) and arg.applied_to is not None for arg in call.args):
        return call
    return replace(call, args=[call.reader.meant(arg, call.node, call.scope) for arg in call.args])


def _single_tensor(layer: Layer, value: ModuleValue, call: Call) -> Call:
    """A tuple in the place of the tensor is a finding; the reading goes on with its first part."""
    given = call.args[0] if call.args else None
    if layer.takes_tuples or not isinstance(given, tuple | list) or not given:
        return call
    fault = TupleForTensor(value.called, "tuple" if isinstance(given, tuple) else "list", len(given))
    call.reader.fault(fault, call.node, value.created, recoverable=isinstance(given[0], TensorValue))
    return replace(call, args=[given[0], *call.args[1:]])


def _assumed(layer: Layer, value: ModuleValue, call: Call, row: Row, fault: Fault, given: Given) -> Value:
    """Records the fault and goes on with the declared output, where the layer declares one."""
    reader = call.reader
    assumed = layer.assume(value.module, given) if value.module is not None else None
    says = cpu.words(value.module, given.tensors, {}) if value.module is not None else None
    row.status = "failed"
    if isinstance(fault, WrongInFeatures | ForgottenFlatten):
        row.features, row.joined = fault.features, fault.sizes
    if assumed is None:
        reader.trace.add(row)
        raise Raised(fault.exception, fault.message(), call.node, fault, value.created, says)
    reader.fault(fault, call.node, value.created, torch_says=says)
    result = TensorValue(assumed)
    _finish(row, call, [], result, None)
    result.batched = True
    return result


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
    call = _as_meant(call)
    inputs = tensors_in([*call.args, *call.kwargs.values()])
    reader.meter.tensors(len(inputs), call.node)
    args = tuple(to_torch(arg, call.node) for arg in call.args)
    arguments = Arguments(args, {key: _placed(key, to_torch(arg, call.node)) for key, arg in call.kwargs.items()})
    row = _row(_shown(name), name.rpartition(".")[2], call, inputs)
    reader.meter.items(operation.pieces(arguments) if inputs else 0, call.node)
    fault = operation.check(arguments) if inputs else None
    if fault is not None:
        return _assumed_operation(operation, call, row, fault, arguments, inputs, function)
    result = from_torch(
        _run(function, arguments, name, inputs, call, trusted=operation.by_value), reader.meter, call.node
    )
    if not operation.row or not inputs:
        return _without_row(result, inputs, call)
    seen = None if row.name in _MOVES else merge([i.field for i in inputs])
    if "softmax" in name:
        row.arguments = {"dim": str(arguments.get(1, "dim"))}
    seen = _explain_by_layer(operation, arguments, row, inputs, result, seen)
    finished = _finish(row, call, inputs, result, seen)
    if operation.folds and isinstance(finished, TensorValue):
        _after_reshape(name, call, inputs, finished)
    return finished


def _placed(name: str, value: object) -> object:
    """Whatever device is named, tensors are made on meta."""
    return meta.META if name == "device" and value is not None else value


def _assumed_operation(
    operation: Operation, call: Call, row: Row, fault: Fault, arguments: Arguments, inputs: list[TensorValue],
    function: Callable[..., object],
) -> Value:  # fmt: skip
    says = cpu.words(function, arguments.args, arguments.kwargs)
    row.status = "failed"
    assumed = operation.assume(arguments)
    if assumed is None:
        call.reader.trace.add(row)
        raise Raised(fault.exception, fault.message(), call.node, fault, None, says)
    call.reader.fault(fault, call.node, torch_says=says)
    finished = _finish(row, call, inputs, TensorValue(assumed), merge([i.field for i in inputs]))
    if operation.folds and isinstance(finished, TensorValue):
        finished.joined = inputs[0].shape[1:]
    return finished


def _run(function: Callable[..., object], arguments: Arguments, name: str, inputs: list[TensorValue], call: Call,
         *, trusted: bool) -> object:  # fmt: skip
    """The call on meta; a small one that no complete preconditions guard is made on CPU too, and the CPU is right."""
    args, kwargs = arguments.args, arguments.kwargs
    try:
        if cpu.is_real(function, args, kwargs):
            return cpu.run_real(function, args, kwargs)
        result = meta.run(function, *cpu.to_meta(args, kwargs))
        if name in _CONSTANTS and isinstance(result, torch.Tensor) and result.numel() <= cpu.KEPT:
            return cpu.run_real(function, args, kwargs)
        if not trusted and inputs and cpu.is_small(function, args, kwargs, result):
            cpu.verdict(function, args, kwargs)
    except meta.Refused as refused:
        if refused.meta_only:
            what = f"what {name} gives depends on the numbers in a tensor"
            raise CannotTell("value-dependent", what, call.node) from refused
        if not trusted and inputs and cpu.is_small(function, args, kwargs):
            return _second_opinion(function, arguments, name, inputs, call)
        raise _refusal(refused, name, inputs, call) from refused
    return result


def _second_opinion(
    function: Callable[..., object], arguments: Arguments, name: str, inputs: list[TensorValue], call: Call
) -> object:
    """What the CPU gives where meta refuses."""
    try:
        return cpu.verdict(function, arguments.args, arguments.kwargs)
    except meta.Refused as refused:
        raise _refusal(refused, name, inputs, call) from refused


def _refusal(refused: meta.Refused, name: str, inputs: list[TensorValue], call: Call) -> Raised:
    fault: Fault = TorchError(_shown(name), tuple(i.shape for i in inputs), refused.text)
    if refused.kind == "TypeError" and not inputs:
        fault = PythonError(refused.kind, refused.text)
    return Raised(refused.kind, refused.text, call.node, fault, None, refused.text)


def _row(kind: str, name: str, call: Call, inputs: list[TensorValue]) -> Row:
    around = call.reader.trace.around
    row = Row(kind, name, call.node, None, around[-1] if around else None, [i.shape for i in inputs], [])
    seen = inputs[0].field if inputs else None
    slid = isinstance(seen, tuple) and any(window != (1, 1) for window in seen)
    row.on_map = slid and isinstance(seen, tuple) and len(inputs[0].shape) == len(seen) + 2
    row.passed = inputs[0].passed if inputs else frozenset()
    row.sources = [i.made_by for i in inputs]
    row.reads = tuple(map(id, inputs))
    return row


def _shown(name: str) -> str:
    return name.replace("torch.nn.functional.", "F.")


def _describe(row: Row, layer: Layer, value: ModuleValue) -> None:
    """Parameters, sharing, and the arguments worth showing."""
    module = value.module
    if module is None:
        return
    row.params = sum(p.numel() for p in meta.weights(module))
    row.arguments = {name: _plain(getattr(module, name)) for name in layer.shown if hasattr(module, name)}


def _plain(value: object) -> str:
    """`3` for `(3, 3)`: equal sides are said once."""
    if isinstance(value, tuple) and len(set(value)) == 1:
        return str(value[0])
    return " × ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _seen(layer: Layer, module: nn.Module, inputs: list[TensorValue]) -> Field:
    seen = merge([i.field for i in inputs])
    if layer.whole:
        return "whole input" if seen is not None else None
    window = layer.window(module)
    return slide(seen, window) if window is not None else seen


def _explain(row: Row, layer: Layer, module: nn.Module, inputs: list[TensorValue], result: Value) -> None:
    outputs = tensors_in(result)
    if inputs and outputs:
        row.formula = layer.explain(module, inputs[0].shape, outputs[0].shape)
        row.macs = layer.macs(module, inputs[0].shape, outputs[0].shape)
        if layer.macs_of_all is not None:
            row.macs = layer.macs_of_all(module, row.inputs)


def _explain_by_layer(
    operation: Operation, arguments: Arguments, row: Row, inputs: list[TensorValue], result: Value, seen: Field
) -> Field:
    """`F.max_pool2d` is explained by the row of `MaxPool2d`, built from the same arguments."""
    outputs = tensors_in(result)
    if outputs:
        row.macs = operation.macs(arguments, outputs[0].tensor)
    twin = operation.layer(arguments)
    if twin is None:
        return seen
    layer, kwargs = twin
    module = meta.build(layer.cls, (), kwargs)
    _explain(row, layer, module, inputs, result)
    row.arguments = {shown: _plain(getattr(module, shown)) for shown in layer.shown if hasattr(module, shown)}
    return _seen(layer, module, inputs)


def _without_row(result: Value, inputs: list[TensorValue], call: Call) -> Value:
    """A value that is no step keeps the history of what it was made from."""
    for output in tensors_in(result):
        _inherit(output, inputs, merge([i.field for i in inputs]), call.node)
    return result


def _finish(row: Row, call: Call, inputs: list[TensorValue], result: Value, seen: Field) -> Value:
    outputs = tensors_in(result)
    for output in outputs:
        _inherit(output, inputs, seen, call.node)
        if row.params and row.module is not None:
            output.passed |= {id(row.module.module)}
    row.outputs = [output.shape for output in outputs]
    row.makes = tuple(map(id, outputs))
    if isinstance(result, NamedTuple):
        row.output_names = list(result.field_names)
    row.bytes = sum(output.tensor.numel() * output.tensor.element_size() for output in outputs)
    row.field_of_view = outputs[0].field if outputs else None
    if row.kind == "Linear" and row.features is None:
        row.joined = inputs[0].joined if inputs else ()
        row.features = prod(row.joined) if row.joined else row.inputs[0][-1]
    if row.module is not None and call.reader.trace.active:
        row.module.calls += 1
        row.shared = row.module.calls > 1
    call.reader.trace.add(row)
    return result


def _inherit(output: TensorValue, inputs: list[TensorValue], seen: Field, node: ast.expr) -> None:
    output.made_by = node
    if not inputs:
        return
    first = inputs[0]
    batches = {i.shape[0] for i in inputs if i.batched and i.shape}
    output.batched = bool(output.shape) and output.shape[0] in batches
    same_rank = len(output.shape) == len(first.shape)
    output.field = seen if same_rank or seen == "whole input" else None
    output.joined = first.joined if output.shape == first.shape else ()
    output.passed = frozenset().union(*(i.passed for i in inputs))


def _after_reshape(name: str, call: Call, inputs: list[TensorValue], output: TensorValue) -> None:
    """Remembers what a flatten joined, and whether it moved the batch."""
    source = inputs[0]
    if not source.batched or not source.shape or not output.shape:
        return
    batch, per_sample = source.shape[0], source.shape[1:]
    joins = name.endswith(("cat", "concat"))
    if output.shape[0] == batch:
        output.joined = per_sample if len(output.shape) == 2 and len(source.shape) > 2 else output.joined
    elif (joins and (len(inputs) < _MANY or source.raw)) or (not joins and _whole_rows(source.shape, output.shape)):
        return
    else:
        fault = FoldedBatch(_shown(name), batch, output.shape[0], source.shape, output.shape, per_sample)
        call.reader.trace.folds.append(Met(fault, call.node, row=len(call.reader.trace.rows)))
        output.joined = per_sample


def _whole_rows(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """Whether each new row is a whole block of trailing axes, as in `x.reshape(-1, x.shape[-1])`: that is meant."""
    row = prod(after[1:])
    return any(prod(before[axis:]) == row for axis in range(2, len(before)))
