"""How numpy makes arrays: filled, counted up, in grids, and drawn at random, where only their sizes are known."""

import math
from collections.abc import Callable

import torch

from app.checker.devices import meta
from app.checker.library.numerics import cast
from app.checker.limits import over_budget
from app.checker.objects.arrays import MOST, made, real, tensor_of, worked_out
from app.checker.objects.tensors import ArrayValue
from app.checker.objects.values import Namespace, Token, Unknown, Value
from app.checker.provided import Indexed, Library, functions
from app.checker.reader import Call


def _sizes(shape: Value, call: Call) -> tuple[int, ...]:
    given = real(shape, call.node)
    sizes = tuple(given) if isinstance(given, list) else (given,)
    found = [size for size in sizes if isinstance(size, int) and size >= 0]
    if len(found) != len(sizes):
        raise call.error("TypeError", "the sizes of an array are whole numbers")
    call.reader.meter.shape(tuple(found), call.node)
    return tuple(found)


def _full(sizes: tuple[int, ...], value: object, call: Call) -> Value:
    device = meta.META if math.prod(sizes) > MOST else torch.device("cpu")
    return worked_out(torch.full, [sizes, value], call.node, device=device)


def _filled(number: float | None) -> Callable[[Call], Value]:
    """`np.zeros(shape)`, `np.full(shape, number)`."""

    def run(call: Call) -> Value:
        value = number if number is not None else call.argument(1, "fill_value")
        dtype = call.argument(2 if number is None else 1, "dtype", Token("float") if number is not None else None)
        return cast(_full(_sizes(call.argument(0, "shape"), call), real(value, call.node), call), dtype)

    return run


def _filled_like(number: float | None) -> Callable[[Call], Value]:
    """`np.zeros_like(array)`, `np.full_like(array, number)`."""

    def run(call: Call) -> Value:
        like = tensor_of(call.needed(0), call.node)
        value = number if number is not None else call.argument(1, "fill_value")
        made_like = worked_out(torch.full_like, [like, real(value, call.node)], call.node)
        return cast(made_like, call.kwargs.get("dtype"))

    return run


def _eye(call: Call) -> Value:
    rows = call.argument(0, "N")
    sizes = _sizes([rows, call.argument(1, "M") or rows], call)
    device = meta.META if math.prod(sizes) > MOST else torch.device("cpu")
    eye = worked_out(torch.eye, [*sizes], call.node, device=device, dtype=torch.float64)
    return cast(eye, call.kwargs.get("dtype"))


def _array(call: Call) -> Value:
    given = made(tensor_of(call.argument(0, "object"), call.node).clone(), call.node)
    return cast(given, call.argument(1, "dtype"))


def _arange(call: Call) -> Value:
    numbers = [arg for arg in call.args if isinstance(arg, int | float)]
    if len(numbers) != len(call.args) or not numbers:
        raise call.error("TypeError", "arange() needs numbers")
    low, high, step = (numbers[0] if len(numbers) > 1 else 0), numbers[min(1, len(numbers) - 1)], 1.0
    step = numbers[2] if len(numbers) > 2 else step
    if step == 0 or abs((high - low) / step) > MOST:
        raise over_budget(f"an array of more than {MOST:,} numbers", call.node)
    kind = torch.float64 if any(isinstance(number, float) for number in numbers) else torch.int64
    return cast(worked_out(torch.arange, list(numbers), call.node, device="cpu", dtype=kind), call.kwargs.get("dtype"))


def _linspace(call: Call) -> Value:
    start, stop, count = call.argument(0, "start"), call.argument(1, "stop"), call.argument(2, "num", 50)
    if not isinstance(start, int | float) or not isinstance(stop, int | float) or not isinstance(count, int):
        raise call.error("TypeError", "linspace() needs numbers")
    if not 0 <= count <= MOST:
        raise call.error("ValueError", f"Number of samples, {count}, must be non-negative")
    whole = call.reader.truth(call.kwargs.get("endpoint", True), call.node)
    gaps = max(count - whole, 1)
    row = [start + (stop - start) * index / gaps for index in range(count)]
    return ArrayValue(torch.tensor(row, dtype=torch.float64, device="cpu"))


def _logspace(call: Call) -> Value:
    row, base = _linspace(call), call.argument(4, "base", 10.0)
    return worked_out(torch.pow, [real(base, call.node), tensor_of(row, call.node)], call.node)


def _meshgrid(call: Call) -> Value:
    parts = [tensor_of(part, call.node) for part in call.args]
    if any(part.is_floating_point() for part in parts):
        parts = [part.double() for part in parts]
    return worked_out(torch.meshgrid, list(parts), call.node, indexing=call.kwargs.get("indexing", "xy"))


def _axes(call: Call) -> list[torch.Tensor]:
    """The counted rows of `np.mgrid[:3, 0:1:0.1]`."""
    key = call.needed(0)
    rows = []
    for part in key if isinstance(key, tuple) else (key,):
        if not isinstance(part, slice) or not isinstance(part.stop, int | float):
            raise call.error("TypeError", "a grid is made by slices with an end")
        bounds = [part.start or 0, part.stop, part.step or 1]
        rows.append(tensor_of(_arange(Call(call.reader, bounds, {}, call.node, call.scope)), call.node))
    return rows


def _grid(call: Call) -> Value:
    rows = _axes(call)
    call.reader.meter.shape(tuple(len(row) for row in rows), call.node)
    return worked_out(lambda *axes: torch.stack(torch.meshgrid(*axes, indexing="ij")), list(rows), call.node)


def _open_grid(call: Call) -> Value:
    rows = _axes(call)
    return [
        made(row.reshape([-1 if axis == own else 1 for axis in range(len(rows))]), call.node)
        for own, row in enumerate(rows)
    ]


def _drawn(sizes: Callable[[Call], Value], dtype: torch.dtype = torch.float64) -> Callable[[Call], Value]:
    """Numbers drawn at random: an array of which only the sizes are known, or one number that nobody knows."""

    def run(call: Call) -> Value:
        wanted = sizes(call)
        if wanted is None or wanted == ():
            return Unknown("a random number", "value-dependent", message="a number drawn at random decides here")
        return ArrayValue(meta.empty(_sizes(wanted, call), dtype))

    return run


def _size_at(position: int) -> Callable[[Call], Value]:
    return lambda call: call.argument(position, "size")


def _permutation(call: Call) -> Value:
    given = call.needed(0)
    rows = tensor_of(given, call.node)
    return ArrayValue(meta.empty((given,), torch.int64) if isinstance(given, int) else rows.to(meta.META))


def _nothing(_call: Call) -> Value:
    return None


_RANDOM = functions({
    **dict.fromkeys(("rand", "randn"), _drawn(lambda call: tuple(call.args))),
    **dict.fromkeys(("random", "random_sample", "ranf", "sample", "standard_normal"), _drawn(_size_at(0))),
    **dict.fromkeys(("uniform", "normal", "laplace", "beta", "gamma", "lognormal", "logistic"), _drawn(_size_at(2))),
    **dict.fromkeys(("exponential", "poisson", "rayleigh", "choice", "dirichlet"), _drawn(_size_at(1))),
    **dict.fromkeys(("randint", "integers", "binomial"), _drawn(_size_at(2), torch.int64)),
    **dict.fromkeys(("seed", "shuffle", "set_state"), _nothing), "permutation": _permutation,
})  # fmt: skip
_GENERATOR = Namespace("numpy.random.RandomState", _RANDOM)


def _generator(_call: Call) -> Value:
    """`np.random.RandomState(0)`, `np.random.default_rng()`: it draws as the module does."""
    return _GENERATOR


_FUNCTIONS = {
    "zeros": _filled(0.0), "ones": _filled(1.0), "empty": _filled(0.0), "full": _filled(None), "eye": _eye,
    "identity": _eye, "zeros_like": _filled_like(0), "ones_like": _filled_like(1), "empty_like": _filled_like(0),
    "full_like": _filled_like(None), "array": _array, "asarray": _array, "ascontiguousarray": _array,
    "arange": _arange, "linspace": _linspace, "logspace": _logspace, "meshgrid": _meshgrid,
}  # fmt: skip

LIBRARY = Library(
    modules={
        "numpy": {**functions(_FUNCTIONS), "mgrid": Indexed("mgrid", _grid), "ogrid": Indexed("ogrid", _open_grid)},
        "numpy.random": {**_RANDOM, **functions(dict.fromkeys(("RandomState", "default_rng"), _generator))},
    }
)
