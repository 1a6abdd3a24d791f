"""Layers that change the shape without numbers of their own: flatten, pad, upsample, shuffle."""

from math import prod

import torch
from torch import nn

from app.checker import meta
from app.checker.faults import Fault
from app.checker.findings.torch_error import TorchError
from app.checker.report import Formula
from app.checker.rows import Given, Layer


def _check_flatten(module: nn.Module, given: Given) -> Fault | None:
    rank = max(len(given.shape), 1)
    start, end = int(module.start_dim), int(module.end_dim)  # type: ignore[arg-type]
    if not (-rank <= start < rank and -rank <= end < rank):
        return TorchError(given.name, (given.shape,), f"start_dim={start}, end_dim={end} are no axes of it")
    return None


def _explain_flatten(_module: nn.Module, before: tuple[int, ...], after: tuple[int, ...]) -> list[Formula]:
    if len(after) == 2 and len(before) > 2 and before[0] == after[0]:
        return [Formula(axis="features", text=f"{' · '.join(map(str, before[1:]))} = {after[1]}", value=after[1])]
    return []


def _assume_flat(_module: nn.Module, given: Given) -> torch.Tensor | None:
    return meta.empty((given.shape[0], prod(given.shape[1:]))) if given.shape else None


def _pad(cls: type[nn.Module], rank: int, *extra: object) -> Layer:
    return Layer(
        cls, "padding", ((1, *extra), ((2, 3, *(6,) * rank),)), shown=("padding",), formula="n + before + after",
    )  # fmt: skip


_PADS = (
    (nn.ZeroPad1d, nn.ZeroPad2d, nn.ZeroPad3d), (nn.ReflectionPad1d, nn.ReflectionPad2d, nn.ReflectionPad3d),
    (nn.ReplicationPad1d, nn.ReplicationPad2d, nn.ReplicationPad3d),
    (nn.CircularPad1d, nn.CircularPad2d, nn.CircularPad3d),
)  # fmt: skip

LAYERS = (
    Layer(
        nn.Flatten, "reshaping", ((), ((2, 3, 4, 4),)), check=_check_flatten, assume=_assume_flat,
        explain=_explain_flatten, formula="the product of the axes from start_dim to end_dim",
    ),
    Layer(nn.Unflatten, "reshaping", ((1, (2, 2)), ((2, 4),)), shown=("dim", "unflattened_size")),
    Layer(nn.PixelShuffle, "reshaping", ((2,), ((2, 4, 4, 4),)), shown=("upscale_factor",), formula="C / r², H·r, W·r"),
    Layer(nn.PixelUnshuffle, "reshaping", ((2,), ((2, 4, 4, 4),)), shown=("downscale_factor",)),
    Layer(nn.ChannelShuffle, "reshaping", ((2,), ((2, 4, 4, 4),)), shown=("groups",)),
    Layer(
        nn.Upsample, "reshaping", ((None, 2), ((2, 3, 4, 4),)), shown=("size", "scale_factor", "mode"),
        formula="⌊n · scale_factor⌋, or size",
    ),
    Layer(nn.UpsamplingNearest2d, "reshaping", ((None, 2), ((2, 3, 4, 4),)), shown=("size", "scale_factor")),
    Layer(nn.UpsamplingBilinear2d, "reshaping", ((None, 2), ((2, 3, 4, 4),)), shown=("size", "scale_factor")),
    *(_pad(cls, rank) for family in _PADS for rank, cls in enumerate(family, start=1)),
    *(
        _pad(cls, rank, 0.0)
        for rank, cls in enumerate((nn.ConstantPad1d, nn.ConstantPad2d, nn.ConstantPad3d), start=1)
    ),
)  # fmt: skip
