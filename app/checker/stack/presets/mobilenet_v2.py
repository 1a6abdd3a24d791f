"""MobileNetV2: inverted residual blocks, narrow at both ends."""

from app.checker.stack.preset import FLATTEN, Preset, Rows, conv, layer, linear, normed, residual

STAGES = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))
RELU6 = layer("ReLU6", inplace=True)


def _inverted(before: int, after: int, factor: int, stride: int) -> Rows:
    wide = before * factor
    rows = [
        *(normed(conv(before, wide, 1, bias=False), wide, RELU6) if factor > 1 else []),
        *normed(conv(wide, wide, 3, stride, 1, groups=wide, bias=False), wide, RELU6),
        *normed(conv(wide, after, 1, bias=False), after),
    ]
    return [residual(rows)] if stride == 1 and before == after else rows


def _stages() -> Rows:
    rows: Rows = []
    before = 32
    for factor, after, count, stride in STAGES:
        for number in range(count):
            rows += _inverted(before, after, factor, 1 if number else stride)
            before = after
    return rows


PRESET = Preset(
    slug="mobilenet-v2",
    title="MobileNetV2",
    source="Sandler and others 2018, width 1.0",
    input_shape=[1, 3, 224, 224],
    layers=[
        *normed(conv(3, 32, 3, 2, 1, bias=False), 32, RELU6),
        *_stages(),
        *normed(conv(320, 1280, 1, bias=False), 1280, RELU6),
        *(layer("AdaptiveAvgPool2d", output_size=1), FLATTEN),
        *(layer("Dropout", p=0.2), linear(1280, 1000)),
    ],
    params=3_504_872,
)
