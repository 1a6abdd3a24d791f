"""AlexNet on one device, as torchvision builds it."""

from app.checker.stack.preset import FLATTEN, RELU, Preset, conv, layer, linear, pool

DROPOUT = layer("Dropout")

PRESET = Preset(
    slug="alexnet",
    title="AlexNet",
    source="Krizhevsky 2014, the version for one device",
    input_shape=[1, 3, 224, 224],
    layers=[
        *(conv(3, 64, 11, 4, 2), RELU, pool(3, 2)),
        *(conv(64, 192, 5, padding=2), RELU, pool(3, 2)),
        *(conv(192, 384, 3, padding=1), RELU),
        *(conv(384, 256, 3, padding=1), RELU),
        *(conv(256, 256, 3, padding=1), RELU, pool(3, 2)),
        *(layer("AdaptiveAvgPool2d", output_size=6), FLATTEN),
        *(DROPOUT, linear(256 * 6 * 6, 4096), RELU),
        *(DROPOUT, linear(4096, 4096), RELU),
        linear(4096, 1000),
    ],
    params=61_100_840,
)
