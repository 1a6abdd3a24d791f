"""Layers of two inputs: bilinear, and the distances."""

from torch import nn

from app.checker.rows import Layer

_TWO = ((4, 3), (4, 3))

LAYERS = (
    Layer(
        nn.Bilinear, "pair", ((3, 3, 5), _TWO), shown=("in1_features", "in2_features", "out_features"),
        formula="out_features, on the last axis", whole=True,
    ),
    Layer(nn.CosineSimilarity, "pair", ((), _TWO), shown=("dim",), formula="without axis dim"),
    Layer(nn.PairwiseDistance, "pair", ((), _TWO), shown=("norm", "keepdim"), formula="without the last axis"),
)  # fmt: skip
