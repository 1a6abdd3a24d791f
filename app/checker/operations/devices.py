"""Moves between devices, kinds of number and ways to lay them out: there is one device, so only numbers change."""

from typing import Any

import torch

from app.checker.blame.faults import Fault
from app.checker.devices.places import unknown_place
from app.checker.findings.torch_error import TorchError
from app.checker.operations._forms import named
from app.checker.rows import Arguments

_STAYING = "cuda cpu xpu pin_memory share_memory_ to_sparse to_sparse_csr to_dense to_mkldnn coalesce dequantize"
_LARGEST = 2**47 - 1
_PLACES = (str, torch.device, int)


def _stay(tensor: torch.Tensor, *_args: object, **_kwargs: object) -> torch.Tensor:
    """`x.cuda()`, `x.to_sparse()`: the same tensor."""
    return tensor


def _to(tensor: torch.Tensor, *args: Any, **kwargs: Any) -> torch.Tensor:  # noqa: ANN401 (as torch takes them)
    """`x.to("cuda", torch.float16)`: what names a device is left out."""
    for place in (*args, kwargs.get("device")):
        if isinstance(place, str):
            torch.device(place)  # raises for what is none
    kept: list[Any] = [arg for arg in args if not isinstance(arg, _PLACES) or isinstance(arg, bool)]
    options = {name: value for name, value in kwargs.items() if name != "device"}
    return tensor.to(*kept, **options) if kept or options else tensor


def _check_place(arguments: Arguments) -> Fault | None:
    for place in (*arguments.args[1:], arguments.kwargs.get("device")):
        if (what := unknown_place(place)) is not None:
            return TorchError("Tensor.to", (tuple(arguments.first.shape),), what)
    return None


def _address(tensor: torch.Tensor) -> int:
    """`q.data_ptr()`, which models compare to see whether two tensors are one; no address of the process is told."""
    memory = tensor.untyped_storage()._cdata  # noqa: SLF001 (on meta there is no other address)
    return hash(f"{memory} {tensor.storage_offset()}") & _LARGEST


OPERATIONS = (
    *(named(f"Tensor.{name}", _stay, row=False) for name in _STAYING.split()),
    named("Tensor.to", _to, row=False, check=_check_place),
    named("Tensor.type_as", _to, row=False),
    named("Tensor.data_ptr", _address, row=False),
)
