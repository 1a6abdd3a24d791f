"""Power-average pooling: windows without padding."""

from torch import nn

from app.checker.layers._sliding import conv_text, formulas, pool_size, rank_of, sliding, spatial, window
from app.checker.report import Formula
from app.checker.rows import Layer


def _sizes(module: nn.Module, shape: tuple[int, ...]) -> tuple[int, ...]:
    slid, ceil_mode = window(module), bool(module.ceil_mode)
    return tuple(
        pool_size(n, slid.kernel[i], slid.stride[i], 0, 1, ceil_mode=ceil_mode)
        for i, n in enumerate(spatial(shape, rank_of(module)))
    )


def _text(module: nn.Module, n: int, index: int, value: int) -> str:
    slid = window(module)
    if not module.ceil_mode:
        return conv_text(n, slid.kernel[index], slid.stride[index], 0, 1, value)
    return f"⌈({n} − {slid.kernel[index]}) / {slid.stride[index]}⌉ + 1 → {value}"


def _explain(module: nn.Module, before: tuple[int, ...], _after: tuple[int, ...]) -> list[Formula]:
    rank, sizes = rank_of(module), _sizes(module, before)
    return formulas(rank, [(_text(module, n, i, sizes[i]), sizes[i]) for i, n in enumerate(spatial(before, rank))])


LAYERS = tuple(
    Layer(
        cls, "lp pooling", ((2, 2), ((2, 3, *(8,) * rank),)), explain=_explain,
        sight=sliding, shown=("norm_type", "kernel_size", "stride", "ceil_mode"),
        formula="⌊(n − kernel_size) / stride⌋ + 1, stride = kernel_size",
    )
    for rank, cls in enumerate((nn.LPPool1d, nn.LPPool2d, nn.LPPool3d), start=1)
)  # fmt: skip
