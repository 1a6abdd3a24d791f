"""Asks real CPU torch, with zeros: its words where a call is refused, and its verdict where it is small.

Meta accepts what the CPU refuses (a dtype, an axis), and now and then the other way round. A call
without complete preconditions of our own is therefore made for real where that costs microseconds.
"""

import copy
from collections.abc import Callable, Mapping

import torch
from torch import nn

from app.checker.devices.meta import META, TORCH_ERRORS, Refused, first_lines, run, weights
from app.checker.limits import over_budget

_SMALL = 100_000
"""Numbers in and out of a call that is made for real as a matter of course."""
KEPT = 70_000
"""Numbers that a tensor made by the paste may keep: models compute sizes, rates and masks with a few of them."""
_WORDS = 4_000_000
"""Numbers of a call that is made for real to hear PyTorch's own words."""

Function = Callable[..., object]


def words(function: Function, args: tuple[object, ...], kwargs: Mapping[str, object]) -> str | None:
    """What PyTorch says to a call that was found wrong; meta is asked where the call is large."""
    try:
        if numbers(function, args, kwargs) > _WORDS:
            run(function, args, kwargs)
        else:
            _call(function, args, kwargs)
    except Refused as refused:
        return refused.text
    return None


def is_small(function: Function, args: tuple[object, ...], kwargs: Mapping[str, object], result: object = None) -> bool:
    """Whether the call can be made for real as a matter of course."""
    usual = all(tensor.dtype is torch.float32 for tensor in _tensors((*args, *kwargs.values())))
    # Which other kinds of number a kernel takes is what meta knows least, so more is spent on them.
    return numbers(function, args, kwargs) + numbers(_nothing, (result,), {}) <= (_SMALL if usual else _WORDS)


def is_real(function: Function, args: tuple[object, ...], kwargs: Mapping[str, object]) -> bool:
    """Whether a call is of tensors alone that the paste made from numbers, and small."""
    held = [] if isinstance(function, nn.Module) else _tensors((*args, *kwargs.values()))
    return bool(held) and all(tensor.device.type == "cpu" for tensor in held) and is_small(function, args, kwargs)


def is_known(values: object) -> bool:
    """Whether the numbers of all tensors in a nest are known."""
    return all(tensor.device.type == "cpu" for tensor in _tensors((values,)))


def to_meta(args: tuple[object, ...], kwargs: Mapping[str, object]) -> tuple[tuple[object, ...], dict[str, object]]:
    """The arguments with all tensors on meta: real ones lose their numbers where they meet the input."""
    if all(tensor.device.type == "meta" for tensor in _tensors((*args, *kwargs.values()))):
        return args, dict(kwargs)
    return tuple(_map(arg, _back) for arg in args), {name: _map(arg, _back) for name, arg in kwargs.items()}


def with_sizes(
    args: tuple[object, ...], kwargs: Mapping[str, object]
) -> tuple[tuple[object, ...], dict[str, object]] | None:
    """The arguments with sizes that the paste holds in tensors as numbers: `F.pad(x, [torch.tensor(1), 0])`."""
    if not any(_is_size(tensor) for tensor in _tensors((*args, *kwargs.values()))):
        return None
    return tuple(_map(arg, _size) for arg in args), {name: _map(arg, _size) for name, arg in kwargs.items()}


def run_real(function: Function, args: tuple[object, ...], kwargs: Mapping[str, object]) -> object:
    """A call with its numbers.

    Raises:
        Refused: the CPU refuses it.
    """
    try:
        return function(*args, **kwargs)
    except TORCH_ERRORS as error:
        raise Refused(type(error).__name__, first_lines(error)) from error


def with_numbers(
    function: Function, args: tuple[object, ...], kwargs: Mapping[str, object], most: int = _SMALL
) -> object:
    """A call of numbers that the paste made; a result of more than `most` (`F.one_hot(x, 10**8)`) has its shape alone.

    Raises:
        Refused: the CPU refuses it.
        CannotTell: how large the result is, a number says, and that is too large.
    """
    try:
        shaped = run(function, *to_meta(args, kwargs))
    except Refused:
        _refuse_large(args, kwargs)
        return run_real(function, args, kwargs)
    return run_real(function, args, kwargs) if numbers(_nothing, (shaped,), {}) <= most else shaped


def _refuse_large(args: tuple[object, ...], kwargs: Mapping[str, object]) -> None:
    """Where meta cannot say how large a result is, as of `torch.bincount`, no number in it says more than this."""
    given = [tensor for tensor in _tensors((*args, *kwargs.values())) if not tensor.is_floating_point()]
    counted = [tensor for tensor in given if tensor.numel() and not tensor.is_complex()]
    largest = max((int(tensor.long().abs().max()) for tensor in counted), default=0)  # also of yes or no
    most = max((tensor.numel() for tensor in given), default=0)
    if (largest + 1) * most > _WORDS:
        raise over_budget(f"a result of more than {_WORDS:,} numbers")


def verdict(function: Function, args: tuple[object, ...], kwargs: Mapping[str, object]) -> object:
    """What the call gives on CPU, its tensors back on meta.

    Raises:
        Refused: the CPU refuses it.
    """
    given = _call(function, args, kwargs)
    try:
        return _map(given, _back)
    except TORCH_ERRORS as error:  # `expand` lets a negative size through where another is 0
        raise Refused(type(error).__name__, first_lines(error)) from error


def numbers(function: Function, args: tuple[object, ...], kwargs: Mapping[str, object]) -> int:
    """How many numbers the tensors of a call hold, weights included."""
    own = sum(parameter.numel() for parameter in weights(function)) if isinstance(function, nn.Module) else 0
    return own + sum(tensor.numel() for tensor in _tensors((*args, *kwargs.values())))


def _tensors(values: tuple[object, ...]) -> list[torch.Tensor]:
    found: list[torch.Tensor] = []
    stack: list[object] = list(values)
    while stack:
        value = stack.pop()
        if isinstance(value, torch.Tensor):
            found.append(value)
        elif isinstance(value, tuple | list):
            stack.extend(value)
        elif isinstance(value, dict):
            stack.extend(value.values())
    return found


def _call(function: Function, args: tuple[object, ...], kwargs: Mapping[str, object]) -> object:
    real = _filled(function) if isinstance(function, nn.Module) else function
    try:
        return real(*(_map(arg, _zeros) for arg in args), **{name: _map(arg, _zeros) for name, arg in kwargs.items()})
    except TORCH_ERRORS as error:
        raise Refused(type(error).__name__, first_lines(error)) from error


def _filled(module: nn.Module) -> nn.Module:
    """A copy of a layer with zeros for weights; what the checker hangs on a module stays behind."""
    made = copy.copy(module)
    made.__dict__ = {name: value for name, value in module.__dict__.items() if name != "stride_value"}
    made._parameters = {name: _parameter(p) for name, p in module._parameters.items()}
    made._buffers = {name: _zeros(b) if b is not None else None for name, b in module._buffers.items()}
    made._modules = {name: _filled(child) if child is not None else None for name, child in module._modules.items()}
    if isinstance(made, nn.RNNBase):
        made._flat_weights = [made._parameters.get(name) for name in made._flat_weights_names]
    return made


def _parameter(parameter: nn.Parameter | None) -> nn.Parameter | None:
    return nn.Parameter(_zeros(parameter), requires_grad=False) if parameter is not None else None


def _zeros(tensor: torch.Tensor) -> torch.Tensor:
    """Zeros that lie in memory as the tensor would: what `view` accepts depends on that."""
    if tensor.device.type == "cpu":
        return tensor.clone()
    if tensor.numel() == 0:
        return torch.zeros(tensor.shape, dtype=tensor.dtype)
    span = 1 + sum((size - 1) * stride for size, stride in zip(tensor.shape, tensor.stride(), strict=True))
    return torch.zeros(span, dtype=tensor.dtype).as_strided(tensor.shape, tensor.stride())


def _back(tensor: torch.Tensor) -> torch.Tensor:
    return torch.empty_strided(tensor.shape, tensor.stride(), dtype=tensor.dtype, device=META)


def _is_size(tensor: torch.Tensor) -> bool:
    return tensor.device.type == "cpu" and tensor.numel() == 1 and tensor.dtype in {torch.int32, torch.int64}


def _size(tensor: torch.Tensor) -> object:
    return int(tensor) if _is_size(tensor) else tensor


def _map(value: object, change: Callable[[torch.Tensor], object]) -> object:
    """The same nest of tuples, lists and dicts, its tensors changed."""
    if isinstance(value, torch.Tensor):
        return change(value)
    if type(value) in {tuple, list}:
        return type(value)(_map(item, change) for item in value)  # type: ignore[call-arg, attr-defined]
    if isinstance(value, dict):
        return {name: _map(item, change) for name, item in value.items()}
    if isinstance(value, tuple) and hasattr(value, "n_fields"):  # torch.return_types.max and its like
        return type(value)(tuple(_map(item, change) for item in value))
    return value


def sizes(value: object) -> list[torch.Size]:
    """The sizes of the tensors in a result."""
    return [tensor.shape for tensor in _tensors((value,))]


def _nothing() -> None:
    """A function without weights."""
