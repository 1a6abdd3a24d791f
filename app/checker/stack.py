"""A stack of layers as typed rows, and the catalogue of layers: plain models, no torch.

The names and defaults are those of `torch.nn`; a test compares each with torch's own signature.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.checker.report import Frozen, Mode, Sizes

Count = Annotated[int, Field(ge=-(2**31), le=2**31)]
Pair = Count | Annotated[list[Count], Field(min_length=2, max_length=2)]
Real = Annotated[float, Field(allow_inf_nan=False)]


class Layer(BaseModel):
    """One row of a stack; every field but `type` is an argument of the layer."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Conv2d(Layer):
    """2-D convolution."""

    type: Literal["Conv2d"]
    in_channels: Count
    out_channels: Count
    kernel_size: Pair
    stride: Pair = 1
    padding: Pair | Literal["same", "valid"] = 0
    dilation: Pair = 1
    groups: Count = 1
    bias: bool = True


class ConvTranspose2d(Layer):
    """2-D transposed convolution."""

    type: Literal["ConvTranspose2d"]
    in_channels: Count
    out_channels: Count
    kernel_size: Pair
    stride: Pair = 1
    padding: Pair = 0
    output_padding: Pair = 0
    groups: Count = 1
    bias: bool = True
    dilation: Pair = 1


class MaxPool2d(Layer):
    """2-D max pooling; `stride` defaults to the kernel."""

    type: Literal["MaxPool2d"]
    kernel_size: Pair
    stride: Pair | None = None
    padding: Pair = 0
    dilation: Pair = 1
    ceil_mode: bool = False


class AvgPool2d(Layer):
    """2-D average pooling; `stride` defaults to the kernel."""

    type: Literal["AvgPool2d"]
    kernel_size: Pair
    stride: Pair | None = None
    padding: Pair = 0
    ceil_mode: bool = False


class AdaptiveAvgPool2d(Layer):
    """Average pooling to a given output size; None keeps that axis."""

    type: Literal["AdaptiveAvgPool2d"]
    output_size: Count | Annotated[list[Count | None], Field(min_length=2, max_length=2)]


class BatchNorm2d(Layer):
    """Batch normalisation over (N, H, W), per channel."""

    type: Literal["BatchNorm2d"]
    num_features: Count
    eps: Real = 1e-5
    momentum: Real | None = 0.1
    affine: bool = True
    track_running_stats: bool = True


class ReLU(Layer):
    """max(0, x)."""

    type: Literal["ReLU"]
    inplace: bool = False


class LeakyReLU(Layer):
    """x, or negative_slope · x below zero."""

    type: Literal["LeakyReLU"]
    negative_slope: Real = 0.01
    inplace: bool = False


class Sigmoid(Layer):
    """1 / (1 + e^-x)."""

    type: Literal["Sigmoid"]


class Tanh(Layer):
    """Hyperbolic tangent."""

    type: Literal["Tanh"]


class Softmax(Layer):
    """Softmax over one axis."""

    type: Literal["Softmax"]
    dim: Count | None = None


class Dropout(Layer):
    """Zeroes single values while training."""

    type: Literal["Dropout"]
    p: Real = 0.5
    inplace: bool = False


class Dropout2d(Layer):
    """Zeroes whole channels while training."""

    type: Literal["Dropout2d"]
    p: Real = 0.5
    inplace: bool = False


class Upsample(Layer):
    """Upsampling by a factor or to a size."""

    type: Literal["Upsample"]
    size: Pair | None = None
    scale_factor: Real | None = None
    mode: Literal["nearest", "bilinear", "bicubic"] = "nearest"


class Flatten(Layer):
    """Joins the axes from start_dim to end_dim into one."""

    type: Literal["Flatten"]
    start_dim: Count = 1
    end_dim: Count = -1


class Linear(Layer):
    """Matrix product with the last axis, plus a bias."""

    type: Literal["Linear"]
    in_features: Count
    out_features: Count
    bias: bool = True


StackLayer = Annotated[
    Conv2d
    | ConvTranspose2d
    | MaxPool2d
    | AvgPool2d
    | AdaptiveAvgPool2d
    | BatchNorm2d
    | ReLU
    | LeakyReLU
    | Sigmoid
    | Tanh
    | Softmax
    | Dropout
    | Dropout2d
    | Upsample
    | Flatten
    | Linear,
    Field(discriminator="type"),
]


class StackRequest(Frozen):
    """A list of layers, called in order on a tensor of `input_shape` (sizes are literal: batch first)."""

    input_shape: Sizes
    layers: Annotated[list[StackLayer], Field(min_length=1, max_length=200)]
    mode: Mode | None = None


class Argument(Frozen):
    """One argument of a layer; `default` is None where it must be given, else as Python writes it."""

    name: str
    default: str | None


class LayerInfo(Frozen):
    """A layer that the checker knows: its arguments, and the formula of its output size per axis."""

    name: str
    family: str
    arguments: list[Argument]
    formula: str | None


class Catalogue(Frozen):
    """Every layer that the checker knows, in alphabetical order."""

    torch_version: str
    layers: list[LayerInfo]


def as_code(request: StackRequest) -> str:
    """The stack as a paste: one layer a line, so that line i + 4 of the report is layer i (from 0)."""
    rows = "".join(f"    {_row(layer)},\n" for layer in request.layers)
    return f"import torch.nn as nn\n\nnet = nn.Sequential(\n{rows})\n"


def _row(layer: Layer) -> str:
    given = layer.model_dump(exclude={"type"}, exclude_unset=True)
    arguments = (f"{name}={tuple(value) if isinstance(value, list) else value!r}" for name, value in given.items())
    return f"nn.{type(layer).__name__}({', '.join(arguments)})"
