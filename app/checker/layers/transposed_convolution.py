"""Transposed convolutions in 1, 2 and 3 dimensions."""

from fractions import Fraction
from math import gcd, prod

import torch
from torch import nn

from app.checker.blame.faults import Fault
from app.checker.devices import meta
from app.checker.findings.group_divisibility import GroupDivisibility
from app.checker.findings.output_padding_range import OutputPaddingRange
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.findings.wrong_input_rank import WrongInputRank
from app.checker.layers._sliding import NAMED, fits_axes, formulas, per_axis, rank_of, spatial, window
from app.checker.layers.convolution import _numbers, _refused
from app.checker.report import Formula
from app.checker.rows import Given, Layer, Sight


def _check(module: nn.Module, given: Given) -> Fault | None:
    rank, shape = rank_of(module), given.shape
    if len(shape) not in {rank + 1, rank + 2}:
        return WrongInputRank(given.name, NAMED[rank], shape, int(module.in_channels), given.raw)  # type: ignore[arg-type]
    axis = len(shape) - rank - 1
    declared = int(module.in_channels)  # type: ignore[arg-type]
    out, groups = int(module.out_channels), int(module.groups)  # type: ignore[arg-type]
    if out % groups:  # a lazy one is built without looking
        return GroupDivisibility(given.name, groups, "out_channels", out, declared)
    if declared != shape[axis]:
        return WrongInChannels(given.name, declared, shape[axis], axis, shape, out, groups, given.raw)
    if len(shape) == rank + 2 and shape[0] == 0:
        return _numbers(module, given, rank)
    if 0 in shape:
        return TorchError(given.name, (shape,), "the map has no rows or columns")
    return _numbers(module, given, rank) or _output_padding(module, given, rank)


def _output_padding(module: nn.Module, given: Given, rank: int) -> Fault | None:
    slid = window(module)
    numbers = (slid.kernel, slid.stride, slid.dilation, per_axis(module.padding, rank))
    for kernel, stride, dilation, padding, more in zip(*numbers, per_axis(module.output_padding, rank), strict=True):
        if more >= max(stride, dilation):
            doubling = stride + 2 * padding - dilation * (kernel - 1) - 1
            return OutputPaddingRange(given.name, more, stride, dilation, doubling)
    sizes = _sizes(module, spatial(given.shape, rank))
    if min(sizes) < 0 or (min(sizes) == 0 and _is_plain(module, given, rank)):
        return TorchError(given.name, (given.shape,), f"its output would have sizes {sizes}")
    return None


def _is_plain(module: nn.Module, given: Given, rank: int) -> bool:
    """Whether torch's own kernel runs, which refuses an empty output, and not oneDNN's, which gives one.

    Source: ATen/native/Convolution.cpp, ConvParams::use_mkldnn.
    """
    slid, shape = window(module), given.shape if len(given.shape) == rank + 2 else (1, *given.shape)
    small = slid.kernel[-2:]
    large = int(module.groups) > 1 or shape[0] > 1 or min(small) > 3 or prod(shape[:4]) > 20480  # type: ignore[arg-type]
    spread = max((*slid.stride, *slid.dilation)) > 1 or shape[0] >= 16 or max(small) > 1
    return rank > 1 and not (large and spread)


def _sizes(module: nn.Module, before: tuple[int, ...]) -> tuple[int, ...]:
    """(n − 1)s − 2p + d(k − 1) + output_padding + 1: torch.nn.ConvTranspose2d's documentation, "Shape"."""
    rank = rank_of(module)
    slid, padding, extra = window(module), per_axis(module.padding, rank), per_axis(module.output_padding, rank)
    return tuple(
        (n - 1) * slid.stride[i] - 2 * padding[i] + slid.dilation[i] * (slid.kernel[i] - 1) + extra[i] + 1
        for i, n in enumerate(before)
    )


def _assume(module: nn.Module, given: Given) -> torch.Tensor | None:
    rank = rank_of(module)
    sides = (per_axis(module.padding, rank), per_axis(module.output_padding, rank))
    if len(given.shape) != rank + 2 or not fits_axes(module, *sides):
        return None
    sizes = _sizes(module, spatial(given.shape, rank))
    return meta.empty((given.shape[0], int(module.out_channels), *sizes)) if min(sizes) > 0 else None  # type: ignore[arg-type]


def _explain(module: nn.Module, before: tuple[int, ...], _after: tuple[int, ...]) -> list[Formula]:
    rank = rank_of(module)
    slid, padding, extra = window(module), per_axis(module.padding, rank), per_axis(module.output_padding, rank)
    texts = []
    for i, (n, value) in enumerate(zip(spatial(before, rank), _sizes(module, spatial(before, rank)), strict=True)):
        s, k, d, p = slid.stride[i], slid.kernel[i], slid.dilation[i], padding[i]
        texts.append((f"({n} − 1)·{s} − 2·{p} + {d}·({k}−1) + {extra[i]} + 1 = {value}", value))
    return formulas(rank, texts)


def _sight(module: nn.Module, _before: tuple[int, ...], _after: tuple[int, ...]) -> Sight:
    """Of the k taps, d apart, an output gets those that meet one of the inputs, which lie s apart."""
    slid, reach = window(module), []
    for k, s, d in zip(slid.kernel, slid.stride, slid.dilation, strict=True):
        shared = gcd(s, d)
        reach.append((k - 1) // (s // shared) * d // shared)
    return Sight(tuple(reach), tuple(Fraction(1, s) for s in slid.stride))


def _macs(module: nn.Module, before: tuple[int, ...], _after: tuple[int, ...]) -> int:
    weight = module.weight
    return prod(before) * int(weight[0].numel())  # type: ignore[index]


LAYERS = tuple(
    Layer(
        cls, "transposed convolution", ((3, 4, 3), ((2, 3, *(6,) * rank),)), new=_refused, check=_check,
        assume=_assume, explain=_explain, sight=_sight, macs=_macs,
        shown=("kernel_size", "stride", "padding", "output_padding", "dilation", "groups"),
        formula="(n − 1)·stride − 2·padding + dilation·(kernel_size−1) + output_padding + 1",
    )
    for rank, cls in enumerate((nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d), start=1)
)  # fmt: skip
