"""MobileNet (the first): depthwise convolutions, each followed by one of 1 × 1."""

from app.checker.stack.preset import FLATTEN, RELU, Preset, Rows, conv, layer, linear, normed

BLOCKS = (
    (32, 64, 1), (64, 128, 2), (128, 128, 1), (128, 256, 2), (256, 256, 1), (256, 512, 2), *[(512, 512, 1)] * 5,
    (512, 1024, 2), (1024, 1024, 1),
)  # fmt: skip


def _separable(before: int, after: int, stride: int) -> Rows:
    return [
        *normed(conv(before, before, 3, stride, 1, groups=before, bias=False), before, RELU),
        *normed(conv(before, after, 1, bias=False), after, RELU),
    ]


PRESET = Preset(
    slug="mobilenet-v1",
    title="MobileNet",
    source="Howard and others 2017, width 1.0",
    input_shape=[1, 3, 224, 224],
    layers=[
        *normed(conv(3, 32, 3, 2, 1, bias=False), 32, RELU),
        *(row for block in BLOCKS for row in _separable(*block)),
        layer("AdaptiveAvgPool2d", output_size=1),
        FLATTEN,
        linear(1024, 1000),
    ],
    params=4_231_976,
)
