"""numpy arrays that the paste makes: sizes, rates and tables that a model is built from.

Torch holds the numbers and works them out; what comes back is an array again, or a plain number. Of an array that is
drawn at random, or is very large, only the sizes are known: it lives on meta, and so does what is made from it.
"""

import ast
from collections.abc import Callable
from typing import Any

import torch

from app.checker.blame.raised import Raised
from app.checker.devices import cpu, meta
from app.checker.limits import length, over_budget
from app.checker.objects.tensors import ArrayValue, TensorValue
from app.checker.objects.values import ELLIPSIS, Value
from app.checker.signals import CannotTell

MOST = 70_000
"""Numbers that an array may hold; of a larger one only the sizes are kept."""
_MOST_AXES = 64
"""Source: `NPY_MAXDIMS` of numpy 2."""


def made(result: object, node: ast.AST) -> Value:
    """The value that stands for a result: without axes it is a number, on meta one that nobody knows."""
    if isinstance(result, tuple | list):
        return tuple(made(item, node) for item in result)
    if not isinstance(result, torch.Tensor):
        return result
    if result.numel() > MOST:
        result = result.to(meta.META)
    if result.ndim:
        return ArrayValue(result)
    return TensorValue(result) if result.device.type == "meta" else result.item()


def real(value: Value, node: ast.AST) -> object:
    """What torch takes for a number, an array, or a nest of numbers.

    Raises:
        Raised: ValueError for a nest that is deeper than an array can be.
    """
    if isinstance(value, list | tuple | range):
        _refuse_large(value, node)
    return _real(value, node)


def _real(value: Value, node: ast.AST) -> object:
    if isinstance(value, ArrayValue):
        return value.numbers
    if isinstance(value, TensorValue):
        return value.tensor
    if isinstance(value, list | tuple | range):
        return [_plain(_real(part, node)) for part in value]
    if isinstance(value, bool | int | float | None):
        return value
    raise CannotTell("unsupported", "numpy on something else than numbers is not read by the checker", node)


def _refuse_large(value: list[Value] | tuple[Value, ...] | range, node: ast.AST) -> None:
    """A nest is walked as a whole, axis by axis: what is shared in it counts as often as it is met."""
    found, axes, level = 0, 0, [value]
    while level:
        found, axes = found + sum(map(length, level)), axes + 1
        if found > MOST:
            raise over_budget(f"an array of more than {MOST:,} numbers", node)
        if axes > _MOST_AXES:
            raise Raised("ValueError", f"setting an array element with a sequence: more than {_MOST_AXES} axes", node)
        level = [part for held in level for part in held if isinstance(part, list | tuple | range)]


def _plain(part: object) -> object:
    """An item of a nest: the numbers of an array where they are known."""
    return part.tolist() if isinstance(part, torch.Tensor) and cpu.is_known(part) else part


def tensor_of(value: Value, node: ast.AST) -> torch.Tensor:
    """The numbers of an array-like, whole ones as int64, others as float64.

    Raises:
        Raised: ValueError for rows of different lengths.
    """
    given = real(value, node)
    if isinstance(given, torch.Tensor):
        return given
    if isinstance(given, list) and any(isinstance(item, torch.Tensor) for item in given):
        return _stacked(given, node)
    try:
        found = torch.tensor(given, device="cpu", dtype=None)
    except (ValueError, TypeError, RuntimeError) as error:
        raise Raised("ValueError", f"setting an array element with a sequence: {error}", node) from error
    return found.double() if found.is_floating_point() else found


def _stacked(parts: list[object], node: ast.AST) -> torch.Tensor:
    """Rows of which some are known by their sizes alone."""
    rows = [row.to(meta.META) if isinstance(row, torch.Tensor) else torch.tensor(row, device="meta") for row in parts]
    if len({row.shape for row in rows}) > 1:
        raise Raised("ValueError", "setting an array element with a sequence: the rows differ in length", node)
    return torch.stack([row.double() for row in rows])


def worked_out(function: Callable[..., object], args: list[object], node: ast.AST, **kwargs: object) -> Value:
    """A call on the numbers; on the sizes alone, where one of the arrays is known by them.

    Raises:
        Raised: the sizes do not fit.
    """
    try:
        if cpu.is_known((args, kwargs)):
            return made(cpu.with_numbers(function, tuple(args), kwargs, MOST), node)
        shaped, named = cpu.to_meta(tuple(args), kwargs)
        return made(meta.run(function, shaped, {**named, "device": meta.META} if "device" in named else named), node)
    except meta.Refused as refused:
        if refused.kind == "TypeError":  # numpy takes arguments that torch does not
            raise CannotTell("unsupported", "numpy with these arguments is not read by the checker", node) from refused
        raise Raised("ValueError", refused.text, node) from refused


def combined(sign: str, function: Callable[..., object], left: Value, right: Value, node: ast.AST) -> Value:
    """`left op right` with an array on one side; a float on either side, or a division, makes floats."""
    sides = [tensor_of(side, node) for side in (left, right)]
    if sign == "/" or any(side.is_floating_point() for side in sides):
        single = all(side.numbers.dtype is torch.float32 for side in (left, right) if isinstance(side, ArrayValue))
        sides = [side.float() if single else side.double() for side in sides]
    return worked_out(function, list(sides), node)


def put(array: ArrayValue, key: Value, value: Value, node: ast.AST) -> None:
    """`array[key] = value`; an array that takes up numbers nobody knows is known by its sizes alone from then on."""
    given, place = tensor_of(value, node), _place(array.numbers, key, node)
    if not cpu.is_known((array.numbers, given, place)):
        array.numbers, given = array.numbers.to(meta.META), given.to(meta.META)
        place = _on_meta(place)
    try:
        array.numbers[place] = given.to(array.numbers.dtype)
    except (IndexError, TypeError, ValueError, RuntimeError) as error:
        raise Raised("ValueError", str(error), node) from error


def item(array: ArrayValue, key: Value, node: ast.AST) -> Value:
    """`array[key]`."""
    place = _place(array.numbers, key, node)
    if not cpu.is_known((array.numbers, place)) and any(_chooses(part) for part in place):
        raise CannotTell("value-dependent", "how many places this takes depends on the numbers in an array", node)
    try:
        if cpu.is_known((array.numbers, place)):
            return made(array.numbers[place], node)
        return made(array.numbers.to(meta.META)[_on_meta(place)], node)
    except (IndexError, TypeError, ValueError, RuntimeError) as error:
        raise Raised("IndexError", str(error), node) from error


def _place(numbers: torch.Tensor, key: Value, node: ast.AST) -> Any:  # noqa: ANN401 (whatever indexes a tensor)
    """An index as torch takes it, which knows no slice that runs backwards."""
    parts = key if isinstance(key, tuple) else (key,)
    real_parts = [part for part in parts if part is not None and part is not ELLIPSIS]
    taken = sum(part.numbers.ndim if _is_mask(part) else 1 for part in real_parts)
    found: list[object] = []
    axis = 0
    for part in parts:
        turned = _backwards(part, numbers, axis)
        found.append(_part(part, node) if turned is None else turned)
        axis += numbers.ndim - taken if part is ELLIPSIS else 0 if part is None else 1
    return tuple(found)


def _chooses(part: object) -> bool:
    return isinstance(part, torch.Tensor) and part.dtype is torch.bool


def _on_meta(place: Any) -> Any:  # noqa: ANN401 (whatever indexes a tensor)
    return cpu.to_meta(place, {})[0]


def _is_mask(part: Value) -> Any:  # noqa: ANN401 (an array, where it is true)
    return isinstance(part, ArrayValue) and part.numbers.dtype is torch.bool


def _part(part: Value, node: ast.AST) -> object:
    if part is ELLIPSIS:
        return ...
    return tensor_of(part, node) if isinstance(part, ArrayValue | TensorValue | list | range) else part


def _backwards(part: Value, numbers: torch.Tensor, axis: int) -> torch.Tensor | None:
    """`[::-1]` as the places that it takes."""
    if not isinstance(part, slice) or not isinstance(part.step, int) or part.step >= 0 or axis >= numbers.ndim:
        return None
    return torch.tensor(range(*part.indices(numbers.shape[axis])), device="cpu", dtype=torch.int64)


def truth_of(value: ArrayValue, node: ast.AST) -> bool:
    """Whether an array counts as true, as numpy has it: one of several elements has no truth."""
    if value.numbers.numel() != 1:
        raise Raised("ValueError", "the truth value of an array with more than one element is ambiguous", node)
    if value.numbers.device.type == "meta":
        raise CannotTell("value-dependent", "which way this goes depends on the numbers in an array", node)
    return bool(value.numbers.item())
