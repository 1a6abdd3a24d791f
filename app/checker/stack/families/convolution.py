"""Convolutions and transposed convolutions."""

from typing import Literal

from app.checker.stack.layer import NEEDED, SIZES, Count, Family, Layer, PaddingMode, Rank, row


def _convolution(rank: Rank) -> type[Layer]:
    sizes = SIZES[rank]
    return row(
        f"Conv{rank}d", f"{rank}-D convolution",
        in_channels=(Count, NEEDED), out_channels=(Count, NEEDED), kernel_size=(sizes, NEEDED), stride=(sizes, 1),
        padding=(sizes | Literal["same", "valid"], 0), dilation=(sizes, 1), groups=(Count, 1), bias=(bool, True),
        padding_mode=(PaddingMode, "zeros"),
    )  # fmt: skip


def _transposed(rank: Rank) -> type[Layer]:
    sizes = SIZES[rank]
    return row(
        f"ConvTranspose{rank}d", f"{rank}-D transposed convolution, which enlarges the map",
        in_channels=(Count, NEEDED), out_channels=(Count, NEEDED), kernel_size=(sizes, NEEDED), stride=(sizes, 1),
        padding=(sizes, 0), output_padding=(sizes, 0), groups=(Count, 1), bias=(bool, True), dilation=(sizes, 1),
        padding_mode=(Literal["zeros"], "zeros"),
    )  # fmt: skip


ROWS = (
    _convolution(2), _convolution(1), _convolution(3), _transposed(2), _transposed(1), _transposed(3),
)  # fmt: skip
FAMILY = Family("Convolution", ROWS)
