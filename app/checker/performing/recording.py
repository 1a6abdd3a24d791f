"""What a call leaves behind: its row, and on each result the history that later findings need."""

import ast
from math import prod

from torch import nn

from app.checker.blame.origins import Creation
from app.checker.convert import tensors_in
from app.checker.devices import meta
from app.checker.findings.folded_batch import FoldedBatch
from app.checker.objects.instances import ModuleValue
from app.checker.objects.tensors import Field, NamedTuple, TensorValue
from app.checker.objects.values import Value
from app.checker.reader import Call
from app.checker.rows import Layer, Sight
from app.checker.trace import Met, Row, merge, slide

_SCALES = frozenset("+-*/")
"""Arithmetic with numbers: what comes out is laid out as what went in."""

_MANY = 3
"""Two tensors are joined along the batch on purpose (a pair of views of each image); three or more hardly."""


def new_row(kind: str, name: str, call: Call, inputs: list[TensorValue]) -> Row:
    """The row of a call, before it is known what comes out."""
    around = call.reader.trace.around
    row = Row(kind, name, call.node, None, around[-1] if around else None, [i.shape for i in inputs], [])
    seen = inputs[0].field if inputs else None
    slid = isinstance(seen, tuple) and any(window != (1, 1) for window in seen)
    row.on_map = slid and isinstance(seen, tuple) and len(inputs[0].shape) == len(seen) + 2
    row.passed = inputs[0].passed if inputs else frozenset()
    row.sources = [i.made_by for i in inputs]
    row.reads = tuple(value.key for value in inputs)
    return row


def shown(name: str) -> str:
    """`F.relu` for `torch.nn.functional.relu`."""
    return name.replace("torch.nn.functional.", "F.")


def describe(row: Row, layer: Layer, value: ModuleValue) -> None:
    """Parameters, sharing, and the arguments worth showing."""
    module = value.module
    if module is None:
        return
    row.params = sum(p.numel() for p in meta.weights(module))
    row.arguments = {name: plain(getattr(module, name)) for name in layer.shown if hasattr(module, name)}


def plain(value: object) -> str:
    """`3` for `(3, 3)`: equal sides are said once."""
    if isinstance(value, tuple) and value and all(part == value[0] for part in value):
        return str(value[0])
    return " × ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def seen_through(layer: Layer, module: nn.Module, inputs: list[TensorValue], result: Value) -> Field:
    """The receptive field behind a layer. A layer that mixes features sees all of what a flatten joined."""
    if layer.turns:
        return None
    seen, outputs = merge([i.field for i in inputs]), tensors_in(result)
    if layer.whole:
        mixes = seen == "whole input" or (seen is not None and layer.family != "linear")
        return "whole input" if mixes or any(i.joined for i in inputs) else None
    sight = layer.sight(module, inputs[0].shape, outputs[0].shape) if inputs and outputs else None
    if isinstance(sight, Sight):
        return slide(seen, sight)
    return "whole input" if sight is not None and seen is not None else seen


def explain(row: Row, layer: Layer, module: nn.Module, inputs: list[TensorValue], result: Value) -> None:
    """The arithmetic and the multiply-adds of a layer that was called."""
    outputs = tensors_in(result)
    if inputs and outputs:
        before, after = inputs[0].shape, outputs[0].shape
        row.formula = layer.explain(module, before, after)
        row.macs = layer.macs(module, before, after)
        if layer.macs_of_all is not None:
            row.macs = layer.macs_of_all(module, row.inputs)


def without_row(result: Value, inputs: list[TensorValue], call: Call) -> Value:
    """A value that is no step keeps the history of what it was made from."""
    for output in tensors_in(result):
        inherit(output, inputs, merge([i.field for i in inputs]), call.node)
        if len(inputs) == 1 and output.shape == inputs[0].shape:
            output.key = inputs[0].key  # `x.contiguous()` comes from where x came from
            output.raw = inputs[0].raw
    return result


def finish(row: Row, call: Call, inputs: list[TensorValue], result: Value, seen: Field) -> Value:
    """Completes a row, records it, and hands its history on to the results."""
    outputs = tensors_in(result)
    for output in outputs:
        inherit(output, inputs, seen, call.node)
        if row.params and row.module is not None:
            output.passed |= {id(row.module.module)}
        if row.kind in _SCALES and len(inputs) == 1 and output.shape == inputs[0].shape:
            output.raw = inputs[0].raw  # `x / 255` is still the input, laid out as it came
    row.outputs = [output.shape for output in outputs]
    row.makes = tuple(value.key for value in outputs)
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


def inherit(output: TensorValue, inputs: list[TensorValue], seen: Field, node: ast.expr) -> None:
    """What a result takes over from the tensors that it was made from."""
    output.made_by = node
    if not inputs:
        return
    first = inputs[0]
    before, after = first.shape, output.shape
    batches = {i.shape[:1] for i in inputs if i.batched}
    output.batched = bool(after) and after[:1] in batches
    output.field = seen if _keeps_map(before, after, seen) else None
    same = after == before
    output.joined, output.assumed = (first.joined, first.assumed) if same else ((), False)
    output.passed = frozenset().union(*(i.passed for i in inputs))


def _keeps_map(before: tuple[int, ...], after: tuple[int, ...], seen: Field) -> bool:
    """Whether the last axes of a result are still those of the map; a view may have split the channels in front."""
    if not isinstance(seen, tuple) or len(before) == len(after):
        return True
    axes = len(seen)
    return len(after) > axes and after[-axes:] == before[-axes:]


def after_reshape(
    name: str, call: Call, inputs: list[TensorValue], output: TensorValue, created: Creation | None = None
) -> None:
    """Remembers what a flatten joined, and whether it moved the batch."""
    source = inputs[0]
    if not source.batched or not source.shape or not output.shape:
        return
    batch, per_sample = source.shape[0], source.shape[1:]
    joins = name.endswith(("cat", "concat"))
    if output.shape[0] == batch:
        output.joined = per_sample if len(output.shape) == 2 and len(source.shape) > 2 else output.joined
    elif (joins and (source.raw or not (len(inputs) >= _MANY or _made_apart(inputs)))) or (
        not joins and _keeps_axes(source.shape, output.shape)
    ):
        return
    else:
        blocks = not joins and _whole_rows(source.shape, output.shape)
        fault = FoldedBatch(shown(name), batch, output.shape[0], source.shape, output.shape, per_sample, blocks)
        call.reader.trace.folds.append(Met(fault, call.node, created, row=len(call.reader.trace.rows)))
        output.joined = per_sample


def _made_apart(inputs: list[TensorValue]) -> bool:
    """Whether each of them went through layers that the others did not: no views of a pair, but branches."""
    others = [frozenset().union(*(o.passed for o in inputs if o is not one)) for one in inputs]
    return all(one.passed - other for one, other in zip(inputs, others, strict=True))


def _keeps_axes(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """Whether the axes behind the first are trailing axes as they were, as in `x.reshape(-1, x.shape[-1])`: meant."""
    kept, row = len(after) - 1, prod(after[1:])
    if len(before) > 2 and row > 1 and before[-1] % row == 0:
        return True  # parts of the last axis, as the boxes of a detector
    return 0 < kept < len(before) - 1 and after[1:] == before[-kept:]


def _whole_rows(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """Whether each new row is a whole block of trailing axes: meant in a Gram matrix, not before a linear layer."""
    row = prod(after[1:])
    return any(prod(before[axis:]) == row for axis in range(2, len(before)))
