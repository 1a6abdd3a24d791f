"""Normalisation by batch, instance, group, layer and neighbourhood: the shape stays."""

from app.checker.stack.layer import NEEDED, Count, Family, Layer, Lengths, Rank, Real, row

RANKS: tuple[Rank, ...] = (2, 1, 3)


def _batch(rank: Rank) -> type[Layer]:
    return row(
        f"BatchNorm{rank}d", "batch normalisation, per channel",
        num_features=(Count, NEEDED), eps=(Real, 1e-5), momentum=(Real | None, 0.1), affine=(bool, True),
        track_running_stats=(bool, True),
    )  # fmt: skip


def _instance(rank: Rank) -> type[Layer]:
    return row(
        f"InstanceNorm{rank}d", "normalisation of each channel of each sample by itself",
        num_features=(Count, NEEDED), eps=(Real, 1e-5), momentum=(Real, 0.1), affine=(bool, False),
        track_running_stats=(bool, False),
    )  # fmt: skip


ROWS = (
    *map(_batch, RANKS),
    row(
        "GroupNorm", "normalisation over groups of channels",
        num_groups=(Count, NEEDED), num_channels=(Count, NEEDED), eps=(Real, 1e-5), affine=(bool, True),
    ),
    row(
        "LayerNorm", "normalisation over the last axes",
        normalized_shape=(Count | Lengths, NEEDED), eps=(Real, 1e-5), elementwise_affine=(bool, True),
        bias=(bool, True),
    ),
    *map(_instance, RANKS),
    row(
        "LocalResponseNorm", "normalisation over neighbouring channels",
        size=(Count, NEEDED), alpha=(Real, 1e-4), beta=(Real, 0.75), k=(Real, 1.0),
    ),
    row(
        "RMSNorm", "division by the root mean square of the last axes",
        normalized_shape=(Count | Lengths, NEEDED), eps=(Real | None, None), elementwise_affine=(bool, True),
    ),
)  # fmt: skip
FAMILY = Family("Normalisation", ROWS)
