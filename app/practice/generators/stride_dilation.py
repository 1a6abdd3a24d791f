"""The output shape of a convolution with a stride, and at the hardest with a dilation."""

import random

from app.course.model import Difficulty
from app.practice.generators import Draft, Generator, shape_of
from app.practice.generators._words import CHANNELS, PRINTED, SIZES, call, say, two_of


def _draw(dice: random.Random, difficulty: Difficulty) -> Draft:
    c_in, c_out = two_of(dice, CHANNELS)
    kernel, stride = dice.choice((3, 5)), dice.choice((2, 3) if difficulty != "easy" else (2,))
    padding = dice.randint(0, 2) if difficulty != "easy" else dice.choice((0, 1))
    dilation = dice.choice((2, 3)) if difficulty == "hard" else 1
    size = dice.choice(SIZES) + dice.choice((0, 1))
    named = {"stride": stride, "padding": padding or None, "dilation": dilation if dilation > 1 else None}
    given = "".join(f", {name}={value}" for name, value in named.items() if value)
    reach = dilation * (kernel - 1) + 1
    return Draft(
        kind="shape",
        stem=PRINTED,
        code=call(f"nn.Conv2d({c_in}, {c_out}, kernel_size={kernel}{given})", (1, c_in, size, size), "conv"),
        key=shape_of,
        hint=say("Take away what the kernel spans, divide by the stride, round down, and add the first place."),
        check=say(
            "The kernel spans {} of {} cells, so it can move on by {}, in steps of {}.",
            reach,
            size + 2 * padding,
            size + 2 * padding - reach,
            stride,
        ),
    )


GENERATOR = Generator(
    "stride-dilation",
    "Stride and dilation",
    (("stride-padding-dilation", "formula"),),
    "cnn-architecture/explain#the-size-of-a-map",
    _draw,
    mistakes=("conv", "channels"),
)
