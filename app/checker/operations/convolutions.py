"""Functional convolutions, checked and explained by the rows of the layers that they stand for."""

from collections.abc import Callable, Mapping

import torch
from torch import nn

from app.checker.blame.faults import Fault
from app.checker.devices import meta
from app.checker.findings.torch_error import TorchError
from app.checker.layers import convolution, transposed_convolution
from app.checker.operations._forms import operation
from app.checker.rows import Arguments, Given, Layer, Operation

_NAMES = ("input", "weight", "bias", "stride", "padding", "dilation", "groups")
_TRANSPOSED = ("input", "weight", "bias", "stride", "padding", "output_padding", "groups", "dilation")
_LAYERS = {layer.name: layer for layer in (*convolution.LAYERS, *transposed_convolution.LAYERS)}
Twin = tuple[Layer, Mapping[str, object]]


def _row(rank: int, *, transposed: bool) -> Operation:
    layer = _LAYERS[f"Conv{'Transpose' if transposed else ''}{rank}d"]
    names = _TRANSPOSED if transposed else _NAMES
    function = f"conv{'_transpose' if transposed else ''}{rank}d"

    def twin(arguments: Arguments) -> Twin | None:
        return _twin(layer, names, rank, arguments)

    def check(arguments: Arguments) -> Fault | None:
        if (fault := _check_weight(f"F.{function}", names, rank, arguments)) is not None:
            return fault
        module = _module(twin, arguments)
        return layer.check(module, Given(f"F.{function}", (arguments.first,))) if module is not None else None

    def assume(arguments: Arguments) -> object:
        module = _module(twin, arguments)
        return layer.assume(module, Given(f"F.{function}", (arguments.first,))) if module is not None else None

    return operation(f"F.{function} torch.{function}", check=check, assume=assume, layer=twin)


def _check_weight(name: str, names: tuple[str, ...], rank: int, arguments: Arguments) -> Fault | None:
    """The weight's axes and the bias's size, which meta does not look at."""
    weight, bias = arguments.get(1, "weight"), arguments.get(2, "bias")
    if not isinstance(weight, torch.Tensor):
        return None
    shapes = (tuple(arguments.first.shape), tuple(weight.shape))
    if weight.ndim != rank + 2:
        return TorchError(name, shapes, f"the weight needs {rank + 2} axes, and has {weight.ndim}")
    groups = arguments.get(names.index("groups"), "groups", 1)
    if isinstance(bias, torch.Tensor) and isinstance(groups, int):
        channels = weight.shape[1] * groups if "output_padding" in names else weight.shape[0]
        if tuple(bias.shape) != (channels,):
            return TorchError(name, shapes, f"the bias needs shape ({channels},), and has {tuple(bias.shape)}")
    return None


def _twin(layer: Layer, names: tuple[str, ...], rank: int, arguments: Arguments) -> Twin | None:
    """The layer with a weight of this shape, where the shape can be one."""
    given = dict(zip(names, arguments.args, strict=False)) | dict(arguments.kwargs)
    weight, groups = given.get("weight"), given.get("groups", 1)
    if not isinstance(weight, torch.Tensor) or weight.ndim != rank + 2 or not isinstance(groups, int) or groups < 1:
        return None
    first, second = int(weight.shape[0]), int(weight.shape[1])
    transposed = "output_padding" in names
    channels = (first, second * groups) if transposed else (second * groups, first)
    if 0 in weight.shape or channels[0] % groups or channels[1] % groups:
        return None
    sliding = {name: value for name, value in given.items() if name in names[3:]}
    sizes = {"in_channels": channels[0], "out_channels": channels[1], "kernel_size": tuple(weight.shape[2:])}
    return layer, sizes | sliding | {"bias": given.get("bias") is not None}


def _module(twin: Callable[[Arguments], Twin | None], arguments: Arguments) -> nn.Module | None:
    found = twin(arguments)
    if found is None:
        return None
    try:
        return meta.twin(found[0].cls, found[1])
    except meta.Refused:
        return None


OPERATIONS = tuple(_row(rank, transposed=transposed) for transposed in (False, True) for rank in (1, 2, 3))
