"""ResNet-18: eight residual blocks of two convolutions."""

from app.checker.stack.preset import FLATTEN, RELU, Preset, Rows, conv, layer, linear, normed, pool, residual

STAGES = ((64, 64, 1), (64, 128, 2), (128, 256, 2), (256, 512, 2))


def _block(before: int, after: int, stride: int) -> Rows:
    body = [
        *normed(conv(before, after, 3, stride, 1, bias=False), after, RELU),
        *normed(conv(after, after, 3, padding=1, bias=False), after),
    ]
    changes = stride != 1 or before != after
    shortcut = normed(conv(before, after, 1, stride, bias=False), after) if changes else []
    return [residual(body, shortcut), RELU]


def _stage(before: int, after: int, stride: int) -> Rows:
    return [*_block(before, after, stride), *_block(after, after, 1)]


PRESET = Preset(
    slug="resnet-18",
    title="ResNet-18",
    source="He, Zhang, Ren and Sun 2015",
    input_shape=[1, 3, 224, 224],
    layers=[
        *normed(conv(3, 64, 7, 2, 3, bias=False), 64, RELU),
        pool(3, 2, 1),
        *(row for stage in STAGES for row in _stage(*stage)),
        layer("AdaptiveAvgPool2d", output_size=1),
        FLATTEN,
        linear(512, 1000),
    ],
    params=11_689_512,
)
