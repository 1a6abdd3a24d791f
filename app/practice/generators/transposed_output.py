"""The output shape of a transposed convolution."""

import random

from app.course.model import Difficulty, Reply, Value
from app.practice.generators import Draft, Generator, shape_of
from app.practice.generators._words import CHANNELS, PRINTED, call, replies, say, two_of

SMALL = (4, 5, 7, 8, 10, 14, 16)


def _draw(dice: random.Random, difficulty: Difficulty) -> Draft:
    c_in, c_out = two_of(dice, CHANNELS)
    size, stride = dice.choice(SMALL), 2 if difficulty != "hard" else dice.choice((2, 3))
    kernel = dice.choice((2, 3, 4) if difficulty != "easy" else (2, 4))
    padding = 0 if difficulty == "easy" else dice.choice((0, 1))
    extra = dice.choice((0, 1)) if difficulty == "hard" else 0
    named = {"stride": stride, "padding": padding, "output_padding": extra}
    given = "".join(f", {name}={value}" for name, value in named.items() if value)
    shape, made = (1, c_in, size, size), (size - 1) * stride - 2 * padding + kernel + extra
    return Draft(
        kind="shape",
        stem=PRINTED,
        code=call(f"nn.ConvTranspose2d({c_in}, {c_out}, kernel_size={kernel}{given})", shape, "up"),
        key=shape_of,
        hint=say("Each cell of the input sets down one kernel; the next one starts a stride further on."),
        check=say(
            "{} kernels of {}, {} apart, reach over {} cells; padding cuts off {}.",
            size,
            kernel,
            stride,
            (size - 1) * stride + kernel,
            2 * padding,
        ),
        wrong=_wrong(size, stride, kernel, padding, c_out, made),
    )


def _wrong(size: int, stride: int, kernel: int, padding: int, c_out: int, made: int) -> dict[Value, Reply]:
    """What an ordinary convolution, or no overlap, would give."""
    said = {
        (size + 2 * padding - kernel) // stride + 1: "That is what an ordinary convolution with this stride gives: "
        "a transposed one makes the map larger.",
        size * stride: f"The map grows by just the stride only where kernel and padding fit: here {made} comes out.",
        (size - 1) * stride + kernel + 2 * padding: "Padding does not add cells here: it cuts them off the output.",
        size + kernel - 1: f"The kernels stand {stride} cells apart, not one.",
        size * kernel: f"Kernels that stand {stride} apart overlap or leave gaps: {made} cells come out.",
    }
    return replies({(1, c_out, wrong, wrong): text for wrong, text in said.items() if wrong not in {made, 0}})


GENERATOR = Generator(
    "transposed-output",
    "The output of a transposed convolution",
    (("stride-padding-dilation", "formula"),),
    "cnn-architecture/explain#the-size-of-a-map",
    _draw,
    mistakes=("transposed", "channels"),
)
