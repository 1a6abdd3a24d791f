"""Kinds of number that CPU kernels take, where meta takes any."""

import torch

from app.checker.faults import Fault
from app.checker.findings.torch_error import TorchError
from app.checker.rows import Given

FLOATS = frozenset({torch.float16, torch.bfloat16, torch.float32, torch.float64})


def needs_floats(given: Given) -> Fault | None:
    """A fault where the first tensor holds whole numbers, booleans or complex numbers."""
    dtype = given.tensors[0].dtype
    if dtype in FLOATS:
        return None
    kind = str(dtype).removeprefix("torch.")
    return TorchError(given.name, (given.shape,), f"it is not made for {kind} numbers: convert them with .float()")
