"""Runs layers: first our preconditions, then the real thing, then a row."""

import ast
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import torch
from torch import nn

from app.checker.blame.faults import Fault
from app.checker.blame.raised import Raised
from app.checker.convert import from_torch, refuse_array, tensors_in, to_torch
from app.checker.devices import cpu, meta
from app.checker.findings.forgotten_flatten import ForgottenFlatten
from app.checker.findings.tuple_for_tensor import PACKED, TupleForTensor
from app.checker.findings.unbatched_input import UnbatchedInput
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.objects.definitions import LayerClass
from app.checker.objects.instances import ModuleValue, wrapper
from app.checker.objects.tensors import Field, PackedValue, TensorValue
from app.checker.objects.values import Value
from app.checker.performing.recording import after_reshape, describe, explain, finish, inherit, new_row, seen_through
from app.checker.performing.running import as_classes, as_indices, as_meant, guess, refusal, run
from app.checker.reader import Call
from app.checker.rows import Arguments, Given, Layer
from app.checker.trace import Met, Row
from app.checker.walks import walk

_SIZED = frozenset({"recurrent", "attention"})
_SIZES = re.compile(r"input_size|[Ee]xpected hidden|[Ee]xpecting embedding")
_LOOKED_UP = 2
"""Arguments of an embedding that are whole numbers: what to look up, and where each bag begins."""
_OWN_FORM = re.compile(
    r"^unflatten|^pixel_(un)?shuffle|^[Aa]rgument #4: [Pp]adding size should be less|linear mode needs"
    r"|^conv\w+\(\) received an invalid combination"
)
"""What a layer says where the form that it asks for does not fit what comes."""


def run_layer(layer: Layer, value: ModuleValue, call: Call) -> Value:
    """One call of a layer. After a fault the layer's declared output is assumed.

    Raises:
        Raised: torch would raise, and no output can be assumed.
    """
    reader, module = call.reader, value.module
    if module is None:
        raise AssertionError("a layer is called before it is built")
    reader.meter.operation(call.node)
    call = _prepared(layer, value, call)
    arguments, inputs = _taken(layer, call), tensors_in([*call.args, *call.kwargs.values()])
    first = inputs[0] if inputs else None
    joined, raw = (first.joined, first.raw) if first is not None else ((), False)
    given = Given(value.called, tuple(i.tensor for i in inputs), joined, raw, _asked(arguments))
    layer = _materialised(layer, module, arguments, inputs, call)
    row = new_row(layer.shown_as or layer.name, value.called, call, inputs)
    row.module = value
    describe(row, layer, value)
    _note_unbatched(layer, given, call)
    fault = _refused(layer, value, module, given, call) if inputs else None
    if fault is not None:
        return _assumed(layer, value, call, row, fault, given)
    with _parts(value, call) as parts:
        trusted = layer.guarded and _usual(inputs)
        raw_result = _run(layer, value, arguments, inputs, call, trusted=trusted)
    result = from_torch(raw_result, reader.meter, call.node)
    explain(row, layer, module, inputs, result)
    return _recorded(layer, value, call, row, inputs, result, parts)


def _asked(arguments: Arguments) -> tuple[int, ...] | None:
    """The output_size of a call: `self.unpool(x, indices, output_size=size)`."""
    size = arguments.kwargs.get("output_size")
    whole = isinstance(size, tuple | list) and all(isinstance(each, int) for each in size)
    return tuple(size) if whole and isinstance(size, tuple | list) else None


def _refused(layer: Layer, value: ModuleValue, module: nn.Module, given: Given, call: Call) -> Fault | None:
    """Why the CPU would refuse the call, by the layer's own preconditions.

    Raises:
        Raised: AttributeError, where the paste took one of the layer's weights away.
    """
    try:
        return layer.check(module, given)
    except AttributeError as lost:
        raise Raised("AttributeError", str(lost), call.node, None, value.created) from lost


def _run(
    layer: Layer, value: ModuleValue, arguments: Arguments, inputs: list[TensorValue], call: Call, *, trusted: bool
) -> object:
    """The call for real. Where a layer does not take a size, or makes no form of it, its own numbers are at fault."""
    if value.module is None:
        raise AssertionError("a layer is called before it is built")
    try:
        return run(value.module, arguments, value.called, inputs, call, trusted=trusted, by_zeros=layer.by_zeros)
    except Raised as raised:
        if (layer.family in _SIZED and _SIZES.search(raised.message)) or _OWN_FORM.search(raised.message):
            raised.created = value.created
        raise


def _prepared(layer: Layer, value: ModuleValue, call: Call) -> Call:
    """The call with what was meant in the place of what was written."""
    call = _single_tensor(layer, value, as_meant(call))
    if layer.cls is not nn.Identity:
        refuse_array(value.called, call.argument(0, "input"), call.node)
    if layer.family == "embedding":
        as_indices([*call.args[:_LOOKED_UP], *(call.kwargs.get(name) for name in ("input", "offsets"))])
    if layer.by_class:
        as_classes(call)
    return call


def _taken(layer: Layer, call: Call) -> Arguments:
    """The arguments as torch takes them."""
    call.reader.meter.nest([*call.args, *call.kwargs.values()], call.node)
    args = tuple(to_torch(arg, call.node) for arg in call.args)
    return Arguments(args, {**layer.supplied, **{n: to_torch(arg, call.node) for n, arg in call.kwargs.items()}})


def _recorded(
    layer: Layer, value: ModuleValue, call: Call, row: Row, inputs: list[TensorValue], result: Value, parts: list[Row]
) -> Value:
    """Records the row, or the rows of its parts, and what a flatten joined."""
    outputs = len(tensors_in(result))
    if layer.outputs and outputs > 1:
        row.output_names = list(layer.outputs[:outputs])
    seen = seen_through(layer, value.module, inputs, result) if value.module is not None else None
    if parts:
        return _finish_parts(parts, call, inputs, result, seen)
    finished = finish(row, call, inputs, result, seen)
    if layer.cls is nn.Flatten and isinstance(finished, TensorValue) and inputs:
        after_reshape(layer.name, call, inputs, finished, value.created)
    return finished


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
        raise refusal(refused, f"nn.{layer.name}", inputs, call) from refused
    return call.reader.tables.layers.get(type(module).__name__, layer)


def _note_unbatched(layer: Layer, given: Given, call: Call) -> None:
    """Remembers that a convolution read the input itself as one sample."""
    rank = next((int(digit) for digit in layer.name if digit.isdigit()), 0) if "onv" in layer.name else 0
    trace = call.reader.trace
    if given.raw and rank and len(given.shape) == rank + 1 and trace.unbatched is None and trace.active:
        trace.unbatched = Met(UnbatchedInput(given.name, given.shape), call.node)


def _follows(fault: Fault, call: Call) -> bool:
    """Features that do not fit because a view in front asked for others: that view has been named already."""
    first = call.args[0] if call.args else None
    return isinstance(fault, WrongInFeatures) and isinstance(first, TensorValue) and first.assumed


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
    row = new_row((layer and layer.shown_as) or value.class_name, value.called, call, inputs)
    row.module = value
    made = from_torch(output, call.reader.meter, call.node)
    row.outputs = [part.shape for part in tensors_in(made)]
    if layer is not None and value.module is not None:
        describe(row, layer, value)
        explain(row, layer, value.module, inputs, made)
    return row


def _finish_parts(rows: list[Row], call: Call, inputs: list[TensorValue], result: Value, seen: Field) -> Value:
    """The rows of the parts in their order; the result is that of the whole."""
    for row in rows:
        if row.module is not None and call.reader.trace.active:
            row.module.calls += 1
            row.shared = row.module.calls > 1
        call.reader.trace.add(row)
    for output in tensors_in(result):
        inherit(output, inputs, seen, call.node)
    return result


def _single_tensor(layer: Layer, value: ModuleValue, call: Call) -> Call:
    """A tuple in the place of the tensor is a finding; the reading goes on with its first part."""
    given = call.args[0] if call.args else None
    if layer.takes_tuples or not isinstance(given, tuple | list) or not given:
        return call
    stored = _stored(call) if isinstance(given, tuple) else None
    kind = PACKED if isinstance(given, PackedValue) else "tuple" if isinstance(given, tuple) else "list"
    fault = TupleForTensor(value.called, kind, len(given), stored)
    call.reader.fault(fault, call.node, value.created, recoverable=isinstance(given[0], TensorValue))
    return replace(call, args=[given[0], *call.args[1:]])


def _stored(call: Call) -> ast.Assign | None:
    """The statement `x = self.lstm(x)` that put several results under the one name that is now given on."""
    node = call.node.args[0] if isinstance(call.node, ast.Call) and call.node.args else None
    if not isinstance(node, ast.Name):
        return None
    made = call.reader.origin(node, call.scope).innermost().node
    found = (n for n in walk(call.reader.source.tree) if isinstance(n, ast.Assign) and n.value is made)
    statement = next(found, None)
    return statement if statement is not None and isinstance(statement.targets[0], ast.Name) else None


def _assumed(layer: Layer, value: ModuleValue, call: Call, row: Row, fault: Fault, given: Given) -> Value:
    """Records the fault and goes on with the declared output, where the layer declares one."""
    reader = call.reader
    assumed = guess(layer.assume, value.module, given) if value.module is not None else None
    says = cpu.words(value.module, given.tensors, {}) if value.module is not None else None
    row.status = "failed"
    if isinstance(fault, WrongInFeatures | ForgottenFlatten):
        row.features, row.joined = fault.features, fault.sizes
    if assumed is None or reader.catching:
        reader.trace.add(row)
        raise Raised(fault.exception, fault.message(), call.node, fault, value.created, says)
    if not _follows(fault, call):
        reader.fault(fault, call.node, value.created, torch_says=says)
    result = from_torch(assumed, reader.meter, call.node)
    finish(row, call, [], result, None)
    for part in tensors_in(result)[:1]:
        part.batched = True
    return result
