"""The parts of numpy that models compute sizes, rates and tables with: functions of numbers, and of arrays of them."""

import math
from collections.abc import Callable, Mapping

import torch

from app.checker.objects.arrays import made, real, tensor_of, worked_out
from app.checker.objects.tensors import ArrayValue, TensorValue
from app.checker.objects.values import Token, Value
from app.checker.provided import Library, TypeToken, functions
from app.checker.reader import Call
from app.checker.signals import CannotTell

_NAMES = {
    "axis": "dim", "keepdims": "keepdim", "a": "input", "x": "input", "k": "diagonal", "a_min": "min", "a_max": "max",
}  # fmt: skip
_OF_FLOATS: Mapping[str, Callable[..., object]] = {
    "sqrt": torch.sqrt, "exp": torch.exp, "log": torch.log, "log2": torch.log2, "log10": torch.log10,
    "log1p": torch.log1p, "expm1": torch.expm1, "exp2": torch.exp2,
    "reciprocal": torch.reciprocal, "average": torch.mean,
    "floor": torch.floor, "ceil": torch.ceil, "round": torch.round,
    "rint": torch.round, "around": torch.round, "trunc": torch.trunc, "sin": torch.sin, "cos": torch.cos,
    "tan": torch.tan, "arcsin": torch.asin, "arccos": torch.acos, "arctan": torch.atan, "sinh": torch.sinh,
    "cosh": torch.cosh, "tanh": torch.tanh, "deg2rad": torch.deg2rad, "radians": torch.deg2rad,
    "rad2deg": torch.rad2deg, "degrees": torch.rad2deg, "sinc": torch.sinc, "trace": torch.trace,
}  # fmt: skip
"""These give floats, whatever they are given."""
_OF_TORCH: Mapping[str, Callable[..., object]] = {
    "abs": torch.abs, "absolute": torch.abs, "fabs": torch.abs, "outer": torch.outer,
    "clip": torch.clamp, "sign": torch.sign, "tril": torch.tril, "triu": torch.triu,
    "dot": torch.matmul, "matmul": torch.matmul, "square": torch.square, "isnan": torch.isnan, "isinf": torch.isinf,
    "logical_not": torch.logical_not, "diag": torch.diag, "flipud": torch.flipud, "fliplr": torch.fliplr,
    "isfinite": torch.isfinite, "negative": torch.neg, "nan_to_num": torch.nan_to_num, "diagonal": torch.diagonal,
    "count_nonzero": torch.count_nonzero, "fix": torch.trunc, "ndim": torch.Tensor.dim, "size": torch.numel,
    "diff": torch.diff, "kron": torch.kron, "inner": torch.inner, "argsort": torch.argsort, "bincount": torch.bincount,
}  # fmt: skip
_OF_TWO: Mapping[str, Callable[..., object]] = {
    "power": torch.pow, "maximum": torch.maximum, "minimum": torch.minimum, "add": torch.add, "subtract": torch.sub,
    "multiply": torch.mul, "divide": torch.true_divide, "true_divide": torch.true_divide,
    "floor_divide": torch.floor_divide, "mod": torch.remainder, "remainder": torch.remainder,
    "logical_and": torch.logical_and, "logical_or": torch.logical_or, "equal": torch.eq, "greater": torch.gt,
    "less": torch.lt, "isclose": torch.isclose, "fmax": torch.fmax, "fmin": torch.fmin, "gcd": torch.gcd,
    "lcm": torch.lcm, "logical_xor": torch.logical_xor, "arctan2": torch.atan2,
    "hypot": lambda a, b: torch.hypot(a.double(), b.double()),
}  # fmt: skip
_DTYPES = {
    "float32": torch.float32, "float16": torch.float16, "float": torch.float64, "uint8": torch.uint8,
    "int32": torch.int32, "int": torch.int64, "bool": torch.bool,
}  # fmt: skip
_KINDS: Mapping[str, Callable[[float], Value]] = {"int": int, "uint": int, "bool": bool}
_FOLDS: Mapping[str, Callable[..., object]] = {
    "sum": torch.sum, "mean": torch.mean, "max": torch.amax, "min": torch.amin, "amax": torch.amax,
    "amin": torch.amin, "prod": torch.prod, "std": torch.std, "var": torch.var, "argmax": torch.argmax,
    "argmin": torch.argmin, "all": torch.all, "any": torch.any, "median": torch.quantile,
}  # fmt: skip
_EMPTY = frozenset({"sum", "prod", "all", "any"})
"""Of no numbers at all these are defined."""
_WITH: Mapping[str, Mapping[str, object]] = {
    "std": {"correction": 0}, "var": {"correction": 0}, "median": {"q": 0.5},
}  # fmt: skip
"""What numpy takes for granted and torch does not."""


def _twin(function: Callable[..., object], *, floating: bool) -> Callable[[Call], Value]:
    """A function of torch's under numpy's name; of plain numbers it gives a plain number."""

    def run(call: Call) -> Value:
        args = [_number_or_tensor(arg, call, floating=floating) for arg in call.args]
        kwargs = {_NAMES.get(key, key): real(value, call.node) for key, value in call.kwargs.items() if key != "dtype"}
        if args and isinstance(args[0], int | float):
            args[0] = _scalar(args[0])
        return worked_out(function, args, call.node, **kwargs)

    return run


def _of_two(function: Callable[..., object]) -> Callable[[Call], Value]:
    """A function of two arrays or numbers."""

    def run(call: Call) -> Value:
        args = [_number_or_tensor(arg, call, floating=False) for arg in call.args]
        return worked_out(function, [_scalar(a) if isinstance(a, int | float) else a for a in args], call.node)

    return run


def _scalar(number: float) -> torch.Tensor:
    return torch.tensor(number, dtype=torch.float64 if isinstance(number, float) else None, device="cpu")


def _number_or_tensor(value: Value, call: Call, *, floating: bool) -> object:
    if isinstance(value, bool | int | float | None):
        return float(value) if floating and value is not None else value
    found = tensor_of(value, call.node)
    return found.double() if floating and not found.is_floating_point() else found


def _fold(name: str, function: Callable[..., object]) -> Callable[[Call], Value]:
    def run(call: Call) -> Value:
        numbers = tensor_of(call.args[0] if call.args else None, call.node)
        if numbers.numel() == 0 and name not in _EMPTY:
            raise call.error("ValueError", "zero-size array to reduction operation")
        numbers = numbers.double() if name in {"mean", "std", "var", "median"} else numbers
        wanted = {key: value for key, value in call.kwargs.items() if key in {"axis", "keepdims"}}
        kwargs = {_NAMES[key]: real(value, call.node) for key, value in wanted.items()}
        axis = call.argument(1, "axis")
        if axis is not None:
            kwargs["dim"] = real(axis, call.node)
        elif kwargs.get("keepdim"):
            kwargs["dim"] = list(range(numbers.ndim))
        return worked_out(function, [numbers], call.node, **_WITH.get(name, {}), **kwargs)

    return run


def _running(function: Callable[..., object]) -> Callable[[Call], Value]:
    """`np.cumsum`: without an axis over the flattened array."""

    def run(call: Call) -> Value:
        numbers, axis = tensor_of(call.needed(0), call.node), call.argument(1, "axis")
        return worked_out(function, [numbers.reshape(-1) if axis is None else numbers, axis or 0], call.node)

    return run


def _where(call: Call) -> Value:
    """`np.where(mask, a, b)`; of one argument the places where it holds."""
    if len(call.args) == 1:
        return _nonzero(call)
    sides = [_number_or_tensor(arg, call, floating=False) for arg in call.args]
    return worked_out(torch.where, sides, call.node)


def _nonzero(call: Call) -> Value:
    numbers = tensor_of(call.needed(0), call.node)
    if numbers.device.type == "meta":
        raise CannotTell("value-dependent", "how many places this finds depends on the numbers in an array", call.node)
    return worked_out(torch.nonzero, [numbers], call.node, as_tuple=True)


def _unique(call: Call) -> Value:
    numbers = tensor_of(call.argument(0, "ar"), call.node)
    if numbers.device.type == "meta":
        raise CannotTell("value-dependent", "how many numbers differ depends on the numbers in an array", call.node)
    counts = call.reader.truth(call.kwargs.get("return_counts", False), call.node)
    return worked_out(torch.unique, [numbers], call.node, return_counts=counts)


def _einsum(call: Call) -> Value:
    pattern, *arrays = call.args
    return worked_out(torch.einsum, [pattern, *(tensor_of(array, call.node) for array in arrays)], call.node)


def _sort(call: Call) -> Value:
    numbers = tensor_of(call.needed(0), call.node)
    return worked_out(_in_order, [numbers, call.argument(1, "axis", -1)], call.node)


def _in_order(rows: torch.Tensor, axis: int) -> torch.Tensor:
    return torch.sort(rows, axis).values


def cast(value: Value, dtype: Value) -> Value:
    """`astype`: whole numbers, floats or truths."""
    name = dtype.name if isinstance(dtype, Token | TypeToken) else str(dtype or "")
    if isinstance(value, int | float):
        return int(value) if "int" in name and math.isfinite(value) else value if "bool" in name else float(value)
    if not isinstance(value, ArrayValue):
        return value
    kind = next((dtype for word, dtype in _DTYPES.items() if word in name), None)
    return ArrayValue(value.numbers.to(kind)) if kind is not None else value


def _type(name: str) -> TypeToken:
    """`np.float32`: a kind of number, and a function that makes one."""

    def run(call: Call) -> Value:
        value = call.args[0] if call.args else 0
        plain = _KINDS.get(name.strip("_").rstrip("0123456789"), float)
        return plain(value) if isinstance(value, int | float) else cast(value, name)

    return TypeToken(f"numpy.{name}", lambda _: False, run)


def _astype(call: Call) -> Value:
    return cast(call.args[0], call.argument(1, "dtype"))


def _tolist(call: Call) -> Value:
    """The numbers as lists, one in the other."""
    value = call.args[0]
    numbers = tensor_of(value, call.node)
    if numbers.device.type != "meta" or not isinstance(value, ArrayValue):
        return numbers.tolist()
    return [made(row, call.node) for row in numbers] if numbers.ndim == 1 else [
        _tolist(Call(call.reader, [ArrayValue(row)], {}, call.node, call.scope)) for row in numbers
    ]  # fmt: skip


def _item(call: Call) -> Value:
    numbers = tensor_of(call.args[0], call.node)
    if numbers.numel() != 1:
        raise call.error("ValueError", "can only convert an array of size 1 to a Python scalar")
    return made(numbers.reshape(()), call.node)


def _numpy(call: Call) -> Value:
    """`tensor.numpy()`: an array; it is known by its sizes alone where the paste did not make the numbers itself."""
    value = call.args[0] if call.args else None
    if isinstance(value, TensorValue) and value.tensor.device.type == "meta":
        return ArrayValue(value.tensor.detach()) if value.shape else value
    return made(tensor_of(value, call.node), call.node)


_TYPES = "float16 float32 float64 int8 int16 int32 int64 uint8 bool_ float_ int_ floating integer number"
_FUNCTIONS = {
    **{name: _twin(function, floating=False) for name, function in _OF_TORCH.items()},
    **{name: _twin(function, floating=True) for name, function in _OF_FLOATS.items()},
    **{name: _of_two(function) for name, function in _OF_TWO.items()},
    **{name: _fold(name, function) for name, function in _FOLDS.items()},
    "cumsum": _running(torch.cumsum), "cumprod": _running(torch.cumprod),
    "where": _where, "nonzero": _nonzero, "unique": _unique, "einsum": _einsum, "sort": _sort,
}  # fmt: skip
_METHODS = {
    **{name: _FUNCTIONS[name] for name in (*_FOLDS, "round", "cumsum", "clip", "dot", "nonzero", "argsort")},
    "tolist": _tolist, "item": _item, "astype": _astype,
}  # fmt: skip

LIBRARY = Library(
    modules={
        "numpy": {
            **functions(_FUNCTIONS), **{name: _type(name) for name in _TYPES.split()},
            "ndarray": TypeToken("ndarray", lambda value: isinstance(value, ArrayValue)),
            "pi": math.pi, "e": math.e, "inf": math.inf, "nan": math.nan, "newaxis": None,
        }
    },
    methods={
        "ndarray": functions(_METHODS), "Tensor": functions({"numpy": _numpy}),
        **{kind: functions({"astype": _astype}) for kind in ("float", "int")},  # numbers of numpy are Python's here
    },
)  # fmt: skip
