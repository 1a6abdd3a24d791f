"""What a layer does to each spatial axis, by the numbers that torch itself holds."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from torch import nn

from app.checker.layers._sliding import per_axis, rank_of, window
from app.checker.solving.inverse import Fixed, Grow, Pad, Scale, Slide, Step

Steps = tuple[Step, ...]
SAME: Step = Pad(0)


def steps(module: nn.Module) -> Steps | None:
    """One step for each spatial axis; None for a layer that is not known to work along them."""
    found = next((make for kinds, make in _MAKERS.items() if isinstance(module, kinds)), None)
    return found(module) if found is not None else None


def _convolution(module: nn.Module) -> Steps:
    slid, rank = window(module), rank_of(module)
    if module.padding == "same":
        return (SAME,) * rank
    padding = (0,) * rank if isinstance(module.padding, str) else per_axis(module.padding, rank)
    return tuple(
        Slide(k, s, 2 * p, d) for k, s, p, d in zip(slid.kernel, slid.stride, padding, slid.dilation, strict=True)
    )


def _pool(module: nn.Module) -> Steps:
    slid, rank = window(module), rank_of(module)
    padding = per_axis(getattr(module, "padding", 0), rank)
    return tuple(
        Slide(k, s, 2 * p, d, bool(module.ceil_mode))
        for k, s, p, d in zip(slid.kernel, slid.stride, padding, slid.dilation, strict=True)
    )


def _transposed(module: nn.Module) -> Steps:
    slid, rank = window(module), rank_of(module)
    padding, extra = per_axis(module.padding, rank), per_axis(module.output_padding, rank)
    parts = zip(slid.kernel, slid.stride, padding, slid.dilation, extra, strict=True)
    return tuple(Grow(*part) for part in parts)


def _adaptive(module: nn.Module) -> Steps:
    rank, sizes = rank_of(module), module.output_size
    wanted = sizes if isinstance(sizes, tuple | list) else (sizes,) * rank
    return tuple(Fixed(size) if isinstance(size, int) else SAME for size in wanted)


def _upsample(module: nn.Module) -> Steps | None:
    if module.size is not None:
        return tuple(map(Fixed, module.size)) if isinstance(module.size, tuple) else None
    factor = module.scale_factor
    factors = factor if isinstance(factor, tuple) else (factor, factor)
    return tuple(Scale(Fraction(str(each))) for each in factors)


def _padding(module: nn.Module) -> Steps:
    sides = tuple(module.padding)  # type: ignore[arg-type]
    pairs = [sides[i] + sides[i + 1] for i in range(0, len(sides), 2)]  # the last axis first
    return tuple(map(Pad, reversed(pairs)))


_PADS = (
    nn.ZeroPad1d, nn.ZeroPad2d, nn.ZeroPad3d, nn.ConstantPad1d, nn.ConstantPad2d, nn.ConstantPad3d,
    nn.ReflectionPad1d, nn.ReflectionPad2d, nn.ReflectionPad3d,
    nn.ReplicationPad1d, nn.ReplicationPad2d, nn.ReplicationPad3d,
)  # fmt: skip
_MAKERS: Mapping[tuple[type[nn.Module], ...], Callable[[nn.Module], Steps | None]] = {
    (nn.Conv1d, nn.Conv2d, nn.Conv3d): _convolution,
    (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d): _transposed,
    (nn.MaxPool1d, nn.MaxPool2d, nn.MaxPool3d, nn.AvgPool1d, nn.AvgPool2d, nn.AvgPool3d): _pool,
    (nn.AdaptiveAvgPool1d, nn.AdaptiveAvgPool2d, nn.AdaptiveAvgPool3d): _adaptive,
    (nn.AdaptiveMaxPool1d, nn.AdaptiveMaxPool2d, nn.AdaptiveMaxPool3d): _adaptive,
    (nn.Upsample,): _upsample,
    _PADS: _padding,
}
