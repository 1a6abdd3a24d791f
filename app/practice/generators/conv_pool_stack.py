"""The shape behind a stack of convolutions and poolings."""

import itertools
import random

from app.course.model import Difficulty
from app.practice.generators import Draft, Generator, shape_of
from app.practice.generators._words import CHANNELS, PRINTED, SIZES, call, say, sequential


def _draw(dice: random.Random, difficulty: Difficulty) -> Draft:
    blocks = 1 if difficulty == "easy" else 2
    channels = [3, *dice.sample(CHANNELS, blocks)]
    layers = []
    for c_in, c_out in itertools.pairwise(channels):
        kernel = dice.choice((3, 5))
        padding = dice.choice((0, 1) if difficulty != "hard" else (0, 1, 2))
        layers.append(
            f"nn.Conv2d({c_in}, {c_out}, kernel_size={kernel}" + (f", padding={padding})" if padding else ")")
        )
        layers.append("nn.ReLU()")
        layers.append("nn.MaxPool2d(2)" if difficulty != "hard" else f"nn.MaxPool2d({dice.choice((2, 3))}, stride=2)")
    shape = (1, 3, size := dice.choice(SIZES[3:]), size)
    return Draft(
        kind="shape",
        stem=PRINTED,
        code=call(sequential(*layers), shape),
        key=shape_of,
        hint=say("Write the size down after each layer. Only convolutions change the channels."),
        check=say(
            "The last convolution says {} channels; each pooling makes the map about half as large.", channels[-1]
        ),
    )


GENERATOR = Generator(
    "conv-pool-stack",
    "Shapes through a stack",
    (("stacking-layers-receptive-field", "trace"), ("cnn-architecture", "size-head")),
    "cnn-architecture/explain#the-size-of-a-map",
    _draw,
    mistakes=("conv", "pool", "channels"),
)
