"""The parts of numpy that models compute sizes, rates and tables with: numbers, and arrays of them."""

import math
from collections.abc import Callable, Mapping

import torch

from app.checker.arrays import made, real, tensor_of, worked_out
from app.checker.limits import over_budget
from app.checker.provided import Library, TypeToken, functions
from app.checker.reader import Call
from app.checker.signals import CannotTell
from app.checker.tensors import ArrayValue, TensorValue
from app.checker.values import Token, Value

_MOST = 70_000
_NAMES = {"axis": "dim", "keepdims": "keepdim", "a": "input", "x": "input"}
_OF_TORCH: Mapping[str, Callable[..., object]] = {
    "sqrt": torch.sqrt, "exp": torch.exp, "log": torch.log, "log2": torch.log2, "log10": torch.log10,
    "floor": torch.floor, "ceil": torch.ceil, "round": torch.round, "abs": torch.abs, "sin": torch.sin,
    "cos": torch.cos, "tanh": torch.tanh, "power": torch.pow, "outer": torch.outer, "cumsum": torch.cumsum,
    "maximum": torch.maximum, "minimum": torch.minimum, "clip": torch.clamp, "sign": torch.sign,
    "tril": torch.tril, "triu": torch.triu, "dot": torch.matmul, "matmul": torch.matmul,
    "expand_dims": torch.unsqueeze, "square": torch.square,
}  # fmt: skip
_FLOATING = frozenset({"sqrt", "exp", "log", "log2", "log10", "floor", "ceil", "round", "sin", "cos", "tanh"})
_DTYPES = {
    "float32": torch.float32, "float16": torch.float16, "float": torch.float64, "uint8": torch.uint8,
    "int32": torch.int32, "int": torch.int64, "bool": torch.bool,
}  # fmt: skip
_FOLDS: Mapping[str, Callable[..., object]] = {
    "sum": torch.sum, "mean": torch.mean, "max": torch.amax, "min": torch.amin, "amax": torch.amax,
    "amin": torch.amin, "prod": torch.prod, "std": torch.std, "argmax": torch.argmax, "argmin": torch.argmin,
}  # fmt: skip


def _twin(name: str, function: Callable[..., object]) -> Callable[[Call], Value]:
    """A function of torch's under numpy's name; of plain numbers it gives a plain number."""

    def run(call: Call) -> Value:
        args = [_number_or_tensor(arg, call, floating=name in _FLOATING) for arg in call.args]
        kwargs = {_NAMES.get(key, key): real(value, call.node) for key, value in call.kwargs.items()}
        if args and isinstance(args[0], int | float):
            args[0] = torch.tensor(args[0], dtype=torch.float64 if isinstance(args[0], float) else None, device="cpu")
        return worked_out(function, args, call.node, **kwargs)

    return run


def _number_or_tensor(value: Value, call: Call, *, floating: bool) -> object:
    if isinstance(value, bool | int | float | None):
        return float(value) if floating and value is not None else value
    found = tensor_of(value, call.node)
    return found.double() if floating and not found.is_floating_point() else found


def _fold(name: str, function: Callable[..., object]) -> Callable[[Call], Value]:
    def run(call: Call) -> Value:
        numbers = tensor_of(call.args[0] if call.args else None, call.node)
        if numbers.numel() == 0 and name not in {"sum", "prod"}:
            raise call.error("ValueError", "zero-size array to reduction operation")
        numbers = numbers.double() if name in {"mean", "std"} else numbers
        kwargs = {_NAMES.get(key, key): real(value, call.node) for key, value in call.kwargs.items()}
        axis = call.argument(1, "axis")
        if axis is not None:
            kwargs["dim"] = real(axis, call.node)
        return worked_out(function, [numbers], call.node, **kwargs)

    return run


def _filled(number: float | None) -> Callable[[Call], Value]:
    """`np.zeros(shape)`, `np.full(shape, number)`."""

    def run(call: Call) -> Value:
        shape = real(call.argument(0, "shape"), call.node)
        sizes = tuple(shape) if isinstance(shape, list) else (shape,)
        if not all(isinstance(size, int) and size >= 0 for size in sizes):
            raise call.error("TypeError", "the sizes of an array are whole numbers")
        if math.prod(sizes) > _MOST:
            raise CannotTell("unsupported", f"numpy arrays of more than {_MOST:,} numbers are not read", call.node)
        value = number if number is not None else call.argument(1, "fill_value")
        dtype = call.argument(2 if number is None else 1, "dtype", Token("float") if number is not None else None)
        return _cast(worked_out(torch.full, [sizes, real(value, call.node)], call.node, device="cpu"), dtype)

    return run


def _cast(value: Value, dtype: Value) -> Value:
    """`astype`: whole numbers, floats or truths."""
    name = dtype.name if isinstance(dtype, Token | TypeToken) else str(dtype or "")
    if not isinstance(value, ArrayValue):
        return value
    kind = next((dtype for word, dtype in _DTYPES.items() if word in name), None)
    return ArrayValue(value.numbers.to(kind)) if kind is not None else value


def _array(call: Call) -> Value:
    return _cast(made(tensor_of(call.argument(0, "object"), call.node), call.node), call.argument(1, "dtype"))


def _arange(call: Call) -> Value:
    numbers = [arg for arg in call.args if isinstance(arg, int | float)]
    if len(numbers) != len(call.args) or not numbers:
        raise call.error("TypeError", "arange() needs numbers")
    low, high, step = (numbers[0] if len(numbers) > 1 else 0), numbers[min(1, len(numbers) - 1)], 1.0
    step = numbers[2] if len(numbers) > 2 else step
    if step == 0 or abs((high - low) / step) > _MOST:
        raise over_budget(f"an array of more than {_MOST:,} numbers", call.node)
    return _cast(worked_out(torch.arange, list(numbers), call.node, device="cpu"), call.kwargs.get("dtype"))


def _linspace(call: Call) -> Value:
    start, stop, count = call.argument(0, "start"), call.argument(1, "stop"), call.argument(2, "num", 50)
    if not isinstance(start, int | float) or not isinstance(stop, int | float) or not isinstance(count, int):
        raise call.error("TypeError", "linspace() needs numbers")
    if not 0 <= count <= _MOST:
        raise call.error("ValueError", f"Number of samples, {count}, must be non-negative")
    step = (stop - start) / (count - 1) if count > 1 else 0.0
    return ArrayValue(torch.tensor([start + step * index for index in range(count)], dtype=torch.float64, device="cpu"))


def _joined(function: Callable[..., object]) -> Callable[[Call], Value]:
    """`np.concatenate`, `np.stack`."""

    def run(call: Call) -> Value:
        parts = [tensor_of(part, call.node) for part in call.reader.iterate(call.args[0], call.node)]
        axis = call.argument(1, "axis", 0)
        return worked_out(function, [parts, axis], call.node)

    return run


def _unique(call: Call) -> Value:
    numbers = tensor_of(call.argument(0, "ar"), call.node)
    counts = call.reader.truth(call.kwargs.get("return_counts", False), call.node)
    return worked_out(torch.unique, [numbers], call.node, return_counts=counts)


def _meshgrid(call: Call) -> Value:
    parts = [tensor_of(part, call.node) for part in call.args]
    if any(part.is_floating_point() for part in parts):
        parts = [part.double() for part in parts]
    return worked_out(torch.meshgrid, list(parts), call.node, indexing=call.kwargs.get("indexing", "xy"))


def _reshape(call: Call) -> Value:
    shape = call.args[1] if len(call.args) == 2 and isinstance(call.args[1], tuple | list) else tuple(call.args[1:])
    return worked_out(torch.reshape, [tensor_of(call.args[0], call.node), tuple(shape)], call.node)


def _transpose(call: Call) -> Value:
    numbers = tensor_of(call.args[0], call.node)
    given = call.args[1] if len(call.args) == 2 and isinstance(call.args[1], tuple | list) else tuple(call.args[1:])
    return worked_out(torch.permute, [numbers, tuple(given) or tuple(reversed(range(numbers.ndim)))], call.node)


def _tolist(call: Call) -> Value:
    return tensor_of(call.args[0], call.node).tolist()


def _item(call: Call) -> Value:
    numbers = tensor_of(call.args[0], call.node)
    if numbers.numel() != 1:
        raise call.error("ValueError", "can only convert an array of size 1 to a Python scalar")
    return numbers.item()


def _flat(call: Call) -> Value:
    return ArrayValue(tensor_of(call.args[0], call.node).reshape(-1))


def _copy(call: Call) -> Value:
    return ArrayValue(tensor_of(call.args[0], call.node).clone())


def _astype(call: Call) -> Value:
    return _cast(call.args[0], call.argument(1, "dtype"))


def _numpy(call: Call) -> Value:
    """`tensor.numpy()`: an array, where the paste made the numbers itself."""
    value = call.args[0] if call.args else None
    if isinstance(value, TensorValue) and value.tensor.device.type == "meta":
        raise CannotTell("value-dependent", "a numpy array of a tensor holds its numbers", call.node)
    return made(tensor_of(value, call.node), call.node)


_TYPES = "float16 float32 float64 int8 int16 int32 int64 uint8 bool_"
_FUNCTIONS = {
    **{name: _twin(name, function) for name, function in _OF_TORCH.items()},
    **{name: _fold(name, function) for name, function in _FOLDS.items()},
    "zeros": _filled(0.0), "ones": _filled(1.0), "full": _filled(None), "array": _array, "asarray": _array,
    "arange": _arange, "linspace": _linspace, "concatenate": _joined(torch.cat), "stack": _joined(torch.stack),
    "unique": _unique, "meshgrid": _meshgrid, "reshape": _reshape, "transpose": _transpose,
}  # fmt: skip
_METHODS = {
    **{name: _FUNCTIONS[name] for name in (*_FOLDS, "round", "cumsum", "clip", "dot", "reshape", "transpose")},
    "tolist": _tolist, "item": _item, "astype": _astype, "copy": _copy, "flatten": _flat, "ravel": _flat,
}  # fmt: skip

LIBRARY = Library(
    modules={
        "numpy": {
            **functions(_FUNCTIONS), **{name: Token(f"numpy.{name}") for name in _TYPES.split()},
            "ndarray": TypeToken("ndarray", lambda value: isinstance(value, ArrayValue)),
            "pi": math.pi, "e": math.e, "inf": math.inf, "nan": math.nan, "newaxis": None,
        }
    },
    methods={"ndarray": functions(_METHODS), "Tensor": functions({"numpy": _numpy})},
)  # fmt: skip
