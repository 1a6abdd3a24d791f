"""The generator of DCGAN: 100 random numbers become an image of 64 × 64."""

from itertools import pairwise

from app.checker.stack.layer import Layer
from app.checker.stack.preset import RELU, Preset, layer, normed

CHANNELS = (512, 256, 128, 64)


def _up(before: int, after: int, stride: int = 2, padding: int = 1) -> Layer:
    return layer(
        "ConvTranspose2d", in_channels=before, out_channels=after, kernel_size=4, stride=stride, padding=padding,
        bias=False,
    )  # fmt: skip


PRESET = Preset(
    slug="dcgan-generator",
    title="DCGAN generator",
    source="Radford, Metz and Chintala 2015, for 64 × 64 pixels",
    input_shape=[1, 100, 1, 1],
    layers=[
        *normed(_up(100, 512, 1, 0), 512, RELU),
        *(row for before, after in pairwise(CHANNELS) for row in normed(_up(before, after), after, RELU)),
        *(_up(64, 3), layer("Tanh")),
    ],
    params=3_576_704,
)
