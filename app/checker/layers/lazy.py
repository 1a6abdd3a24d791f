"""Lazy layers: the first call tells them their input's size, and makes them the layer that they stand for."""

from torch import nn

from app.checker.rows import Layer

_RANKED = (
    ("convolution", (4, 3), (nn.LazyConv1d, nn.LazyConv2d, nn.LazyConv3d)),
    ("transposed convolution", (4, 3), (nn.LazyConvTranspose1d, nn.LazyConvTranspose2d, nn.LazyConvTranspose3d)),
    ("normalisation", (), (nn.LazyBatchNorm1d, nn.LazyBatchNorm2d, nn.LazyBatchNorm3d)),
    ("normalisation", (), (nn.LazyInstanceNorm1d, nn.LazyInstanceNorm2d, nn.LazyInstanceNorm3d)),
)

LAYERS = (
    Layer(nn.LazyLinear, "linear", ((3,), ((2, 4),)), formula="out_features, on the last axis; in_features is read"),
    *(
        Layer(cls, family, (args, ((2, 3, *(6,) * rank),)), formula="as without Lazy; the channels are read")
        for family, args, classes in _RANKED
        for rank, cls in enumerate(classes, start=1)
    ),
)
