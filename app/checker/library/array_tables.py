"""Tables that numpy fills by a rule, and small questions about arrays: triangles, windows, padding, `allclose`."""

from collections.abc import Callable

import torch
from torch.nn import functional

from app.checker.objects.arrays import real, tensor_of, worked_out
from app.checker.objects.values import Value
from app.checker.provided import Library, functions
from app.checker.reader import Call
from app.checker.signals import CannotTell

_MODES = {"constant": "constant", "edge": "replicate", "reflect": "reflect", "wrap": "circular"}


def _numbers(call: Call) -> torch.Tensor:
    return tensor_of(call.needed(0), call.node)


def _tri(call: Call) -> Value:
    """`np.tri(N, M, k)`: ones at and below a diagonal."""
    rows, columns, offset = call.argument(0, "N"), call.argument(1, "M"), call.argument(2, "k", 0)
    sizes = [rows, rows if columns is None else columns]
    return worked_out(lambda h, w, k: torch.ones(h, w, dtype=torch.float64).tril(k), [*sizes, offset], call.node)


def _triangle(function: Callable[..., torch.Tensor]) -> Callable[[Call], Value]:
    """`np.triu_indices(n, k, m)`: the places of a triangle, rows and columns apart."""

    def run(call: Call) -> Value:
        rows, offset, columns = call.argument(0, "n"), call.argument(1, "k", 0), call.argument(2, "m")
        sizes = [rows, rows if columns is None else columns, offset]
        if all(isinstance(size, int) for size in sizes[:2]):
            call.reader.meter.shape((2, *(size for size in sizes[:2] if isinstance(size, int))), call.node)
        return worked_out(lambda h, w, k: tuple(function(h, w, offset=k)), sizes, call.node)

    return run


def _window(function: Callable[..., torch.Tensor]) -> Callable[[Call], Value]:
    """`np.hanning(M)`: numpy's windows are as high at their end as at their start."""

    def run(call: Call) -> Value:
        count = call.argument(0, "M")
        return worked_out(lambda n: function(n, periodic=False, dtype=torch.float64), [count], call.node)

    return run


def _pad(call: Call) -> Value:
    """`np.pad(array, width, mode)`: one width for all sides, for each axis, or for each side."""
    numbers, width = _numbers(call), real(call.argument(1, "pad_width"), call.node)
    mode = call.argument(2, "mode", "constant")
    if mode not in _MODES or (mode != "constant" and numbers.ndim > 3):
        raise CannotTell("unsupported", f"np.pad with the mode {mode!r} is not read by the checker", call.node)
    sides = torch.as_tensor(width, device="cpu").expand(numbers.ndim, 2).flip(0).reshape(-1).tolist()
    value = call.argument(3, "constant_values", 0)
    if mode == "constant":
        plain = value if isinstance(value, int | float) else 0
        return worked_out(functional.pad, [numbers, sides], call.node, value=plain)
    return worked_out(_padded, [numbers, sides, _MODES[mode]], call.node)


def _padded(numbers: torch.Tensor, sides: list[int], mode: str) -> torch.Tensor:
    """In these ways torch pads maps, and wants a batch and channels in front of them."""
    found: torch.Tensor = functional.pad(numbers.double()[None, None], sides, mode=mode)[0, 0]
    return found


def _append(call: Call) -> Value:
    """`np.append(array, values, axis)`: without an axis all in one row."""
    parts: list[object] = [_numbers(call), tensor_of(call.argument(1, "values"), call.node)]
    axis = call.argument(2, "axis")
    if axis is None:
        return worked_out(lambda a, b: torch.cat([a.reshape(-1), b.reshape(-1)]), parts, call.node)
    return worked_out(lambda a, b, dim: torch.cat([a, b], dim), [*parts, axis], call.node)


def _take(call: Call) -> Value:
    indices, axis = tensor_of(call.argument(1, "indices"), call.node), call.argument(2, "axis")
    if axis is None:
        return worked_out(torch.take, [_numbers(call), indices], call.node)
    return worked_out(torch.index_select, [_numbers(call), axis, indices.reshape(-1)], call.node)


def _agree(function: Callable[..., object]) -> Callable[[Call], Value]:
    """`np.allclose(a, b)`: one answer, where both are known."""

    def run(call: Call) -> Value:
        one, other = _numbers(call), tensor_of(call.needed(1), call.node)
        if "meta" in {one.device.type, other.device.type}:
            raise CannotTell("value-dependent", "whether arrays agree depends on their numbers", call.node)
        return worked_out(function, [one.double(), other.double()], call.node)

    return run


def _quantile(share: float) -> Callable[[Call], Value]:
    def run(call: Call) -> Value:
        part, axis = real(call.argument(1, "q"), call.node), call.argument(2, "axis")
        of = torch.as_tensor(part, dtype=torch.float64, device="cpu") / share
        return worked_out(torch.quantile, [_numbers(call).double(), of, axis], call.node)

    return run


def _linear(function: Callable[..., object]) -> Callable[[Call], Value]:
    """A function of `np.linalg`, of one array or two."""

    def run(call: Call) -> Value:
        arrays: list[object] = [tensor_of(array, call.node).double() for array in call.args[:2]]
        return worked_out(function, arrays, call.node)

    return run


def _norm(call: Call) -> Value:
    axis = real(call.argument(2, "axis"), call.node)
    keep = call.reader.truth(call.kwargs.get("keepdims", False), call.node)
    order = call.argument(1, "ord")
    numbers = _numbers(call).double()
    return worked_out(torch.linalg.norm, [numbers, order], call.node, dim=axis, keepdim=keep)


_WINDOWS = {"hanning": torch.hann_window, "hamming": torch.hamming_window, "blackman": torch.blackman_window}
_ALGEBRA = {
    "inv": torch.linalg.inv, "det": torch.linalg.det, "pinv": torch.linalg.pinv, "qr": torch.linalg.qr,
    "svd": torch.linalg.svd, "eigh": torch.linalg.eigh, "cholesky": torch.linalg.cholesky,
    "solve": torch.linalg.solve, "matrix_rank": torch.linalg.matrix_rank,
}  # fmt: skip

LIBRARY = Library(
    modules={
        "numpy": functions({
            "tri": _tri, "pad": _pad, "append": _append, "take": _take, "percentile": _quantile(100.0),
            "quantile": _quantile(1.0), "allclose": _agree(torch.allclose), "array_equal": _agree(torch.equal),
            "triu_indices": _triangle(torch.triu_indices), "tril_indices": _triangle(torch.tril_indices),
            **{name: _window(function) for name, function in _WINDOWS.items()},
        }),
        "numpy.linalg": functions({"norm": _norm, **{name: _linear(made) for name, made in _ALGEBRA.items()}}),
    }
)  # fmt: skip
