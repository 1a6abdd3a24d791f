"""Max and average pooling, and adaptive pooling, in 1, 2 and 3 dimensions."""

from fractions import Fraction

import torch
from torch import nn

from app.checker.blame.faults import Fault
from app.checker.devices import meta
from app.checker.findings.map_shrunk_to_nothing import MapShrunkToNothing
from app.checker.findings.pool_padding_too_large import PoolPaddingTooLarge
from app.checker.findings.torch_error import TorchError
from app.checker.findings.unpool_mismatch import UnpoolMismatch, UnpoolSize
from app.checker.findings.wrong_argument_length import WrongArgumentLength
from app.checker.findings.wrong_constructor_argument import WrongConstructorArgument
from app.checker.findings.wrong_input_rank import WrongInputRank
from app.checker.layers._numbers import needs_floats, too_small
from app.checker.layers._sliding import (
    AXES,
    LONG,
    NAMED,
    conv_text,
    formulas,
    per_axis,
    pool_size,
    rank_of,
    sliding,
    spatial,
    window,
    windows,
)
from app.checker.report import Formula
from app.checker.rows import Given, Layer, Seen, Sight


def _check(module: nn.Module, given: Given) -> Fault | None:
    rank, shape = rank_of(module), given.shape
    if len(shape) not in {rank + 1, rank + 2}:
        return WrongInputRank(given.name, NAMED[rank], shape)
    if (fault := _numbers(module, given, rank)) is not None:
        return fault
    if (fault := _dtype(module, given)) is not None:
        return fault
    slid, padding = window(module), per_axis(module.padding, rank)
    for kernel, pad in zip(slid.kernel, padding, strict=True):
        if pad > kernel // 2:
            return PoolPaddingTooLarge(given.name, kernel, pad, keeps=_keeps(module, rank))
    for index, size in enumerate(_sizes(module, shape, rank)):
        if size < 1:
            n, axis = spatial(shape, rank)[index], LONG[AXES[rank][index]]
            text = _text(module, n, index, rank, size).partition(";")[0]  # of nothing, no row is left unread
            return MapShrunkToNothing(given.name, axis, n, slid.kernel[index], text, shape)
    return None


def _keeps(module: nn.Module, rank: int) -> bool:
    """Whether it asks for as many cells as there are, by the same padding on every side: 2p = d(k − 1)."""
    slid, padding = window(module), per_axis(module.padding, rank)
    axes = zip(slid.kernel, slid.dilation, slid.stride, strict=True)
    return all(s == 1 and 2 * padding[0] == 2 * p == d * (k - 1) for (k, d, s), p in zip(axes, padding, strict=True))


def _dtype(module: nn.Module, given: Given) -> Fault | None:
    """Max pooling of whole numbers is there in 2 and 3 dimensions, average pooling of int64 too."""
    dtype = given.tensors[0].dtype
    indexed = isinstance(module, nn.MaxPool1d) and module.return_indices
    if (indexed or isinstance(module, nn.MaxPool2d | nn.MaxPool3d)) and not (dtype.is_complex or dtype is torch.bool):
        return None
    if isinstance(module, nn.AvgPool1d | nn.AvgPool2d | nn.AvgPool3d) and dtype is torch.int64:
        return None
    return needs_floats(given)


def _numbers(module: nn.Module, given: Given, rank: int) -> Fault | None:
    for name, least in (("kernel_size", 1), ("stride", 1), ("dilation", 1), ("padding", 0)):
        value = getattr(module, name, None)
        if (value is None and name != "kernel_size") or (value == () and name == "stride"):
            continue  # the kernel serves as the stride
        if isinstance(value, str):
            return _word_for_number(module, given, name, value, rank)
        if isinstance(value, tuple) and len(value) not in {1, rank}:
            return WrongArgumentLength(given.name, name, rank, value)
        if not all(isinstance(number, int) for number in (value if isinstance(value, tuple) else (value,))):
            return _not_whole(given, name, value)
        if any(number < least for number in per_axis(value, rank)):
            return too_small(given.name, name, value, least)
    return None


def _not_whole(given: Given, name: str, value: object) -> Fault:
    better = str(int(value)) if isinstance(value, float) and value.is_integer() else None
    kind = ", a float" if isinstance(value, float) else ""
    what = f"needs a whole number for {name}, but is given {value!r}{kind}"
    return WrongConstructorArgument(given.name, name, what, f"write {name}={better or 'a whole number'}", better=better)


def _word_for_number(module: nn.Module, given: Given, name: str, value: str, rank: int) -> Fault:
    """`padding='same'`, which convolutions know and pools do not."""
    kernel = module.kernel_size
    half = {size // 2 for size in per_axis(kernel, rank)} if isinstance(kernel, int | tuple) else set()
    better = str(half.pop()) if name == "padding" and len(half) == 1 else None
    what = f"needs a whole number for {name}, but is given {value!r}, which only convolutions know"
    return WrongConstructorArgument(given.name, name, what, f"write {name}={better or 'a number'}", better=better)


def _sizes(module: nn.Module, shape: tuple[int, ...], rank: int) -> tuple[int, ...]:
    slid, padding, ceil_mode = window(module), per_axis(module.padding, rank), bool(module.ceil_mode)
    return tuple(
        pool_size(n, slid.kernel[i], slid.stride[i], padding[i], slid.dilation[i], ceil_mode=ceil_mode)
        for i, n in enumerate(spatial(shape, rank))
    )


def _text(module: nn.Module, n: int, index: int, rank: int, value: int) -> str:
    slid, p = window(module), per_axis(module.padding, rank)[index]
    k, s, d = slid.kernel[index], slid.stride[index], slid.dilation[index]
    if not module.ceil_mode:
        return conv_text(n, k, s, p, d, value)
    text = f"⌈({n} + 2·{p} − {d}·({k}−1) − 1) / {s}⌉ + 1"
    plain = (n + 2 * p - d * (k - 1) - 1 + s - 1) // s + 1
    if plain == value:
        return f"{text} = {value}"
    return f"{text} − 1 = {value}; a window that would begin in the padding on the right is left out"


def _assume(module: nn.Module, given: Given) -> torch.Tensor | None:
    """A map of at least one row and column, so that the layers behind can be judged too."""
    rank = rank_of(module)
    if len(given.shape) != rank + 2 or _numbers(module, given, rank) is not None:
        return None
    return meta.empty((*given.shape[:2], *(max(size, 1) for size in _sizes(module, given.shape, rank))))


def _explain(module: nn.Module, before: tuple[int, ...], _after: tuple[int, ...]) -> list[Formula]:
    rank = rank_of(module)
    sizes = _sizes(module, before, rank)
    texts = [(_text(module, n, i, rank, sizes[i]), sizes[i]) for i, n in enumerate(spatial(before, rank))]
    return formulas(rank, texts)


def _check_adaptive(module: nn.Module, given: Given) -> Fault | None:
    rank, wanted = rank_of(module), module.output_size
    taken_as_mean = isinstance(module, nn.AdaptiveAvgPool2d | nn.AdaptiveAvgPool3d)
    if taken_as_mean and wanted in (1, (1,) * rank) and len(given.shape) >= rank:
        return None  # torch takes the mean, of any number of axes and any kind of number
    if isinstance(module, nn.AdaptiveAvgPool1d) and wanted in (1, (1,)):
        fits = len(given.shape) in {rank + 1, rank + 2}
        return None if fits else WrongInputRank(given.name, NAMED[rank], given.shape)
    if len(given.shape) not in {rank + 1, rank + 2}:
        return WrongInputRank(given.name, NAMED[rank], given.shape)
    if (fault := needs_floats(given)) is not None:
        return fault
    if isinstance(wanted, tuple) and len(wanted) != rank:
        return TorchError(given.name, (given.shape,), f"output_size needs {rank} numbers, and has {len(wanted)}")
    if any(isinstance(size, int) and size < 0 for size in (wanted if isinstance(wanted, tuple) else (wanted,))):
        return TorchError(given.name, (given.shape,), f"output_size={wanted} is negative")
    if 0 in given.shape[1:]:
        return TorchError(given.name, (given.shape,), "the map has no rows or columns")
    return None


def _explain_adaptive(module: nn.Module, before: tuple[int, ...], after: tuple[int, ...]) -> list[Formula]:
    rank = rank_of(module)
    texts = [
        (f"asked for {o}: window i is [⌊i·{n}/{o}⌋, ⌈(i+1)·{n}/{o}⌉)" if o != 1 else f"all {n} become 1", o)
        for n, o in zip(spatial(before, rank), spatial(after, rank), strict=True)
    ]
    return formulas(rank, texts)


def _sight(module: nn.Module, before: tuple[int, ...], after: tuple[int, ...]) -> Seen:
    """A window as large as the map is global pooling."""
    found = sliding(module, before, after)
    whole = all(reach + 1 >= n for reach, n in zip(found.reach, spatial(before, rank_of(module)), strict=True))
    return "whole input" if whole else found


def _sight_adaptive(module: nn.Module, before: tuple[int, ...], after: tuple[int, ...]) -> Seen:
    rank = rank_of(module)
    if set(spatial(after, rank)) == {1}:
        return "whole input"
    found = [windows(n, o) for n, o in zip(spatial(before, rank), spatial(after, rank), strict=True)]
    return Sight(tuple(reach for reach, _ in found), tuple(step for _, step in found))


def _explain_unpool(module: nn.Module, before: tuple[int, ...], after: tuple[int, ...]) -> list[Formula]:
    rank = rank_of(module)
    found, padding = window(module), per_axis(module.padding, rank)
    texts = []
    for i, (n, o) in enumerate(zip(spatial(before, rank), spatial(after, rank), strict=True)):
        s, p, k = found.stride[i], padding[i], found.kernel[i]
        usual = (n - 1) * s - 2 * p + k
        texts.append((f"({n} − 1)·{s} − 2·{p} + {k} = {o}" if usual == o else f"output_size asks for {o}", o))
    return formulas(rank, texts)


def _sight_unpool(module: nn.Module, _before: tuple[int, ...], _after: tuple[int, ...]) -> Sight:
    found = window(module)
    return Sight((0,) * len(found.stride), tuple(Fraction(1, s) for s in found.stride))


def _check_unpool(module: nn.Module, given: Given) -> Fault | None:
    rank = rank_of(module)
    if len(given.shape) not in {rank + 1, rank + 2}:
        return WrongInputRank(given.name, NAMED[rank], given.shape)
    if len(given.tensors) > 1 and given.tensors[1].shape != given.tensors[0].shape:
        return UnpoolMismatch(given.name, given.shape, tuple(given.tensors[1].shape))
    return _unreachable(module, given, rank)


def _unreachable(module: nn.Module, given: Given, rank: int) -> Fault | None:
    """An output_size that differs from the usual one by a stride or more."""
    wanted, found, padding = (given.asked or ())[-rank:], window(module), per_axis(module.padding, rank)
    for index, size in enumerate(wanted if len(wanted) == rank else ()):
        usual = (given.shape[index - rank] - 1) * found.stride[index] - 2 * padding[index] + found.kernel[index]
        if abs(size - usual) >= found.stride[index]:
            return UnpoolSize(given.name, given.shape, wanted, usual, found.stride[index])
    return None


_SHOWN = ("kernel_size", "stride", "padding", "dilation", "ceil_mode")
_SLIDING = (
    (nn.MaxPool1d, nn.MaxPool2d, nn.MaxPool3d),
    (nn.AvgPool1d, nn.AvgPool2d, nn.AvgPool3d),
)
_ADAPTIVE = (
    (nn.AdaptiveAvgPool1d, nn.AdaptiveAvgPool2d, nn.AdaptiveAvgPool3d),
    (nn.AdaptiveMaxPool1d, nn.AdaptiveMaxPool2d, nn.AdaptiveMaxPool3d),
)

LAYERS = tuple(
    Layer(
        cls, "pooling", ((2,), ((2, 3, *(8,) * rank),)), check=_check, assume=_assume, explain=_explain, sight=_sight,
        shown=_SHOWN, formula="⌊(n + 2·padding − dilation·(kernel_size−1) − 1) / stride⌋ + 1, stride = kernel_size",
    )
    for family in _SLIDING
    for rank, cls in enumerate(family, start=1)
) + tuple(
    Layer(
        cls, "adaptive pooling", ((2,), ((2, 3, *(8,) * rank),)), check=_check_adaptive, explain=_explain_adaptive,
        shown=("output_size",), formula="output_size, whatever comes in", sight=_sight_adaptive,
    )
    for family in _ADAPTIVE
    for rank, cls in enumerate(family, start=1)
) + tuple(
    Layer(
        cls, "unpooling", ((2,), ()), check=_check_unpool, explain=_explain_unpool, sight=_sight_unpool,
        shown=("kernel_size", "stride", "padding"),
        formula="(n − 1)·stride − 2·padding + kernel_size, or output_size",
    )
    for cls in (nn.MaxUnpool1d, nn.MaxUnpool2d, nn.MaxUnpool3d)
)  # fmt: skip
