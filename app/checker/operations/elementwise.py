"""Operations on each value: activations, dropout, arithmetic with a name. The shape stays or broadcasts."""

import torch
from torch import nn

from app.checker.blame.faults import Fault
from app.checker.devices.memory import overlap
from app.checker.findings.dim_out_of_range import DimOutOfRange
from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.findings.torch_error import TorchError
from app.checker.operations._forms import everywhere, operation
from app.checker.rows import Arguments

_ANY_FLOAT = (
    "relu relu6 sigmoid tanh elu selu celu silu mish hardswish hardsigmoid hardtanh softplus softsign "
    "leaky_relu logsigmoid tanhshrink softshrink hardshrink"
)
_ACTIVATIONS = (
    "gelu rrelu prelu threshold glu dropout dropout1d dropout2d "
    "dropout3d alpha_dropout feature_dropout normalize relu_ sigmoid_ tanh_ leaky_relu_ elu_ "
    "batch_norm instance_norm group_norm layer_norm rms_norm local_response_norm feature_alpha_dropout"
)
_MATHS = (
    "abs exp log log2 log10 log1p sqrt rsqrt square sin cos tan atan neg sign floor ceil round trunc frac reciprocal "
    "clamp clip nan_to_num erf expm1 float double half long int bool bfloat16 contiguous clone detach "
    "cumsum cumprod flip roll tril triu logical_not isnan isinf softplus "
    "abs_ exp_ sqrt_ clamp_ neg_ zero_ fill_ normal_ uniform_ "
    "lerp addcmul addcdiv bernoulli dropout_ requires_grad_ detach_ "
    "retain_grad rand_like zeros_like ones_like randn_like full_like empty_like"
)
_PAIRS = (
    "add sub subtract mul multiply div divide true_divide pow maximum minimum eq ne lt le gt ge logical_and logical_or"
)
_NO_ROW = frozenset({
    "float", "double", "half", "long", "int", "bool", "bfloat16", "contiguous", "clone", "detach",
    "requires_grad_", "detach_", "retain_grad", "zero_", "fill_", "normal_", "uniform_", "rand_like", "zeros_like",
    "ones_like", "randn_like", "full_like", "empty_like",
})  # fmt: skip


def broadcast_fault(left: tuple[int, ...], right: tuple[int, ...], name: str) -> Fault | None:
    """The last axis that does not broadcast, as torch names it."""
    rank = max(len(left), len(right))
    for axis in range(rank - 1, -1, -1):
        a, b = axis - rank + len(left), axis - rank + len(right)
        if a < 0 or b < 0:
            continue
        if left[a] != right[b] and 1 not in {left[a], right[b]}:
            return ShapeMismatch(name, left, right, axis)
    return None


def in_place_fault(left: tuple[int, ...], right: tuple[int, ...], name: str) -> Fault | None:
    """Two tensors that do not broadcast, or whose result would be larger than the first."""
    if (fault := broadcast_fault(left, right, name)) is not None:
        return fault
    if len(right) > len(left):
        return TorchError(name, (left, right), "the result does not fit into the first tensor")
    offset = len(left) - len(right)
    for axis in range(len(left) - 1, offset - 1, -1):
        if left[axis] != right[axis - offset] and right[axis - offset] != 1:
            return ShapeMismatch(name, left, right, axis, in_place=True)
    return None


def check_pair(arguments: Arguments) -> Fault | None:
    """Two tensors that do not broadcast."""
    other = arguments.get(1, "other")
    if not isinstance(other, torch.Tensor):
        return None
    return broadcast_fault(tuple(arguments.first.shape), tuple(other.shape), "this operation")


def check_in_place(arguments: Arguments) -> Fault | None:
    """A result that would be larger than the tensor that it is put into, or be written over what is still read."""
    shape = tuple(arguments.first.shape)
    others = [tuple(other.shape) for other in arguments.args[1:] if isinstance(other, torch.Tensor)]
    if (text := overlap(arguments.first, *arguments.args[1:])) is not None:
        return TorchError("this operation", (shape, *others), text)
    for other in others:
        if (fault := in_place_fault(shape, other, "this operation")) is not None:
            return fault
    return None


def assume_first(arguments: Arguments) -> torch.Tensor | None:
    """The shape stays that of the first."""
    return arguments.first


def _check_dim(arguments: Arguments) -> Fault | None:
    dim, rank = arguments.get(1, "dim"), arguments.first.ndim
    if isinstance(dim, int) and not -max(rank, 1) <= dim < max(rank, 1):
        return DimOutOfRange("softmax", dim, tuple(arguments.first.shape))
    return None


def _kept(names: str) -> list[str]:
    """Names that some holder has."""
    holders = (torch, torch.Tensor, nn.functional)
    return [name for name in names.split() if any(hasattr(holder, name) for holder in holders)]


OPERATIONS = (
    *everywhere(" ".join(_kept(_ANY_FLOAT)), assume=assume_first, any_float=True),
    *everywhere(" ".join(_kept(_ACTIVATIONS)), assume=assume_first),
    *(
        op
        for name in dict.fromkeys(_kept(_MATHS))
        if name not in f"{_ANY_FLOAT} {_ACTIVATIONS}".split()
        for op in everywhere(name, row=name not in _NO_ROW)
    ),
    *everywhere(_PAIRS, check=check_pair, assume=assume_first),
    *everywhere("mul_ add_ sub_ div_", check=check_in_place, assume=assume_first),
    *everywhere("copy_", check=check_in_place, assume=assume_first, row=False),
    *everywhere("softmax log_softmax softmin", check=_check_dim, assume=assume_first),
    operation("F.gumbel_softmax"),
    operation("torch.where Tensor.where"),
)
