"""`torch.nn.utils`: clipping, and reparametrisations that add weights to a layer."""

import torch
from torch import nn

from app.checker.devices import meta
from app.checker.objects.instances import ModuleValue
from app.checker.objects.tensors import TensorValue
from app.checker.objects.values import Value
from app.checker.provided import Library, alike
from app.checker.reader import Builtin, Call


def _itself(call: Call) -> Value:
    """Spectral norm and its like change a layer's numbers alone: as many weights, the same shapes."""
    return call.args[0] if call.args else call.kwargs.get("module")


def _weight_norm(call: Call) -> Value:
    """A length for each output channel is one weight more: torch's own function does it."""
    value, name = call.argument(0, "module"), call.argument(1, "name", "weight")
    dim = call.argument(2, "dim", 0)
    if not isinstance(value, ModuleValue) or value.module is None:
        raise call.error("TypeError", "weight_norm() needs a module")
    if not isinstance(name, str) or not isinstance(dim, int | None):
        raise call.error("TypeError", "weight_norm() needs the name of a weight")
    weight = value.module._parameters.get(name)
    if weight is None:
        raise call.error("AttributeError", f"'{value.class_name}' object has no attribute '{name}'")
    try:
        length = meta.run(torch.norm_except_dim, (weight.detach(), 2, -1 if dim is None else dim), {})
    except meta.Refused as refused:
        raise call.error(refused.kind, refused.text) from refused
    if isinstance(length, torch.Tensor):
        _normed(value.module, name, weight, length)
    return value


def _normed(module: nn.Module, name: str, weight: nn.Parameter, length: torch.Tensor) -> None:
    """The weight becomes a direction and a length; as a tensor without a gradient it stays what it was."""
    del module._parameters[name]
    module._parameters[f"{name}_g"] = nn.Parameter(length)
    module._parameters[f"{name}_v"] = nn.Parameter(weight.detach())
    module._buffers[name] = weight.detach()


def _total(_call: Call) -> Value:
    return TensorValue(meta.empty(()))


def _nothing(_call: Call) -> Value:
    return None


def _vector(call: Call) -> Value:
    """`parameters_to_vector(net.parameters())`: all numbers in one row."""
    items = call.reader.iterate(call.argument(0, "parameters"), call.node)
    return TensorValue(meta.empty((sum(item.tensor.numel() for item in items if isinstance(item, TensorValue)),)))


_NORMS = alike("spectral_norm orthogonal remove_spectral_norm remove_weight_norm", _itself)
_WEIGHT_NORM = {"weight_norm": Builtin("weight_norm", _weight_norm)}
_CLIPS = {
    **alike("clip_grad_norm_ clip_grad_norm get_total_norm", _total), **alike("clip_grad_value_", _nothing),
}  # fmt: skip

LIBRARY = Library(
    modules={
        "torch.nn.utils": {
            **_NORMS, **_WEIGHT_NORM, **_CLIPS, "parameters_to_vector": Builtin("parameters_to_vector", _vector),
            **alike("vector_to_parameters", _nothing),
        },
        "torch.nn.utils.clip_grad": _CLIPS,
        "torch.nn.utils.parametrizations": {**_NORMS, **_WEIGHT_NORM},
    }
)  # fmt: skip
