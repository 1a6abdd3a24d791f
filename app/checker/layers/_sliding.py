"""Arithmetic that convolution and pooling share: one window, slid along each spatial axis."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from torch import nn

from app.checker.report import Formula
from app.checker.rows import Sight, Window

AXES = {1: ("L",), 2: ("H", "W"), 3: ("D", "H", "W")}
NAMED = {1: "N, C, L", 2: "N, C, H, W", 3: "N, C, D, H, W"}
LONG = {"H": "the height", "W": "the width", "L": "the length", "D": "the depth"}


def axis_names(axes: int) -> tuple[str, ...]:
    """What the axes of a tensor are called: N, C, H, W; numbers where there are fewer than three or more than five."""
    return ("N", "C", *AXES[axes - 2]) if axes - 2 in AXES else tuple(f"axis {number}" for number in range(axes))


def windows(n: int, o: int) -> tuple[int, Fraction]:
    """Reach and step of windows [⌊i·n/o⌋, ⌈(i+1)·n/o⌉): ⌈n/o⌉ cells, and one more where they begin anywhere."""
    share = Fraction(n, max(o, 1))
    return ceil(share) - 1 + (share.numerator % share.denominator > 1), share


def per_axis(value: object, rank: int) -> tuple[int, ...]:
    """An argument such as `stride=2` or `stride=(2, 1)`, one number per axis."""
    if isinstance(value, tuple | list):
        if len(value) == rank and set(map(type, value)) == {int}:
            return tuple(value)
        numbers = tuple(item if isinstance(item, int) else 0 for item in value)
        return numbers * rank if len(numbers) == 1 else numbers
    return (int(value),) * rank if isinstance(value, int) else (0,) * rank


def window(module: nn.Module) -> Window:
    """Kernel, stride and dilation of a sliding layer."""
    rank = rank_of(module)
    kernel = per_axis(module.kernel_size, rank)
    stride = kernel if getattr(module, "stride", None) in (None, ()) else per_axis(module.stride, rank)
    return Window(kernel, stride, per_axis(getattr(module, "dilation", 1), rank))


def fits_axes(module: nn.Module, *others: Sequence[object]) -> bool:
    """Whether kernel, stride, dilation and what else is given have a number for each axis."""
    found, rank = window(module), rank_of(module)
    return all(len(numbers) == rank for numbers in (found.kernel, found.stride, found.dilation, *others))


def sliding(module: nn.Module, _before: tuple[int, ...], _after: tuple[int, ...]) -> Sight:
    """What one output of a sliding layer sees."""
    found = window(module)
    reach = tuple(d * (k - 1) for d, k in zip(found.dilation, found.kernel, strict=True))
    return Sight(reach, found.stride)


def rank_of(module: nn.Module) -> int:
    """How many axes a layer slides along: the digit in its class's name."""
    return next(int(character) for character in type(module).__name__ if character.isdigit())


def spatial(shape: tuple[int, ...], rank: int) -> tuple[int, ...]:
    """The sizes of the last `rank` axes."""
    return shape[-rank:]


def conv_size(n: int, k: int, s: int, p: int, d: int) -> int:
    """⌊(n + 2p − d(k−1) − 1)/s⌋ + 1: torch.nn.Conv2d's documentation, "Shape"."""
    return (n + 2 * p - d * (k - 1) - 1) // s + 1


def pool_size(n: int, k: int, s: int, p: int, d: int, *, ceil_mode: bool) -> int:
    """As `conv_size`; with ceil_mode a last window counts if it begins inside the input or the left padding.

    Source: ATen/native/Pool.h, pooling_output_shape_pad_lr.
    """
    size = (n + 2 * p - d * (k - 1) - 1 + (s - 1 if ceil_mode else 0)) // s + 1
    return size - 1 if ceil_mode and (size - 1) * s >= n + p else size


def conv_text(n: int, k: int, s: int, p: int, d: int, value: int) -> str:
    """The arithmetic of one axis with its own numbers, and what the floor drops."""
    text = f"⌊({n} + 2·{p} − {d}·({k}−1) − 1) / {s}⌋ + 1 = {value}"
    left = (n + 2 * p - d * (k - 1) - 1) % s
    return text + _unread(left, p)


def padded_text(n: int, sides: Sequence[int]) -> str:
    """`32 + 1 + 2 = 35`; padding may be negative, which crops."""
    signed = " ".join(f"+ {side}" if side >= 0 else f"− {-side}" for side in sides)
    return f"{n} {signed} = {n + sum(sides)}"


def _unread(left: int, padding: int) -> str:
    """Rows at the end that no window reaches; those in the padding are nobody's loss."""
    dropped = left - padding
    if dropped <= 0:
        return ""
    return "; the last one is never read" if dropped == 1 else f"; the last {dropped} are never read"


def unread(module: nn.Module, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Per axis, how many rows at the end of the map no window of a pooling layer reaches."""
    if not hasattr(module, "ceil_mode") or module.ceil_mode:  # only layers with windows have a ceil_mode
        return ()
    rank = rank_of(module)
    slid, padding = window(module), per_axis(getattr(module, "padding", 0), rank)
    return tuple(
        (n + 2 * padding[i] - slid.dilation[i] * (slid.kernel[i] - 1) - 1) % slid.stride[i] - padding[i]
        for i, n in enumerate(spatial(shape, rank))
    )


def formulas(rank: int, texts: list[tuple[str, int]]) -> list[Formula]:
    """One formula per spatial axis."""
    return [Formula(axis=axis, text=text, value=value) for axis, (text, value) in zip(AXES[rank], texts, strict=True)]
