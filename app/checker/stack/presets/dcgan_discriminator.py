"""The discriminator of DCGAN: an image of 64 × 64 becomes one number."""

from itertools import pairwise

from app.checker.stack.preset import Preset, conv, layer, normed

CHANNELS = (64, 128, 256, 512)
LEAKY = layer("LeakyReLU", negative_slope=0.2, inplace=True)

PRESET = Preset(
    slug="dcgan-discriminator",
    title="DCGAN discriminator",
    source="Radford, Metz and Chintala 2015, for 64 × 64 pixels",
    input_shape=[1, 3, 64, 64],
    layers=[
        *(conv(3, 64, 4, 2, 1, bias=False), LEAKY),
        *(
            row
            for before, after in pairwise(CHANNELS)
            for row in normed(conv(before, after, 4, 2, 1, bias=False), after, LEAKY)
        ),
        *(conv(512, 1, 4, bias=False), layer("Sigmoid")),
    ],
    params=2_765_568,
)
