"""numpy arrays that the paste makes from numbers of its own: sizes, rates and tables that a model is built from.

Torch holds the numbers and works them out; what comes back is an array again, or a plain number.
"""

import ast
from collections.abc import Callable
from typing import Any

import torch

from app.checker import cpu, meta
from app.checker.raised import Raised
from app.checker.signals import CannotTell
from app.checker.tensors import ArrayValue, TensorValue
from app.checker.values import Value

_MOST = 70_000


def made(result: object, node: ast.AST) -> Value:
    """The value that stands for a result: without axes it is a number."""
    if isinstance(result, tuple | list):
        return tuple(made(item, node) for item in result)
    if not isinstance(result, torch.Tensor):
        return result
    if result.numel() > _MOST:
        raise CannotTell("unsupported", f"numpy arrays of more than {_MOST:,} numbers are not read", node)
    return ArrayValue(result) if result.ndim else result.item()


def real(value: Value, node: ast.AST) -> object:
    """What torch takes for a number, an array, or a nest of numbers."""
    if isinstance(value, ArrayValue):
        return value.numbers
    if isinstance(value, TensorValue):
        if value.tensor.device.type == "meta":
            raise CannotTell("value-dependent", "a numpy array of a tensor holds its numbers", node)
        return value.tensor
    if isinstance(value, list | tuple | range):
        return [item.tolist() if isinstance(item, torch.Tensor) else item for item in (real(v, node) for v in value)]
    if isinstance(value, bool | int | float | None):
        return value
    raise CannotTell("unsupported", "numpy on something else than numbers is not read by the checker", node)


def tensor_of(value: Value, node: ast.AST) -> torch.Tensor:
    """The numbers of an array-like, whole ones as int64, others as float64.

    Raises:
        Raised: ValueError for rows of different lengths.
    """
    given = real(value, node)
    if isinstance(given, torch.Tensor):
        return given
    try:
        found = torch.tensor(given, device="cpu", dtype=None)
    except (ValueError, TypeError, RuntimeError) as error:
        raise Raised("ValueError", f"setting an array element with a sequence: {error}", node) from error
    return found.double() if found.is_floating_point() else found


def worked_out(function: Callable[..., object], args: list[object], node: ast.AST, **kwargs: object) -> Value:
    """A call on the numbers.

    Raises:
        Raised: the sizes do not fit.
    """
    try:
        return made(cpu.run_real(function, tuple(args), kwargs), node)
    except meta.Refused as refused:
        raise Raised("ValueError", refused.text, node) from refused


def combined(sign: str, function: Callable[..., object], left: Value, right: Value, node: ast.AST) -> Value:
    """`left op right` with an array on one side; a float on either side, or a division, makes floats."""
    sides = [tensor_of(side, node) for side in (left, right)]
    if sign == "/" or any(side.is_floating_point() for side in sides):
        single = all(side.numbers.dtype is torch.float32 for side in (left, right) if isinstance(side, ArrayValue))
        sides = [side.float() if single else side.double() for side in sides]
    return worked_out(function, list(sides), node)


def put(array: ArrayValue, key: Value, value: Value, node: ast.AST) -> None:
    """`array[key] = value`."""
    try:
        array.numbers[_place(key)] = tensor_of(value, node).to(array.numbers.dtype)
    except (IndexError, TypeError, ValueError, RuntimeError) as error:
        raise Raised("ValueError", str(error), node) from error


def _place(key: Value) -> Any:  # noqa: ANN401 (whatever indexes a tensor)
    parts = key if isinstance(key, tuple) else (key,)
    return tuple(part.numbers if isinstance(part, ArrayValue) else part for part in parts)


def item(array: ArrayValue, key: Value, node: ast.AST) -> Value:
    """`array[key]`."""
    try:
        return made(array.numbers[_place(key)], node)
    except (IndexError, TypeError, ValueError) as error:
        raise Raised("IndexError", str(error), node) from error
