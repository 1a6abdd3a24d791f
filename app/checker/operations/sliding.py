"""Functional pooling, checked and explained by the rows of their layers."""

from collections.abc import Callable, Mapping

import torch
from torch import nn

from app.checker.blame.faults import Fault
from app.checker.devices import meta
from app.checker.layers import pooling
from app.checker.operations._forms import operation
from app.checker.rows import Arguments, Given, Layer, Operation

_ROWS = {layer.name: layer for layer in pooling.LAYERS}
_ORDER = {
    "Max": ("kernel_size", "stride", "padding", "dilation", "ceil_mode", "return_indices"),
    "Avg": ("kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "divisor_override"),
    "Adaptive": ("output_size", "return_indices"),
}


def _twin(layer: Layer, names: tuple[str, ...]) -> Callable[[Arguments], tuple[Layer, Mapping[str, object]] | None]:
    known = layer.signature.parameters

    def find(arguments: Arguments) -> tuple[Layer, Mapping[str, object]] | None:
        given = dict(zip(names, arguments.args[1:], strict=False)) | dict(arguments.kwargs)
        kwargs = {name: value for name, value in given.items() if name in known}
        return (layer, kwargs) if names[0] in kwargs else None

    return find


def _row(function: str, layer: Layer, names: tuple[str, ...]) -> Operation:
    find = _twin(layer, names)

    def check(arguments: Arguments) -> Fault | None:
        module = _module(find(arguments))
        return layer.check(module, _given(function, arguments)) if module is not None else None

    def assume(arguments: Arguments) -> object:
        module = _module(find(arguments))
        return layer.assume(module, _given(function, arguments)) if module is not None else None

    spelled = f"F.{function}" + (f" torch.{function}" if hasattr(torch, function) else "")
    return operation(spelled, check=check, assume=assume, layer=find, any_float=layer.guarded)


def _module(twin: tuple[Layer, Mapping[str, object]] | None) -> nn.Module | None:
    if twin is None:
        return None
    layer, kwargs = twin
    return meta.twin(layer.cls, kwargs)


def _given(function: str, arguments: Arguments) -> Given:
    return Given(f"F.{function}", (arguments.first,))


OPERATIONS = (
    *(
        _row(f"{prefix}{low}_pool{rank}d", _ROWS[f"{title}{high}Pool{rank}d"], _ORDER["Adaptive" if prefix else high])
        for low, high in (("max", "Max"), ("avg", "Avg"))
        for prefix, title in (("", ""), ("adaptive_", "Adaptive"))
        for rank in (1, 2, 3)
    ),
    *(operation(f"F.max_unpool{rank}d") for rank in (1, 2, 3)),
    *(operation(f"F.lp_pool{rank}d") for rank in (1, 2, 3)),
    *(operation(f"F.fractional_max_pool{rank}d{indices}") for rank in (2, 3) for indices in ("", "_with_indices")),
    *(operation(f"F.{kind}max_pool{rank}d_with_indices") for kind in ("", "adaptive_") for rank in (1, 2, 3)),
)
