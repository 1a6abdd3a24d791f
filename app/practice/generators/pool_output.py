"""The output shape of a pooling."""

import random

from app.course.model import Difficulty
from app.practice.generators import Draft, Generator, shape_of
from app.practice.generators._words import CHANNELS, PRINTED, SIZES, call, say


def _draw(dice: random.Random, difficulty: Difficulty) -> Draft:
    kind = dice.choice(("MaxPool2d", "AvgPool2d"))
    kernel = dice.choice((2, 4) if difficulty == "easy" else (2, 3))
    stride = kernel if difficulty != "hard" else dice.choice([each for each in (1, 2, 3) if each != kernel])
    padding = dice.choice((0, 1)) if difficulty == "hard" else 0
    channels, size = dice.choice(CHANNELS), dice.choice(SIZES) + (dice.choice((0, 1)) if difficulty != "easy" else 0)
    named = {"stride": stride if stride != kernel else None, "padding": padding}
    given = "".join(f", {name}={value}" for name, value in named.items() if value)
    return Draft(
        kind="shape",
        stem=PRINTED,
        code=call(f"nn.{kind}({kernel}{given})", (1, channels, size, size), "pool"),
        key=shape_of,
        hint=say("Without a stride of its own, a pooling moves by the size of its window. What does it never change?"),
        check=say(
            "The window of {} moves by {} over {} cells; the {} channels stay.",
            kernel,
            stride,
            size + 2 * padding,
            channels,
        ),
    )


GENERATOR = Generator(
    "pool-output",
    "The output of a pooling",
    (("pooling", "default-stride"), ("cnn-architecture", "size-head")),
    "cnn-architecture/explain#a-block-look-bend-shrink",
    _draw,
    mistakes=("pool",),
)
