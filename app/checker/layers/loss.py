"""Losses: a prediction and a target in, usually one number out."""

from torch import nn

from app.checker.rows import Layer

LAYERS = tuple(
    Layer(cls, "loss", ((), ((4, 3), (4, 3))))
    for cls in (nn.MSELoss, nn.L1Loss, nn.SmoothL1Loss, nn.HuberLoss, nn.BCELoss, nn.BCEWithLogitsLoss)
) + (
    Layer(nn.CrossEntropyLoss, "loss", ((), ((4, 3), (4, 3)))),
    Layer(nn.NLLLoss, "loss", ((), ())),
    Layer(nn.KLDivLoss, "loss", ((), ((4, 3), (4, 3)))),
)
