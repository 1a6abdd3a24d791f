"""Operations that change the shape alone: view, flatten, permute, squeeze, repeat, pad, interpolate."""

from collections.abc import Callable, Mapping
from math import prod

import torch

from app.checker.blame.faults import Fault
from app.checker.devices import meta
from app.checker.findings.permute_length import PermuteLength
from app.checker.findings.wrong_view import WrongView
from app.checker.layers import resampling
from app.checker.layers._sliding import axis_names, padded_text
from app.checker.layers.reshaping import joined_text
from app.checker.operations._forms import everywhere, operation
from app.checker.report import Formula
from app.checker.rows import Arguments, Layer

_OTHERS = (
    "transpose swapaxes movedim t squeeze unsqueeze expand expand_as repeat tile repeat_interleave narrow "
    "select unfold unflatten diagonal squeeze_ unsqueeze_ transpose_ t_ broadcast_to"
)
Twin = tuple[Layer, Mapping[str, object]]
_LAYERS = {layer.name: layer for layer in resampling.LAYERS}


def _asked(arguments: Arguments) -> tuple[int, ...] | None:
    """The sizes of `view(a, b)`, `view((a, b))` or `reshape(x, (a, b))`; None for `view(dtype)`."""
    rest = arguments.args[1:] or (arguments.kwargs.get("shape", arguments.kwargs.get("size")),)
    sizes = rest[0] if len(rest) == 1 and isinstance(rest[0], tuple | list) else rest
    if not isinstance(sizes, tuple | list) or not all(type(size) is int for size in sizes):
        return None
    return tuple(sizes)


def _check_view(arguments: Arguments) -> Fault | None:
    sizes = _asked(arguments)
    if sizes is None or sizes.count(-1) > 1 or any(size < -1 for size in sizes):
        return None
    elements, known = arguments.first.numel(), prod(size for size in sizes if size != -1)
    fits = (known != 0 and elements % known == 0) if -1 in sizes else elements == known
    return None if fits else WrongView("view", sizes, tuple(arguments.first.shape), elements)


def _assume_view(arguments: Arguments) -> torch.Tensor | None:
    """What was asked for, with the batch in the place of -1."""
    sizes, shape = _asked(arguments), arguments.first.shape
    if sizes is None or not shape or not sizes:
        return None
    return meta.empty(tuple(int(shape[0]) if size == -1 else size for size in sizes))


def _explain_joined(arguments: Arguments, after: tuple[int, ...]) -> list[Formula]:
    return joined_text(tuple(arguments.first.shape), after)


def _explain_pad(arguments: Arguments, after: tuple[int, ...]) -> list[Formula]:
    """The padding is written from the last axis to the first, each before and after."""
    pad, before = arguments.get(1, "pad"), tuple(arguments.first.shape)
    if not isinstance(pad, tuple | list) or not all(isinstance(side, int) for side in pad):
        return []
    names, found = axis_names(len(before)), []
    for axis in range(len(before) - len(pad) // 2, len(before)):
        start = 2 * (len(before) - 1 - axis)
        found.append(
            Formula(axis=names[axis], text=padded_text(before[axis], pad[start : start + 2]), value=after[axis])
        )
    return found


def _as_upsample(arguments: Arguments) -> Twin:
    names = ("size", "scale_factor", "mode", "align_corners", "recompute_scale_factor")
    given = dict(zip(names, arguments.args[1:], strict=False)) | dict(arguments.kwargs)
    return _LAYERS["Upsample"], {name: value for name, value in given.items() if name in names}


def _as_shuffle(name: str, factor: str) -> Callable[[Arguments], Twin]:
    return lambda arguments: (_LAYERS[name], {factor: arguments.get(1, factor)})


def _check_permute(arguments: Arguments) -> Fault | None:
    order = arguments.args[1:] or (arguments.kwargs.get("dims"),)
    axes = order[0] if len(order) == 1 and isinstance(order[0], tuple | list) else order
    numbers = tuple(axis for axis in axes if isinstance(axis, int)) if isinstance(axes, tuple | list) else ()
    shape = tuple(arguments.first.shape)
    if not isinstance(axes, tuple | list) or len(numbers) != len(axes) or len(numbers) == len(shape):
        return None
    return PermuteLength(numbers, shape)


OPERATIONS = (
    operation("Tensor.view", check=_check_view, assume=_assume_view, folds=True, explain=_explain_joined),
    operation(
        "torch.reshape Tensor.reshape", check=_check_view, assume=_assume_view, folds=True, explain=_explain_joined
    ),
    operation("Tensor.view_as Tensor.reshape_as", folds=True),
    operation("torch.flatten Tensor.flatten", folds=True, explain=_explain_joined),
    *everywhere("permute", check=_check_permute),
    *everywhere(_OTHERS),
    operation("torch.constant_pad_nd"),
    operation("F.pad", explain=_explain_pad),
    operation("F.interpolate F.upsample", layer=_as_upsample),
    operation("F.pixel_shuffle torch.pixel_shuffle", layer=_as_shuffle("PixelShuffle", "upscale_factor")),
    operation("F.pixel_unshuffle torch.pixel_unshuffle", layer=_as_shuffle("PixelUnshuffle", "downscale_factor")),
    operation("F.channel_shuffle torch.channel_shuffle"),
    operation("F.unfold"),
    operation("F.fold"),
    operation("F.one_hot", indices=((0, "tensor"),)),
)
