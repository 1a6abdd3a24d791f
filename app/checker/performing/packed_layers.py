"""A recurrent layer that is called with packed sequences: as with padded ones, and what it gives is packed again.

The states have the sizes of the padded call whatever the lengths are; only the output hangs on them.
"""

from dataclasses import replace
from math import prod

from torch import nn

from app.checker.devices import meta
from app.checker.objects.instances import ModuleValue
from app.checker.objects.tensors import PackedValue, TensorValue
from app.checker.objects.values import Value
from app.checker.performing import perform
from app.checker.performing.running import refusal
from app.checker.reader import Call
from app.checker.rows import Layer
from app.checker.trace import Row


def run_layer(layer: Layer, value: ModuleValue, call: Call) -> Value:
    """One call of a layer.

    Raises:
        Raised: torch would raise, and no output can be assumed.
    """
    given = call.argument(0, "input")
    if not isinstance(given, PackedValue) or not issubclass(layer.cls, nn.RNNBase):
        return perform.run_layer(layer, value, call)
    _refuse_short(value, given, call)
    padded = _padded(given, bool(getattr(value.module, "batch_first", False)))
    rows, before = call.reader.trace.rows, len(call.reader.trace.rows)
    kwargs = {name: arg for name, arg in call.kwargs.items() if name != "input"}
    result = perform.run_layer(layer, value, replace(call, args=[padded, *call.args[1:]], kwargs=kwargs))
    if not isinstance(result, tuple) or not isinstance(result[0], TensorValue):
        return result
    packed = _packed(given, result[0])
    for row in rows[before:]:
        _correct(row, layer, value, given, packed)
    return (packed, *result[1:])


def _refuse_short(value: ModuleValue, given: PackedValue, call: Call) -> None:
    """A length beyond the end of its sequence packs, and then has fewer steps than it says.

    Raises:
        Raised: in PyTorch's words, of the first step that is missing.
    """
    data, sizes = given.data, given[1]
    if data is None or not isinstance(sizes, TensorValue):
        return
    begin = 0
    for size in sizes.tensor.tolist():
        if begin + size > data.shape[0]:
            words = f"start ({begin}) + length ({size}) exceeds dimension size ({data.shape[0]})."
            raise refusal(meta.Refused("RuntimeError", words), value.called, [data], call)
        begin += size


def _padded(given: PackedValue, batch_first: bool) -> TensorValue:
    """The sequences as they lay before, in the order that the layer reads."""
    steps, batch, *features = given.padded
    order = (batch, steps) if batch_first else (steps, batch)
    made = TensorValue(meta.empty((*order, *features)))
    if (data := given.data) is not None:
        made.key, made.made_by, made.passed = data.key, data.made_by, data.passed
    return made


def _packed(given: PackedValue, output: TensorValue) -> PackedValue:
    """What comes out for every step, laid out as what went in."""
    width = output.shape[-1]
    fields: list[Value] = list(given)
    if (data := given.data) is not None:
        output.tensor = meta.empty((data.shape[0], width))
        output.batched, output.field = False, None
        fields[0] = output
    return PackedValue.laid_out(fields, (*given.padded[:2], width))


def _correct(row: Row, layer: Layer, value: ModuleValue, given: PackedValue, packed: PackedValue) -> None:
    """The row says what is known: with unknown lengths the states alone."""
    data, out = given.data, packed.data
    states, names = row.outputs[1:], (row.output_names or [])[1:]
    if data is None or out is None or value.module is None:
        row.inputs, row.outputs, row.output_names, row.macs, row.formula = row.inputs[1:], states, names, 0, []
        return
    row.inputs[0] = data.shape
    row.outputs = [*(part.shape for part in packed if isinstance(part, TensorValue)), *states]
    row.output_names = [*(f"output.{name}" for name in packed.held), *names]
    row.macs = layer.macs(value.module, data.shape, out.shape)
    row.bytes = sum(prod(shape) * 4 for shape in row.outputs)
