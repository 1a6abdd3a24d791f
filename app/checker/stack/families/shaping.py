"""Layers that only change the shape, or nothing."""

from app.checker.stack.layer import NEEDED, SIZES, Count, Family, Lengths, row

ROWS = (
    row("Flatten", "joins the axes from start_dim to end_dim into one", start_dim=(Count, 1), end_dim=(Count, -1)),
    row("Unflatten", "splits one axis into several", dim=(Count, NEEDED), unflattened_size=(Lengths, NEEDED)),
    row("Identity", "gives back what comes"),
    row(
        "Unfold", "lays out the windows of a map as columns",
        kernel_size=(SIZES[2], NEEDED), dilation=(SIZES[2], 1), padding=(SIZES[2], 0), stride=(SIZES[2], 1),
    ),
    row(
        "Fold", "adds up columns of windows to a map",
        output_size=(SIZES[2], NEEDED), kernel_size=(SIZES[2], NEEDED), dilation=(SIZES[2], 1), padding=(SIZES[2], 0),
        stride=(SIZES[2], 1),
    ),
)  # fmt: skip
FAMILY = Family("Shape", ROWS)
