"""The parts of numpy that models compute sizes and rates with: numbers and short lists of them."""

import math
from collections.abc import Callable

from app.checker.reader import Builtin, Call, Library, TypeToken
from app.checker.signals import CannotTell
from app.checker.values import TensorValue, Token, Value

_MOST = 10_000


def _numbers(call: Call) -> list[float]:
    value = call.args[0] if call.args else None
    if isinstance(value, int | float):
        return [value]
    items = call.reader.iterate(value, call.node)
    if not all(isinstance(item, int | float) for item in items):
        raise CannotTell("unsupported", "numpy on something else than a list of numbers is not read", call.node)
    return [item for item in items if isinstance(item, int | float)]


def _folded(function: Callable[[list[float]], float]) -> Callable[[Call], Value]:
    def run(call: Call) -> Value:
        if len(call.args) > 1 or call.kwargs:
            raise CannotTell("unsupported", "numpy along an axis is not read by the checker", call.node)
        numbers = _numbers(call)
        if not numbers:
            raise call.error("ValueError", "zero-size array to reduction operation")
        return function(numbers)

    return run


def _array(call: Call) -> Value:
    value = call.argument(0, "object")
    if isinstance(value, TensorValue):
        raise CannotTell("value-dependent", "a numpy array of a tensor holds its numbers", call.node)
    raise CannotTell("unsupported", "numpy arrays are not read by the checker", call.node)


def _linspace(call: Call) -> Value:
    start, stop, count = call.argument(0, "start"), call.argument(1, "stop"), call.argument(2, "num", 50)
    if not isinstance(start, int | float) or not isinstance(stop, int | float) or not isinstance(count, int):
        raise call.error("TypeError", "linspace() needs numbers")
    if not 0 <= count <= _MOST:
        raise call.error("ValueError", f"Number of samples, {count}, must be non-negative")
    step = (stop - start) / (count - 1) if count > 1 else 0.0
    return [start + step * index for index in range(count)]


def _of_two(function: Callable[[float, float], float], name: str) -> Callable[[Call], Value]:
    def run(call: Call) -> Value:
        left, right = call.argument(0, "x1"), call.argument(1, "x2")
        if not isinstance(left, int | float) or not isinstance(right, int | float):
            raise CannotTell("unsupported", f"np.{name} of something else than numbers is not read", call.node)
        return function(left, right)

    return run


_FOLDS: dict[str, Callable[[list[float]], float]] = {
    "sum": sum, "mean": lambda n: math.fsum(n) / len(n), "max": max, "min": min, "amax": max, "amin": min,
}  # fmt: skip
_PAIRS: dict[str, Callable[[float, float], float]] = {"maximum": max, "minimum": min}
_TYPES = "float16 float32 float64 int8 int16 int32 int64 uint8 bool_"

LIBRARY = Library(
    modules={
        "numpy": {
            **{name: Builtin(name, _folded(function)) for name, function in _FOLDS.items()},
            **{name: Builtin(name, _of_two(function, name)) for name, function in _PAIRS.items()},
            **{name: Token(f"numpy.{name}") for name in _TYPES.split()},
            "linspace": Builtin("linspace", _linspace), "array": Builtin("array", _array),
            "asarray": Builtin("asarray", _array), "ndarray": TypeToken("ndarray", lambda _: False), "e": math.e,
            "nan": math.nan,
        }
    }
)  # fmt: skip
