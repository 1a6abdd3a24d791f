"""How numpy gives arrays another shape, joins, repeats and splits them."""

from collections.abc import Callable

import torch

from app.checker.objects.arrays import real, tensor_of, worked_out
from app.checker.objects.tensors import ArrayValue
from app.checker.objects.values import Value
from app.checker.provided import Library, functions
from app.checker.reader import Call


def _numbers(call: Call) -> torch.Tensor:
    return tensor_of(call.needed(0), call.node)


def _given(call: Call) -> tuple[Value, ...]:
    """The sizes or axes behind the array, in a tuple or one by one."""
    given = call.args[1:]
    return tuple(given[0]) if len(given) == 1 and isinstance(given[0], tuple | list) else tuple(given)


def _reshape(call: Call) -> Value:
    return worked_out(torch.reshape, [_numbers(call), _given(call)], call.node)


def _transpose(call: Call) -> Value:
    numbers = _numbers(call)
    axes = _given(call) or tuple(reversed(range(numbers.ndim)))
    return worked_out(torch.permute, [numbers, axes], call.node)


def _on_axes(function: Callable[..., object], *names: str) -> Callable[[Call], Value]:
    """A function of an array and of plain numbers, which numpy calls by these names."""

    def run(call: Call) -> Value:
        plain = [call.argument(place, name) for place, name in enumerate(names, start=1)]
        given = [real(value, call.node) for value in plain if value is not None]
        return worked_out(function, [_numbers(call), *given], call.node)

    return run


def _joined(function: Callable[..., object]) -> Callable[[Call], Value]:
    """`np.concatenate`, `np.stack`, `np.vstack`."""

    def run(call: Call) -> Value:
        parts = [tensor_of(part, call.node) for part in call.reader.iterate(call.needed(0), call.node)]
        call.reader.meter.tensors(len(parts), call.node)
        if any(part.is_floating_point() for part in parts):
            parts = [part if part.is_floating_point() else part.double() for part in parts]
        axis = call.argument(1, "axis")
        return worked_out(function, [parts] if axis is None else [parts, axis], call.node)

    return run


def _repeat(call: Call) -> Value:
    """`np.repeat`, which repeats each number; without an axis of the flattened array."""
    numbers, times, axis = _numbers(call), call.argument(1, "repeats"), call.argument(2, "axis")
    rows = numbers.reshape(-1) if axis is None else numbers
    return worked_out(torch.repeat_interleave, [rows, real(times, call.node), 0 if axis is None else axis], call.node)


def _tile(call: Call) -> Value:
    times = call.argument(1, "reps")
    return worked_out(torch.tile, [_numbers(call), tuple(times) if isinstance(times, tuple | list) else (times,)],
                      call.node)  # fmt: skip


def _split(call: Call) -> Value:
    """`np.split(array, 3)`, `np.split(array, [2, 5])`."""
    numbers, where, axis = _numbers(call), call.argument(1, "indices_or_sections"), call.argument(2, "axis", 0)
    return list(call.reader.iterate(worked_out(torch.tensor_split, [numbers, where, axis], call.node), call.node))


def _flat(call: Call) -> Value:
    return ArrayValue(_numbers(call).reshape(-1))


def _copy(call: Call) -> Value:
    return ArrayValue(_numbers(call).clone())


def _sizes(call: Call) -> Value:
    return tuple(_numbers(call).shape)


def _fill(call: Call) -> Value:
    return worked_out(torch.Tensor.fill_, [_numbers(call), real(call.argument(1, "value"), call.node)], call.node)


_FUNCTIONS = {
    "reshape": _reshape, "transpose": _transpose, "ravel": _flat, "copy": _copy, "repeat": _repeat, "tile": _tile,
    "split": _split, "array_split": _split, "shape": _sizes,
    "concatenate": _joined(torch.cat), "stack": _joined(torch.stack), "vstack": _joined(torch.vstack),
    "hstack": _joined(torch.hstack), "dstack": _joined(torch.dstack), "column_stack": _joined(torch.column_stack),
    "expand_dims": _on_axes(torch.unsqueeze, "axis"), "squeeze": _on_axes(torch.squeeze, "axis"),
    "swapaxes": _on_axes(torch.swapaxes, "axis1", "axis2"),
    "moveaxis": _on_axes(torch.moveaxis, "source", "destination"),
    "broadcast_to": _on_axes(torch.broadcast_to, "shape"),
    "flip": _on_axes(lambda rows, axis=None: torch.flip(rows, (axis,) if axis is not None else tuple(range(rows.ndim))),
                     "axis"),
    "roll": _on_axes(torch.roll, "shift", "axis"), "rot90": _on_axes(torch.rot90, "k"),
    "atleast_1d": _on_axes(torch.atleast_1d), "atleast_2d": _on_axes(torch.atleast_2d),
}  # fmt: skip
_METHODS = "reshape transpose ravel copy repeat squeeze swapaxes"

LIBRARY = Library(
    modules={"numpy": functions(_FUNCTIONS)},
    methods={
        "ndarray": functions({**{name: _FUNCTIONS[name] for name in _METHODS.split()}, "flatten": _flat, "fill": _fill})
    },
)
