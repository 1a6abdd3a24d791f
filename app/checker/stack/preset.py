"""What a preset is: a published network as rows, with the input that it was made for."""

from dataclasses import dataclass

from app.checker.report import Shape
from app.checker.stack.layer import Layer
from app.checker.stack.request import KINDS, StackRequest

Rows = list[Layer]


@dataclass(frozen=True)
class Preset:
    """A published network.

    Attributes:
        slug: its name in addresses.
        title: its name for people.
        source: who published it, and what differs here.
        input_shape: a batch of one.
        layers: its rows.
        params: its published number of parameters.
    """

    slug: str
    title: str
    source: str
    input_shape: Shape
    layers: Rows
    params: int

    @property
    def request(self) -> StackRequest:
        """The check of it."""
        return StackRequest(input_shape=self.input_shape, layers=self.layers)


def layer(kind: str, **arguments: object) -> Layer:
    """A row: `layer("Conv2d", in_channels=3, out_channels=8, kernel_size=3)`."""
    return KINDS[kind].model_validate({"type": kind, **arguments})


def residual(body: Rows, shortcut: Rows | None = None) -> Layer:
    """Rows around which their input is added again."""
    return layer("Residual", body=body, shortcut=shortcut or [])


def concat(body: Rows) -> Layer:
    """Rows whose input is joined to their result."""
    return layer("Concat", body=body)


def conv(before: int, after: int, kernel: int, stride: int = 1, padding: int = 0, **more: object) -> Layer:
    """A 2-D convolution, with what differs from the defaults."""
    return layer(
        "Conv2d", in_channels=before, out_channels=after, kernel_size=kernel, stride=stride, padding=padding, **more
    )


def normed(convolution: Layer, channels: int, activation: Layer | None = None) -> Rows:
    """A convolution (without bias), its batch normalisation and its activation."""
    return [convolution, layer("BatchNorm2d", num_features=channels), *([activation] if activation else [])]


def linear(before: int, after: int) -> Layer:
    """A fully connected layer."""
    return layer("Linear", in_features=before, out_features=after)


def pool(kernel: int, stride: int | None = None, padding: int = 0) -> Layer:
    """2-D max pooling."""
    return layer("MaxPool2d", kernel_size=kernel, stride=stride, padding=padding)


RELU = layer("ReLU", inplace=True)
FLATTEN = layer("Flatten")
