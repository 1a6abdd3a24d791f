"""Activations: each value by itself, or a softmax over an axis."""

from typing import Literal

from app.checker.stack.layer import NEEDED, Count, Family, Real, row

INPLACE = (bool, False)
AXIS = (Count | None, None)

ROWS = (
    row("ReLU", "max(0, x)", inplace=INPLACE),
    row("ReLU6", "min(max(0, x), 6)", inplace=INPLACE),
    row("LeakyReLU", "x, or negative_slope · x below zero", negative_slope=(Real, 0.01), inplace=INPLACE),
    row("PReLU", "x, or a learned slope · x below zero", num_parameters=(Count, 1), init=(Real, 0.25)),
    row("RReLU", "x, or a random slope · x below zero", lower=(Real, 0.125), upper=(Real, 1 / 3), inplace=INPLACE),
    row("ELU", "x, or alpha · (e^x − 1) below zero", alpha=(Real, 1.0), inplace=INPLACE),
    row("CELU", "x, or alpha · (e^(x/alpha) − 1) below zero", alpha=(Real, 1.0), inplace=INPLACE),
    row("SELU", "a scaled ELU", inplace=INPLACE),
    row("GELU", "x · Φ(x)", approximate=(Literal["none", "tanh"], "none")),
    row("SiLU", "x · sigmoid(x)", inplace=INPLACE),
    row("Mish", "x · tanh(softplus(x))", inplace=INPLACE),
    row("Hardswish", "x · relu6(x + 3) / 6", inplace=INPLACE),
    row("Hardsigmoid", "relu6(x + 3) / 6", inplace=INPLACE),
    row("Hardtanh", "x, cut to min_val and max_val", min_val=(Real, -1.0), max_val=(Real, 1.0), inplace=INPLACE),
    row("Hardshrink", "x, or 0 between −lambd and lambd", lambd=(Real, 0.5)),
    row("Softshrink", "x moved towards 0 by lambd", lambd=(Real, 0.5)),
    row("Tanhshrink", "x − tanh(x)"),
    row("Softplus", "log(1 + e^(beta · x)) / beta", beta=(Real, 1.0), threshold=(Real, 20.0)),
    row("Softsign", "x / (1 + |x|)"),
    row(
        "Threshold", "x, or value where x ≤ threshold", threshold=(Real, NEEDED), value=(Real, NEEDED), inplace=INPLACE
    ),
    row("Sigmoid", "1 / (1 + e^−x)"),
    row("LogSigmoid", "log(sigmoid(x))"),
    row("Tanh", "hyperbolic tangent"),
    row("GLU", "the first half of an axis times the sigmoid of the second", dim=(Count, -1)),
    row("Softmax", "softmax over one axis", dim=AXIS),
    row("LogSoftmax", "logarithm of the softmax over one axis", dim=AXIS),
    row("Softmin", "softmax of −x over one axis", dim=AXIS),
    row("Softmax2d", "softmax over the channels at each place"),
)
FAMILY = Family("Activation", ROWS)
