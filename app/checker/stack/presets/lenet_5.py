"""LeNet-5, as it is usually built today: the subsampling has no weights."""

from app.checker.stack.preset import FLATTEN, Preset, conv, layer, linear

TANH = layer("Tanh")
HALVE = layer("AvgPool2d", kernel_size=2)

PRESET = Preset(
    slug="lenet-5",
    title="LeNet-5",
    source="LeCun, Bottou, Bengio and Haffner 1998, with plain average pooling",
    input_shape=[1, 1, 32, 32],
    layers=[
        *(conv(1, 6, 5), TANH, HALVE),
        *(conv(6, 16, 5), TANH, HALVE),
        FLATTEN,
        *(linear(400, 120), TANH),
        *(linear(120, 84), TANH),
        linear(84, 10),
    ],
    params=61_706,
)
