"""Losses: a prediction and a target in, usually one number out.

Their preconditions are torch's own: a small call is made on CPU, and of a large one meta tells the shapes.
"""

from math import prod

from torch import nn

from app.checker.rows import Layer

_PAIRS = (
    nn.MSELoss, nn.L1Loss, nn.SmoothL1Loss, nn.HuberLoss, nn.BCELoss, nn.BCEWithLogitsLoss, nn.CrossEntropyLoss,
    nn.KLDivLoss, nn.PoissonNLLLoss, nn.SoftMarginLoss, nn.HingeEmbeddingLoss, nn.MultiLabelSoftMarginLoss,
)  # fmt: skip
_WITH_CLASSES = (
    nn.NLLLoss,
    nn.NLLLoss2d,
    nn.MultiMarginLoss,
    nn.MultiLabelMarginLoss,
)  # their targets are whole numbers
_BY_CLASS = frozenset({nn.CrossEntropyLoss, nn.NLLLoss, nn.NLLLoss2d, nn.MultiMarginLoss})
_THREE = ((4, 3), (4, 3), (4, 3))
_FORMULA = "one number; with reduction='none' one per value or sample"


def _linear_macs(module: nn.Module, before: tuple[int, ...], _after: tuple[int, ...]) -> int:
    return prod(before[:-1]) * sum(weight.numel() for weight in module.parameters() if weight.ndim == 2)


def _head_macs(module: nn.Module, before: tuple[int, ...], _after: tuple[int, ...]) -> int:
    """Those of the head, which every sample takes; the tails depend on the targets."""
    return prod(before[:-1]) * sum(weight.numel() for name, weight in module.named_parameters() if "head" in name)


LAYERS = (
    *(Layer(cls, "loss", ((), ((4, 3), (4, 3))), formula=_FORMULA, shown=("reduction",), by_class=cls in _BY_CLASS)
      for cls in _PAIRS),
    *(Layer(cls, "loss", ((), ()), formula=_FORMULA, shown=("reduction",), by_class=cls in _BY_CLASS)
      for cls in _WITH_CLASSES),
    Layer(nn.GaussianNLLLoss, "loss", ((), ()), formula=_FORMULA, by_zeros=True),
    Layer(nn.TripletMarginLoss, "loss", ((), _THREE), formula=_FORMULA),
    Layer(nn.TripletMarginWithDistanceLoss, "loss", ((), _THREE), formula=_FORMULA),
    Layer(nn.CosineEmbeddingLoss, "loss", ((), ((4, 3), (4, 3), (4,))), formula=_FORMULA),
    Layer(nn.MarginRankingLoss, "loss", ((), ((4,), (4,), (4,))), formula=_FORMULA),
    Layer(
        nn.LinearCrossEntropyLoss, "loss", ((4, 3), ()), formula=_FORMULA, shown=("in_features", "num_classes"),
        macs=_linear_macs,
    ),
    Layer(nn.CTCLoss, "loss", ((), ()), formula=_FORMULA, by_zeros=True),
    Layer(
        nn.AdaptiveLogSoftmaxWithLoss, "loss", ((4, 10, [4]), ()), formula="(N,) and one number",
        outputs=("output", "loss"), by_zeros=True, macs=_head_macs,
    ),
)  # fmt: skip
