"""How many features reach the first linear layer."""

import itertools
import random

from app.course.model import Difficulty
from app.practice.generators import Draft, Generator, fc_in_features_of
from app.practice.generators._words import CHANNELS, SIZES, say, sequential


def _draw(dice: random.Random, difficulty: Difficulty) -> Draft:
    blocks = 1 if difficulty == "easy" else 2
    channels = [dice.choice((1, 3)), *dice.sample(CHANNELS, blocks)]
    layers: list[str] = []
    for c_in, c_out in itertools.pairwise(channels):
        kernel, padding = dice.choice((3, 5)), dice.choice((0, 1) if difficulty != "hard" else (0, 1, 2))
        layers.append(
            f"nn.Conv2d({c_in}, {c_out}, kernel_size={kernel}" + (f", padding={padding})" if padding else ")")
        )
        layers += ["nn.ReLU()", f"nn.MaxPool2d({dice.choice((2, 3)) if difficulty == 'hard' else 2})"]
    size, classes = dice.choice(SIZES[2:]), dice.choice((2, 5, 10))
    shape = (1, channels[0], size, size)

    def program(features: str) -> str:
        return f"net = {sequential(*layers, 'nn.Flatten()', f'nn.Linear({features}, {classes})')}\n"

    return Draft(
        kind="number",
        stem=say("The images are {} × {} × {}. Which number must stand in place of the question mark?", *shape[1:]),
        code=program("?"),
        checked=program("1"),
        input_shape=shape,
        key=fc_in_features_of,
        hint=say("Follow the map to the flatten layer. How many values are there for one image?"),
        check=say("Channels times height times width of the map that is flattened."),
    )


GENERATOR = Generator(
    "in-features",
    "What the linear layer must take",
    (("flatten-linear-head", "in-features"), ("cnn-architecture", "size-head")),
    "cnn-architecture/explain#the-head",
    _draw,
    mistakes=("head",),
)
