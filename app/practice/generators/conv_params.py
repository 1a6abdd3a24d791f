"""The parameters of a convolution."""

import random

from app.course.model import Difficulty
from app.practice.generators import Draft, Generator, params_of
from app.practice.generators._words import CHANNELS, WEIGHTS, counted, say, steps, two_of


def _draw(dice: random.Random, difficulty: Difficulty) -> Draft:
    c_in, c_out = two_of(dice, (3, *CHANNELS)) if difficulty != "hard" else two_of(dice, (4, 8, 12, 16, 24, 32))
    kernel = dice.choice((3, 5)) if difficulty != "medium" else dice.choice((3, 5, 7))
    groups = dice.choice((2, 4)) if difficulty == "hard" else 1
    given = f", groups={groups}" if groups > 1 else ""
    per_kernel = c_in // groups * kernel * kernel
    return Draft(
        kind="number",
        stem=WEIGHTS,
        code=counted(f"nn.Conv2d({c_in}, {c_out}, kernel_size={kernel}{given})", "conv"),
        input_shape=(1, c_in, 16, 16),
        key=params_of,
        hint=say("How many numbers has one kernel, its bias included? And how many kernels are there?"),
        check=say("One kernel has {} weights and 1 bias; there are {} of them.", per_kernel, c_out),
        steps=steps(
            f"One kernel: {c_in // groups} · {kernel} · {kernel} = {per_kernel} weights, and 1 bias.",
            f"{c_out} kernels: {c_out} · {per_kernel + 1} = {c_out * (per_kernel + 1)}.",
        ),
    )


GENERATOR = Generator(
    "conv-params",
    "The parameters of a convolution",
    (("conv2d-layers", "weights"), ("cnn-architecture", "size-head")),
    "cnn-architecture/explain#where-the-parameters-are",
    _draw,
    mistakes=("params",),
)
