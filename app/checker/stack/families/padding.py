"""Padding as a layer: one number for every side, or one per side, the last axis first."""

from app.checker.stack.layer import NEEDED, SIZES, Family, Layer, Rank, Real, row

RANKS: tuple[Rank, ...] = (2, 1, 3)


def _pad(kind: str, word: str, rank: Rank) -> type[Layer]:
    return row(f"{kind}Pad{rank}d", f"pads {word}", padding=(SIZES[2 * rank], NEEDED))


def _constant(rank: Rank) -> type[Layer]:
    return row(f"ConstantPad{rank}d", "pads with one value", padding=(SIZES[2 * rank], NEEDED), value=(Real, NEEDED))


ROWS = (
    *(_pad("Zero", "with zeros", rank) for rank in RANKS),
    *(_pad("Reflection", "with the map mirrored at its edge", rank) for rank in RANKS),
    *(_pad("Replication", "with the values of the edge", rank) for rank in RANKS),
    *(_pad("Circular", "with the values of the opposite edge", rank) for rank in RANKS),
    *map(_constant, RANKS),
)
FAMILY = Family("Padding", ROWS)
