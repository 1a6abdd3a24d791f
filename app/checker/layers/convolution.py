"""Convolutions in 1, 2 and 3 dimensions."""

from collections.abc import Mapping
from math import prod

import torch
from torch import nn

from app.checker.blame.faults import Fault
from app.checker.devices import meta
from app.checker.findings.group_divisibility import GroupDivisibility
from app.checker.findings.kernel_too_large import KernelTooLarge
from app.checker.findings.same_padding_with_stride import SamePaddingWithStride
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_argument_length import WrongArgumentLength
from app.checker.findings.wrong_constructor_argument import WrongConstructorArgument, WrongNumber
from app.checker.findings.wrong_dtype import WrongDtype
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.findings.wrong_input_rank import WrongInputRank
from app.checker.layers._numbers import too_small
from app.checker.layers._sliding import (
    AXES,
    LONG,
    NAMED,
    conv_size,
    conv_text,
    fits_axes,
    formulas,
    per_axis,
    rank_of,
    sliding,
    spatial,
    window,
)
from app.checker.report import Formula
from app.checker.rows import Given, Layer

_SHOWN = ("kernel_size", "stride", "padding", "dilation", "groups")


def _new(cls: type[nn.Module]) -> "Layer":
    rank = next(int(character) for character in cls.__name__ if character.isdigit())
    return Layer(
        cls, "convolution", ((3, 4, 3), ((2, 3, *(8,) * rank),)), new=_refused, check=_check, assume=_assume,
        explain=_explain, sight=sliding, macs=_macs, shown=_SHOWN,
        formula="⌊(n + 2·padding − dilation·(kernel_size−1) − 1) / stride⌋ + 1",
    )  # fmt: skip


def _refused(arguments: Mapping[str, object]) -> Fault | None:
    """Arguments that torch refuses, or that only the CPU refuses later."""
    layer = "this convolution"
    groups = arguments.get("groups", 1)
    if not isinstance(groups, int):
        return None
    if groups <= 0:
        text = f"has groups={groups}"
        return WrongConstructorArgument(layer, "groups", text, "write groups=1 or more", better="1")
    sides = [(side, arguments.get(side)) for side in ("in_channels", "out_channels")]
    for (side, channels), (_, other) in zip(sides, reversed(sides), strict=True):
        if isinstance(channels, int) and channels % groups:
            return GroupDivisibility(layer, groups, side, channels, other if isinstance(other, int) else 0)
    stride = arguments.get("stride", 1)
    if arguments.get("padding") == "same" and stride not in {1, (1,), (1, 1), (1, 1, 1)}:
        kernel = arguments.get("kernel_size")
        return SamePaddingWithStride(layer, str(stride), kernel if isinstance(kernel, int) else None)
    return None


def _check(module: nn.Module, given: Given) -> Fault | None:
    rank, shape = rank_of(module), given.shape
    if len(shape) not in {rank + 1, rank + 2}:
        return WrongInputRank(given.name, NAMED[rank], shape, int(module.in_channels), given.raw)  # type: ignore[arg-type]
    if (fault := _channels(module, given, rank)) is not None:
        return fault
    if (fault := _numbers(module, given, rank)) is not None:
        return fault
    return _room(module, given, rank)


def _channels(module: nn.Module, given: Given, rank: int) -> Fault | None:
    axis = len(given.shape) - rank - 1
    declared, arriving = int(module.in_channels), given.shape[axis]  # type: ignore[arg-type]
    if declared == arriving:
        return None
    out, groups = int(module.out_channels), int(module.groups)  # type: ignore[arg-type]
    return WrongInChannels(given.name, declared, arriving, axis, given.shape, out, groups, given.raw)


def _numbers(module: nn.Module, given: Given, rank: int) -> Fault | None:
    """What meta tensors let pass and the CPU does not."""
    empty = len(given.shape) == rank + 2 and given.shape[0] == 0  # torch looks at less of an empty batch
    padding = 0 if getattr(module, "padding_mode", "zeros") == "zeros" else -(2**31)  # other modes crop
    least_of = {
        "kernel_size": 1,
        "stride": 1,
        "dilation": 0 if empty else 1,
        "padding": padding,
        "output_padding": 0,
        "out_channels": 1,
    }
    for name, least in least_of.items():
        value = getattr(module, name)
        if isinstance(value, str):
            continue
        if isinstance(value, tuple) and len(value) not in {1, rank}:
            return WrongArgumentLength(given.name, name, rank, value)
        if isinstance(value, tuple) and not all(isinstance(number, int) for number in value):
            what = f"needs whole numbers for {name}, but is given {value}"
            return WrongNumber(given.name, name, what, f"give {name} whole numbers: // divides without a rest",
                               is_float=any(isinstance(number, float) for number in value))  # fmt: skip
        if any(number < least for number in per_axis(value, rank)):
            return too_small(given.name, name, _short(value), least)
    dtype, wanted = given.tensors[0].dtype, module.weight.dtype
    if dtype != wanted and not empty:
        return WrongDtype(given.name, str(dtype).removeprefix("torch."), str(wanted).removeprefix("torch."))
    return None


def _short(value: object) -> object:
    return value[0] if isinstance(value, tuple) and len(set(value)) == 1 else value


def _room(module: nn.Module, given: Given, rank: int) -> Fault | None:
    slid, padding = window(module), _padding(module, rank)
    for index, size in enumerate(spatial(given.shape, rank)):
        kernel, dilation = slid.kernel[index], slid.dilation[index]
        pad = padding[index]
        if sum(pad) + size < dilation * (kernel - 1) + 1:
            axis = LONG[AXES[rank][index]]
            return KernelTooLarge(given.name, axis, size, pad[0], kernel, dilation, given.shape)
        if size == 0 and given.shape[0] != 0:
            return TorchError(given.name, (given.shape,), "the map has no rows or columns")
    return None


def _padding(module: nn.Module, rank: int) -> list[tuple[int, int]]:
    """(before, after) per axis; `same` puts the odd cell behind."""
    if module.padding == "valid":
        return [(0, 0)] * rank
    slid = window(module)
    if module.padding == "same":
        totals = [slid.dilation[i] * (slid.kernel[i] - 1) for i in range(rank)]
        return [(total // 2, total - total // 2) for total in totals]
    return [(p, p) for p in per_axis(module.padding, rank)]


def _assume(module: nn.Module, given: Given) -> torch.Tensor | None:
    """The declared output: as if the right channels had come."""
    rank = rank_of(module)
    if len(given.shape) != rank + 2 or int(module.out_channels) < 1:  # type: ignore[arg-type]
        return None
    slid, padding, sizes = window(module), _padding(module, rank), []
    if not fits_axes(module, padding):
        return None
    for index, size in enumerate(spatial(given.shape, rank)):
        room = size + sum(padding[index]) - slid.dilation[index] * (slid.kernel[index] - 1) - 1
        if room < 0 or slid.stride[index] < 1:
            return None
        sizes.append(room // slid.stride[index] + 1)
    return meta.empty((given.shape[0], int(module.out_channels), *sizes))  # type: ignore[arg-type]


def _explain(module: nn.Module, before: tuple[int, ...], after: tuple[int, ...]) -> list[Formula]:
    rank = rank_of(module)
    slid, padding, texts = window(module), _padding(module, rank), []
    for index, (n, value) in enumerate(zip(spatial(before, rank), spatial(after, rank), strict=True)):
        k, s, d = slid.kernel[index], slid.stride[index], slid.dilation[index]
        first, last = padding[index]
        if first == last:
            texts.append((conv_text(n, k, s, first, d, value), conv_size(n, k, s, first, d)))
        else:
            texts.append((f"{n} + {first} + {last} − {d}·({k}−1) = {value}", n + first + last - d * (k - 1)))
    return formulas(rank, texts)


def _macs(module: nn.Module, _before: tuple[int, ...], after: tuple[int, ...]) -> int:
    weight = module.weight
    return prod(after) * int(weight[0].numel())  # type: ignore[index]


LAYERS = tuple(_new(cls) for cls in (nn.Conv1d, nn.Conv2d, nn.Conv3d))
