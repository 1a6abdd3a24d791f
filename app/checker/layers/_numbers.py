"""Kinds of number that CPU kernels take, where meta takes any."""

import torch

from app.checker.blame.faults import Fault
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_constructor_argument import WrongNumber
from app.checker.rows import Given

FLOATS = frozenset({torch.float16, torch.bfloat16, torch.float32, torch.float64})


def needs_floats(given: Given) -> Fault | None:
    """A fault where the first tensor holds whole numbers, booleans or complex numbers."""
    dtype = given.tensors[0].dtype
    if dtype in FLOATS:
        return None
    kind = str(dtype).removeprefix("torch.")
    return TorchError(given.name, (given.shape,), f"it is not made for {kind} numbers: convert them with .float()")


_USUAL = {"kernel_size": 3, "stride": 1, "dilation": 1, "padding": 0, "output_padding": 0}


def too_small(layer: str, name: str, value: object, least: int) -> Fault:
    """A number that a layer is made with and that no call accepts, such as a stride of zero."""
    better = _USUAL.get(name)
    return WrongNumber(
        layer, name, f"has {name}={value}, and it must be at least {least}",
        f"write {name}={least if better is None else better}, or more",
        better=str(better) if better is not None else None,
    )  # fmt: skip
