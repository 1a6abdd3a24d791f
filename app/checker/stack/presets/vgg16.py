"""VGG16, configuration D."""

from itertools import pairwise

from app.checker.stack.preset import FLATTEN, RELU, Preset, Rows, conv, layer, linear, pool

BLOCKS = ((3, 64, 64), (64, 128, 128), (128, 256, 256, 256), (256, 512, 512, 512), (512, 512, 512, 512))
DROPOUT = layer("Dropout")


def _block(channels: tuple[int, ...]) -> Rows:
    rows = [row for before, after in pairwise(channels) for row in (conv(before, after, 3, padding=1), RELU)]
    return [*rows, pool(2)]


PRESET = Preset(
    slug="vgg16",
    title="VGG16",
    source="Simonyan and Zisserman 2014, configuration D",
    input_shape=[1, 3, 224, 224],
    layers=[
        *(row for block in BLOCKS for row in _block(block)),
        FLATTEN,
        *(linear(512 * 7 * 7, 4096), RELU, DROPOUT),
        *(linear(4096, 4096), RELU, DROPOUT),
        linear(4096, 1000),
    ],
    params=138_357_544,
)
