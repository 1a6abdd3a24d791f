"""Stacks of hypothesis's making: rows with any arguments that the API takes, which may run or not."""

from hypothesis import strategies as some

from app.checker.stack.request import KINDS

SMALL = some.integers(0, 9)
PAIR = SMALL | some.lists(SMALL, min_size=2, max_size=2)
VALUES = {
    "mode": some.sampled_from(["nearest", "bilinear", "bicubic"]),
    "padding_mode": some.just("zeros"),
    "approximate": some.sampled_from(["none", "tanh"]),
    "unflattened_size": some.lists(SMALL, min_size=1, max_size=3),
    "normalized_shape": SMALL | some.lists(SMALL, min_size=1, max_size=3),
    "scale_factor": some.sampled_from([None, 2.0, 0.5, [1.0, 2.0]]),
    "size": SMALL,
    "bias": some.booleans(),
    "affine": some.booleans(),
    "ceil_mode": some.booleans(),
    "inplace": some.booleans(),
    "p": some.sampled_from([0.0, 0.25, 0.5]),
    "dim": some.integers(-2, 4),
    "start_dim": some.integers(-1, 3),
}
PAIRED = {"kernel_size", "stride", "padding", "dilation"}
FLAT = ("Conv2d", "MaxPool2d", "AvgPool2d", "ConvTranspose2d")


@some.composite
def layers(draw, kinds=tuple(kind for kind in KINDS if kind not in {"Residual", "Concat"})):
    """One row: what it needs, and sometimes what it may be given."""
    kind = draw(some.sampled_from(kinds))
    row = {"type": kind}
    for name, field in KINDS[kind].model_fields.items():
        if name != "type" and (field.is_required() or draw(some.integers(0, 3)) == 0):
            usual = PAIR if kind in FLAT and name in PAIRED else SMALL if field.is_required() else None
            values = VALUES.get(name, usual)
            if values is not None:
                row[name] = draw(values)
    return row


def stacks(row):
    """Rows, and rows in rows."""
    held = some.recursive(
        row,
        lambda inner: some.builds(
            lambda kind, body, shortcut: {"type": kind, "body": body, "shortcut": shortcut},
            some.sampled_from(["Residual", "Concat"]),
            some.lists(inner, min_size=1, max_size=3),
            some.lists(inner, max_size=2),
        ),
        max_leaves=6,
    )
    return some.lists(held, min_size=1, max_size=5)


@some.composite
def running(draw):
    """Rows that fit each other: channels and sizes follow from what comes before."""
    channels = 3
    rows = []
    for _ in range(draw(some.integers(1, 5))):
        row, channels = draw(_next(channels, 2))
        rows.append(row)
    if draw(some.booleans()):
        rows += [{"type": "AdaptiveAvgPool2d", "output_size": 2}, {"type": "Flatten"}]
        rows.append({"type": "Linear", "in_features": channels * 4, "out_features": 5})
    return rows


@some.composite
def _next(draw, channels, depth):
    choice = draw(some.sampled_from(["conv", "norm", "relu", "pool", *(["residual", "concat"] if depth else [])]))
    if choice == "conv":
        after, kernel = draw(some.integers(1, 6)), draw(some.sampled_from([1, 3]))
        row = {"type": "Conv2d", "in_channels": channels, "out_channels": after, "kernel_size": kernel}
        return {**row, "padding": kernel // 2, "bias": draw(some.booleans())}, after
    if choice == "residual":
        inner, after = draw(_next(channels, depth - 1))
        back = {"type": "Conv2d", "in_channels": after, "out_channels": channels, "kernel_size": 1}
        return {"type": "Residual", "body": [inner, back]}, channels
    if choice == "concat":
        body, after = draw(_next(channels, depth - 1))
        short, kept = draw(_next(channels, depth - 1)) if draw(some.booleans()) else (None, channels)
        return {"type": "Concat", "body": [body], "shortcut": [short] if short else []}, after + kept
    plain = {
        "norm": {"type": "BatchNorm2d", "num_features": channels},
        "relu": {"type": draw(some.sampled_from(["ReLU", "GELU", "Tanh", "Identity", "Dropout2d"]))},
        "pool": {"type": "MaxPool2d", "kernel_size": 3, "stride": 1, "padding": 1},
    }
    return plain[choice], channels
