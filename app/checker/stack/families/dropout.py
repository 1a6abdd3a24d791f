"""Dropout: zeroes at random while training."""

from app.checker.stack.layer import Family, Real, row

CHANCE = {"p": (Real, 0.5), "inplace": (bool, False)}

ROWS = (
    row("Dropout", "zeroes single values while training", **CHANCE),
    row("Dropout2d", "zeroes whole channels of a map while training", **CHANCE),
    row("Dropout1d", "zeroes whole channels of a sequence while training", **CHANCE),
    row("Dropout3d", "zeroes whole channels of a volume while training", **CHANCE),
    row("AlphaDropout", "dropout that keeps mean and variance, for SELU", **CHANCE),
    row("FeatureAlphaDropout", "alpha dropout of whole channels", **CHANCE),
)
FAMILY = Family("Dropout", ROWS)
