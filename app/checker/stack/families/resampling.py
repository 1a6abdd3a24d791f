"""Larger maps without weights, and channels that become pixels or the other way round."""

from typing import Literal

from app.checker.stack.layer import NEEDED, REALS, SIZES, Count, Family, row

Mode = Literal["nearest", "linear", "bilinear", "bicubic", "trilinear", "nearest-exact"]

ROWS = (
    row(
        "Upsample", "enlarges the map by a factor or to a size",
        size=(SIZES[1] | SIZES[2] | SIZES[3] | None, None), scale_factor=(REALS[1] | REALS[2] | REALS[3] | None, None),
        mode=(Mode, "nearest"), align_corners=(bool | None, None), recompute_scale_factor=(bool | None, None),
    ),
    row(
        "UpsamplingNearest2d", "enlarges the map by repeating pixels",
        size=(SIZES[2] | None, None), scale_factor=(REALS[2] | None, None),
    ),
    row(
        "UpsamplingBilinear2d", "enlarges the map by bilinear interpolation",
        size=(SIZES[2] | None, None), scale_factor=(REALS[2] | None, None),
    ),
    row("PixelShuffle", "makes pixels of channels: r² become r × r pixels", upscale_factor=(Count, NEEDED)),
    row("PixelUnshuffle", "makes channels of pixels: r × r become r² channels", downscale_factor=(Count, NEEDED)),
    row("ChannelShuffle", "mixes the channels of groups", groups=(Count, NEEDED)),
)  # fmt: skip
FAMILY = Family("Resampling", ROWS)
