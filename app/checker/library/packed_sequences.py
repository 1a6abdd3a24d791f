"""Sequences of different lengths, packed one behind the other and padded again; their lengths decide every size.

PyTorch itself is asked, with zeros and the lengths of the paste. Where a tensor holds lengths that nobody knows, the
batch and the features are known all the same, and so are the steps where `total_length` says them.
"""

from collections.abc import Callable
from typing import TypeVar

import torch
from torch.nn.utils import rnn

from app.checker.convert import to_torch
from app.checker.devices import meta
from app.checker.limits import over_budget
from app.checker.objects.tensors import ArrayValue, PackedValue, TensorValue
from app.checker.objects.values import Unknown, Value
from app.checker.performing.recording import finish, new_row
from app.checker.performing.running import refusal
from app.checker.provided import Library, TypeToken
from app.checker.reader import Builtin, Call
from app.checker.signals import CannotTell

Given = TypeVar("Given")
_LIBRARY = "torch.nn.utils.rnn"
_MOST = 4_000_000
"""Steps of all sequences together that PyTorch is asked about with zeros."""
_UNKNOWN = Unknown(
    "a packed sequence", "value-dependent", message="how many steps are packed depends on the lengths in a tensor"
)


def _pack(call: Call) -> Value:
    """`pack_padded_sequence(x, lengths)`: the steps in one row, the longest sequence first."""
    given, lengths = _tensor(call, 0, "input"), call.argument(1, "lengths")
    batch_first, ordered = call.argument(2, "batch_first", False), call.argument(3, "enforce_sorted", True)
    if len(given.shape) < 2:
        words = "Dimension out of range (expected to be in range of [-1, 0], but got 1)"
        raise refusal(meta.Refused("IndexError", words), f"{_LIBRARY}.pack_padded_sequence", [given], call)
    first, second, *features = given.shape
    steps, batch = (second, first) if batch_first else (first, second)
    known = _numbers(lengths, call)
    asked = known if known is not None else torch.full(_shape(lengths, batch), steps or 1)
    zeros = _zeros((steps, batch), call)
    packed = _ask("pack_padded_sequence", rnn.pack_padded_sequence, (zeros, asked, False, bool(ordered)), [given], call)
    if known is None:
        return _step("pack_padded_sequence", call, [given], _unknown((steps, batch, *features)))
    return _step("pack_padded_sequence", call, [given], _known(packed, tuple(features)))


def _pad(call: Call) -> Value:
    """`pad_packed_sequence(packed)`: as many steps as the longest has, or as `total_length` says; and the lengths."""
    packed = _sequence(call)
    batch_first, total = call.argument(1, "batch_first", False), call.argument(3, "total_length")
    data = packed.data
    if data is None:
        if not isinstance(total, int):
            message = (
                "how long the longest sequence is, the lengths in a tensor say, and pad_packed_sequence pads to it"
            )
            raise CannotTell("value-dependent", message, call.node)
        steps, counts = total, TensorValue(meta.empty((packed.padded[1],), torch.int64))
    else:
        arguments = (_real(packed, data), False, 0.0, total)
        rows, lengths = _ask("pad_packed_sequence", rnn.pad_packed_sequence, arguments, [data], call)
        steps, counts = rows.shape[0], TensorValue(lengths)
    order = (packed.padded[1], steps) if batch_first else (steps, packed.padded[1])
    made = TensorValue(meta.empty((*order, *packed.padded[2:])))
    return (_step("pad_packed_sequence", call, [data] if data is not None else [], made), counts)


def _pack_several(call: Call) -> Value:
    """`pack_sequence([a, b])`: every tensor says its own length."""
    parts = [part for part in call.reader.iterate(call.argument(0, "sequences"), call.node)
             if isinstance(part, TensorValue)]  # fmt: skip
    ordered = call.argument(1, "enforce_sorted", True)
    lengths = torch.tensor([part.shape[0] if part.shape else 0 for part in parts])
    joined = [meta.empty(part.shape) for part in parts]
    padded = _ask("pack_sequence", rnn.pad_sequence, (joined,), parts, call)
    zeros = _zeros(tuple(padded.shape[:2]), call)
    packed = _ask("pack_sequence", rnn.pack_padded_sequence, (zeros, lengths, False, bool(ordered)), parts, call)
    return _step("pack_sequence", call, parts, _known(packed, tuple(padded.shape[2:])))


def _unpad(call: Call) -> Value:
    """`unpad_sequence(padded, lengths)`: the sequences, each with its own steps."""
    padded, lengths = _tensor(call, 0, "padded_sequences"), _numbers(call.argument(1, "lengths"), call)
    if lengths is None:
        raise CannotTell("value-dependent", "how long each sequence is, the lengths in a tensor say", call.node)
    arguments = (padded.tensor, lengths, bool(call.argument(2, "batch_first", False)))
    return [TensorValue(part) for part in _ask("unpad_sequence", rnn.unpad_sequence, arguments, [padded], call)]


def _unpack(call: Call) -> Value:
    """`unpack_sequence(packed)`: the sequences again."""
    packed = _sequence(call)
    data = packed.data
    if data is None:
        raise CannotTell("value-dependent", "how long each sequence is, the lengths in a tensor say", call.node)
    parts = _ask("unpack_sequence", rnn.unpack_sequence, (_real(packed, data),), [data], call)
    return [TensorValue(meta.empty((*part.shape, *data.shape[1:]))) for part in parts]


def _made(call: Call) -> Value:
    """`PackedSequence(data, batch_sizes)`: other numbers for the same steps."""
    data, sizes = _tensor(call, 0, "data"), call.argument(1, "batch_sizes")
    fields = [data, sizes, call.argument(2, "sorted_indices"), call.argument(3, "unsorted_indices")]
    if not isinstance(sizes, TensorValue) or sizes.tensor.is_meta or not sizes.tensor.numel():
        raise CannotTell("value-dependent", "how many steps are packed depends on the sizes in a tensor", call.node)
    return PackedValue.laid_out(fields, (sizes.tensor.numel(), int(sizes.tensor[0]), *data.shape[1:]))


def _itself(call: Call) -> Value:
    return call.args[0]


def _tensor(call: Call, position: int, name: str) -> TensorValue:
    value = call.argument(position, name)
    if isinstance(value, Unknown):
        to_torch(value, call.node)
    if not isinstance(value, TensorValue):
        raise call.error("TypeError", f"{name} has to be a tensor")
    return value


def _sequence(call: Call) -> PackedValue:
    value = call.argument(0, "sequence")
    if not isinstance(value, PackedValue):
        raise call.error("AttributeError", "this is no packed sequence: it has no batch_sizes")
    return value


def _numbers(value: Value, call: Call) -> torch.Tensor | None:
    """The lengths, on CPU; None where nobody knows them."""
    if isinstance(value, TensorValue | ArrayValue):
        held = value.tensor if isinstance(value, TensorValue) else value.numbers
        return None if held.is_meta else held
    given = to_torch(value, call.node)
    if isinstance(given, tuple | list) and any(isinstance(part, torch.Tensor) and part.is_meta for part in given):
        return None
    try:
        return torch.as_tensor(given, dtype=torch.int64)
    except (TypeError, ValueError, RuntimeError) as error:
        raise call.error(type(error).__name__, str(error)) from error


def _shape(lengths: Value, batch: int) -> tuple[int, ...]:
    """Of lengths that are unknown: how many there are, torch compares with the batch."""
    if isinstance(lengths, TensorValue):
        return lengths.shape
    return tuple(lengths.numbers.shape) if isinstance(lengths, ArrayValue) else (batch,)


def _zeros(shape: tuple[int, ...], call: Call) -> torch.Tensor:
    if shape[0] * shape[1] > _MOST:
        raise over_budget(f"more than {_MOST:,} steps in packed sequences", call.node)
    return torch.zeros(shape)


def _ask(
    name: str, function: Callable[..., Given], arguments: tuple[object, ...], inputs: list[TensorValue], call: Call
) -> Given:
    """What PyTorch gives.

    Raises:
        Raised: it refuses.
    """
    try:
        return function(*arguments)
    except meta.TORCH_ERRORS as error:
        refused = meta.Refused(type(error).__name__, meta.first_lines(error))
        raise refusal(refused, f"{_LIBRARY}.{name}", inputs, call) from error


def _known(packed: rnn.PackedSequence, features: tuple[int, ...]) -> PackedValue:
    """What PyTorch packed, with features for every step."""
    sizes, orders = packed.batch_sizes, (packed.sorted_indices, packed.unsorted_indices)
    fields: list[Value] = [TensorValue(meta.empty((packed.data.shape[0], *features))), TensorValue(sizes)]
    fields += [None if order is None else TensorValue(order) for order in orders]
    return PackedValue.laid_out(fields, (sizes.numel(), int(sizes[0]), *features))


def _real(packed: PackedValue, data: TensorValue) -> rnn.PackedSequence:
    """The same steps for PyTorch, one number for each."""
    sizes, *orders = (part.tensor if isinstance(part, TensorValue) else None for part in packed[1:])
    return rnn.PackedSequence(torch.zeros(data.shape[:1]), sizes, *orders)


def _unknown(padded: tuple[int, ...]) -> PackedValue:
    return PackedValue.laid_out([_UNKNOWN] * len(PackedValue.field_names), padded)


def _step(name: str, call: Call, inputs: list[TensorValue], result: Value) -> Value:
    """Records the step, with its history."""
    call.reader.meter.operation(call.node)
    row = new_row(f"{_LIBRARY}.{name}", name, call, inputs)
    finish(row, call, inputs, result, None)
    if isinstance(result, PackedValue):
        row.output_names = result.held
    return result


_PACKED = TypeToken("PackedSequence", lambda value: isinstance(value, PackedValue), _made)

LIBRARY = Library(
    modules={
        _LIBRARY: {
            "pack_padded_sequence": Builtin("pack_padded_sequence", _pack),
            "pad_packed_sequence": Builtin("pad_packed_sequence", _pad),
            "pack_sequence": Builtin("pack_sequence", _pack_several),
            "unpad_sequence": Builtin("unpad_sequence", _unpad),
            "unpack_sequence": Builtin("unpack_sequence", _unpack),
            "PackedSequence": _PACKED,
        },
    },
    methods={"PackedSequence": {name: Builtin(name, _itself) for name in ("to", "cuda", "cpu", "float", "pin_memory")}},
)  # fmt: skip
