"""The output shape of one convolution of stride 1."""

import random

from app.course.model import Difficulty
from app.practice.generators import Draft, Generator, shape_of
from app.practice.generators._words import CHANNELS, PRINTED, SIZES, call, say, two_of


def _draw(dice: random.Random, difficulty: Difficulty) -> Draft:
    c_in, c_out = two_of(dice, (1, 3, *CHANNELS))
    kernel = dice.choice((3, 5, 7) if difficulty != "easy" else (3, 5))
    padding = {"easy": dice.choice((0, 1)), "medium": dice.randint(0, 2), "hard": dice.randint(1, 4)}[difficulty]
    height = dice.choice(SIZES)
    width = dice.choice([size for size in SIZES if size != height]) if difficulty == "hard" else height
    batch = 1 if difficulty == "easy" else dice.choice((1, 4, 8))
    given = f", padding={padding}" if padding else ""
    return Draft(
        kind="shape",
        stem=PRINTED,
        code=call(f"nn.Conv2d({c_in}, {c_out}, kernel_size={kernel}{given})", (batch, c_in, height, width), "conv"),
        key=shape_of,
        hint=say("Along each axis a kernel has as many places to stand as fit, the first one included."),
        check=say(
            "{} kernels make {} channels; a kernel of {} takes away {}, the padding gives back {}.",
            c_out,
            c_out,
            kernel,
            kernel - 1,
            2 * padding,
        ),
    )


GENERATOR = Generator(
    "conv-output",
    "The output of a convolution",
    (("conv2d-layers", "size"), ("cnn-architecture", "size-head")),
    "cnn-architecture/explain#the-size-of-a-map",
    _draw,
    mistakes=("conv", "channels"),
)
