"""Losses: a prediction and a target in, usually one number out."""

from torch import nn

from app.checker.rows import Layer

_PAIRS = (
    nn.MSELoss, nn.L1Loss, nn.SmoothL1Loss, nn.HuberLoss, nn.BCELoss, nn.BCEWithLogitsLoss, nn.CrossEntropyLoss,
    nn.KLDivLoss,
)  # fmt: skip

LAYERS = (
    *(Layer(cls, "loss", ((), ((4, 3), (4, 3)))) for cls in _PAIRS),
    Layer(nn.NLLLoss, "loss", ((), ())),
)
