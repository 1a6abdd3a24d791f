"""Fully connected layers."""

from app.checker.stack.layer import NEEDED, Count, Family, row

ROWS = (
    row(
        "Linear", "matrix product with the last axis, plus a bias",
        in_features=(Count, NEEDED), out_features=(Count, NEEDED), bias=(bool, True),
    ),
)  # fmt: skip
FAMILY = Family("Linear", ROWS)
