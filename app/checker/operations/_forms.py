"""Finds the real functions of a row by the names that our tables spell out."""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch.nn import functional

from app.checker.rows import Operation

_HOLDERS: Mapping[str, object] = {
    "torch": torch, "F": functional, "Tensor": torch.Tensor, "linalg": torch.linalg, "fft": torch.fft,
    "special": torch.special,
}  # fmt: skip
_FULL = {"F": "torch.nn.functional", "linalg": "torch.linalg", "fft": "torch.fft", "special": "torch.special"}
_EVERYWHERE = ("torch", "F", "Tensor")


def operation(names: str, **row: Any) -> Operation:  # noqa: ANN401 (the fields of Operation)
    """A row for names such as `torch.relu F.relu Tensor.relu`."""
    return Operation(forms=forms(names), **row)


def _is_function(holder: object, name: str) -> bool:
    """`torch.float` is a dtype and `torch.cuda` a module; only `Tensor.float` and `Tensor.cuda` are functions."""
    return callable(getattr(holder, name, None))


def forms(names: str) -> dict[str, Callable[..., object]]:
    """Real function by full name."""
    found: dict[str, Callable[..., object]] = {}
    for name in names.split():
        holder, _, attribute = name.partition(".")
        found[f"{_FULL.get(holder, holder)}.{attribute}"] = getattr(_HOLDERS[holder], attribute)
    return found


def named(name: str, function: Callable[..., object], **row: Any) -> Operation:  # noqa: ANN401 (as above)
    """A row whose function is ours, where torch's own depends on a device or on numbers."""
    return Operation(forms={name: function}, **row)


def everywhere(names: str, **row: Any) -> tuple[Operation, ...]:  # noqa: ANN401 (the fields of Operation)
    """A row each for plain names, under every one of torch, F and Tensor that has it."""
    made = []
    for name in names.split():
        spelled = " ".join(f"{holder}.{name}" for holder in _EVERYWHERE if _is_function(_HOLDERS[holder], name))
        if spelled:
            made.append(operation(spelled, **row))
    return tuple(made)


def within(holder: str, names: str, **row: Any) -> tuple[Operation, ...]:  # noqa: ANN401 (the fields of Operation)
    """A row each for the names of one holder, such as `linalg`, that this version of torch has."""
    return tuple(operation(f"{holder}.{name}", **row) for name in names.split() if _is_function(_HOLDERS[holder], name))
