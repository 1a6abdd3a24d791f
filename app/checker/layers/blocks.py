"""Unfold and Fold: a map to the columns of its windows, and back."""

from math import prod

from torch import nn

from app.checker.layers._sliding import conv_size, formulas, per_axis, spatial
from app.checker.report import Formula
from app.checker.rows import Layer


def _explain_unfold(module: nn.Module, before: tuple[int, ...], after: tuple[int, ...]) -> list[Formula]:
    """The cells of a window, and the number of windows, which is the last axis."""
    kernel, stride, padding, dilation = (
        per_axis(getattr(module, name), 2) for name in ("kernel_size", "stride", "padding", "dilation")
    )
    counts = [conv_size(n, kernel[i], stride[i], padding[i], dilation[i]) for i, n in enumerate(spatial(before, 2))]
    columns = f"{before[-3]} · {kernel[0]} · {kernel[1]} = {after[-2]}"
    text = f"{counts[0]} · {counts[1]} windows = {prod(counts)}"
    return [Formula(axis="C", text=columns, value=after[-2]), Formula(axis="L", text=text, value=after[-1])]


def _explain_fold(module: nn.Module, before: tuple[int, ...], after: tuple[int, ...]) -> list[Formula]:
    """The columns of a window become channels again; the sizes are asked for."""
    kernel = per_axis(module.kernel_size, 2)
    channels = Formula(axis="C", text=f"{before[-2]} / ({kernel[0]} · {kernel[1]}) = {after[-3]}", value=after[-3])
    return [channels, *formulas(2, [(f"output_size asks for {o}", o) for o in after[-2:]])]


_SHOWN = ("kernel_size", "stride", "padding", "dilation")

LAYERS = (
    Layer(
        nn.Unfold, "blocks", ((2,), ((2, 3, 6, 6),)), explain=_explain_unfold, shown=_SHOWN,
        formula="(N, C · kernel_size², windows)",
    ),
    Layer(
        nn.Fold, "blocks", (((4, 4), 2), ((2, 12, 9),)), explain=_explain_fold, shown=("output_size", *_SHOWN),
        formula="(N, C / kernel_size², output_size)",
    ),
)  # fmt: skip
