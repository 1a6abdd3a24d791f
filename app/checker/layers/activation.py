"""Activations and dropout: the shape stays."""

import torch
from torch import nn

from app.checker.blame.faults import Fault
from app.checker.findings.dim_out_of_range import DimOutOfRange
from app.checker.findings.torch_error import TorchError
from app.checker.layers._numbers import needs_floats
from app.checker.rows import Given, Layer, same_shape


def _check_dim(module: nn.Module, given: Given) -> Fault | None:
    """Meta tensors take any `dim`; the CPU does not."""
    dim = getattr(module, "dim", None)
    rank = len(given.shape)
    if isinstance(dim, int) and not -max(rank, 1) <= dim < max(rank, 1):
        return DimOutOfRange(given.name, dim, given.shape)
    return needs_floats(given)


def _check_channels(module: nn.Module, given: Given) -> Fault | None:
    wanted = module.weight.numel() if isinstance(module.weight, torch.Tensor) else 1
    if wanted != 1 and (len(given.shape) < 2 or given.shape[1] != wanted):
        arriving = given.shape[1] if len(given.shape) > 1 else 1
        return TorchError(given.name, (given.shape,), f"it has {wanted} slopes, and {arriving} channels arrive")
    return None


def _check_map(module: nn.Module, given: Given) -> Fault | None:
    """`Softmax2d` and the dropouts of whole channels want a map."""
    if isinstance(module, nn.Softmax2d) and len(given.shape) not in {3, 4}:
        return TorchError(given.name, (given.shape,), "it needs 3 or 4 axes")
    return needs_floats(given)


def _check_gelu(module: nn.Module, given: Given) -> Fault | None:
    if module.approximate not in ("none", "tanh"):
        return TorchError(given.name, (given.shape,), f"approximate is 'none' or 'tanh', not {module.approximate!r}")
    return needs_floats(given)


_PLAIN = (
    nn.ReLU, nn.ReLU6, nn.LeakyReLU, nn.ELU, nn.SELU, nn.CELU, nn.SiLU, nn.Mish, nn.Sigmoid, nn.Tanh,
    nn.Hardswish, nn.Hardsigmoid, nn.Hardtanh, nn.Softplus, nn.Softsign, nn.LogSigmoid, nn.Softshrink, nn.Hardshrink,
    nn.Tanhshrink, nn.RReLU, nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d, nn.AlphaDropout,
    nn.FeatureAlphaDropout,
)  # fmt: skip

LAYERS = (
    *(
        Layer(cls, "activation", ((), ((2, 3, 4, 4),)), assume=same_shape, formula="the shape stays")
        if cls is not nn.Dropout1d and cls is not nn.Dropout3d
        else Layer(cls, "activation", ((), ((2, 3, 4) if cls is nn.Dropout1d else (2, 3, 4, 4, 4),)))
        for cls in _PLAIN
    ),
    Layer(
        nn.GELU,
        "activation",
        ((), ((2, 3, 4, 4),)),
        check=_check_gelu,
        assume=same_shape,
        formula="the shape stays",
    ),
    Layer(nn.Identity, "activation", ((), ((2, 3),)), assume=same_shape, formula="the shape stays", takes_tuples=True),
    Layer(nn.Threshold, "activation", ((0.1, 0), ((2, 3),)), formula="the shape stays"),
    Layer(nn.PReLU, "activation", ((), ((2, 3, 4, 4),)), check=_check_channels, shown=("num_parameters",)),
    Layer(nn.Softmax2d, "activation", ((), ((2, 3, 4, 4),)), check=_check_map),
    *(
        Layer(cls, "activation", ((1,), ((2, 3),)), check=_check_dim, assume=same_shape, shown=("dim",))
        for cls in (nn.Softmax, nn.LogSoftmax, nn.Softmin)
    ),
    Layer(nn.GLU, "activation", ((1,), ((2, 4),)), check=_check_dim, shown=("dim",), formula="half of axis dim"),
)
