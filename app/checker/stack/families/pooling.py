"""Pooling: over windows, whose stride defaults to the kernel, and to a given output size."""

from app.checker.stack.layer import NEEDED, REALS, SIZES, TARGETS, Count, Family, Layer, Rank, Real, row


def _maximum(rank: Rank) -> type[Layer]:
    sizes = SIZES[rank]
    return row(
        f"MaxPool{rank}d", f"{rank}-D max pooling; the stride defaults to the kernel",
        kernel_size=(sizes, NEEDED), stride=(sizes | None, None), padding=(sizes, 0), dilation=(sizes, 1),
        ceil_mode=(bool, False),
    )  # fmt: skip


def _average(rank: Rank) -> type[Layer]:
    sizes = SIZES[rank]
    own = {"divisor_override": (Count | None, None)} if rank > 1 else {}
    return row(
        f"AvgPool{rank}d", f"{rank}-D average pooling; the stride defaults to the kernel",
        kernel_size=(sizes, NEEDED), stride=(sizes | None, None), padding=(sizes, 0), ceil_mode=(bool, False),
        count_include_pad=(bool, True), **own,
    )  # fmt: skip


def _power(rank: Rank) -> type[Layer]:
    sizes = SIZES[rank]
    return row(
        f"LPPool{rank}d", f"{rank}-D power-average pooling; the stride defaults to the kernel",
        norm_type=(Real, NEEDED), kernel_size=(sizes, NEEDED), stride=(sizes | None, None), ceil_mode=(bool, False),
    )  # fmt: skip


def _adaptive(kind: str, word: str, rank: Rank) -> type[Layer]:
    meaning = f"{rank}-D {word} pooling to a given output size; None keeps that axis"
    return row(f"Adaptive{kind}Pool{rank}d", meaning, output_size=(TARGETS[rank], NEEDED))


def _fractional(rank: Rank) -> type[Layer]:
    return row(
        f"FractionalMaxPool{rank}d", f"{rank}-D max pooling over windows at random, to a size or by a ratio",
        kernel_size=(SIZES[rank], NEEDED), output_size=(SIZES[rank] | None, None),
        output_ratio=(REALS[rank] | None, None),
    )  # fmt: skip


RANKS: tuple[Rank, ...] = (2, 1, 3)
ROWS = (
    *map(_maximum, RANKS),
    *map(_average, RANKS),
    *(_adaptive("Avg", "average", rank) for rank in RANKS),
    *(_adaptive("Max", "max", rank) for rank in RANKS),
    *map(_power, RANKS),
    _fractional(2),
    _fractional(3),
)
FAMILY = Family("Pooling", ROWS)
