"""Which padding keeps the size: filled in, every padding tried."""

import random

from app.checker.report import Report
from app.course.model import Difficulty
from app.practice.generators import Draft, Generator, shape_of
from app.practice.generators._words import SIZES, say

MOST = 9


def _draw(dice: random.Random, difficulty: Difficulty) -> Draft:
    kernel = dice.choice({"easy": (3, 5), "medium": (5, 7, 9), "hard": (3, 5)}[difficulty])
    dilation = dice.choice((2, 3)) if difficulty == "hard" else 1
    size, reach = dice.choice(SIZES), dilation * (kernel - 1) + 1
    spread = f", dilation={dilation}" if dilation > 1 else ""

    def program(padding: object) -> str:
        layer = f"nn.Conv2d(1, 1, kernel_size={kernel}{spread}, padding={padding})"
        return f"conv = {layer}\nprint(conv(torch.zeros(1, 1, {size}, {size})).shape)\n"

    def keeps(report: Report) -> bool:
        return shape_of(report) == (1, 1, size, size)

    return Draft(
        kind="blanks",
        stem=say("Which padding keeps the size, {} × {}?", size, size),
        code=program("__padding__"),
        programs={(padding,): program(padding) for padding in range(MOST + 1)},
        accepts=keeps,
        hint=say("The kernel takes away what it spans less one; the padding is added on both sides."),
        check=say("The kernel spans {} cells and takes away {}: half of it on each side.", reach, reach - 1),
        blanks=(("padding", 0, MOST),),
    )


GENERATOR = Generator(
    "same-padding",
    "The padding that keeps the size",
    (("stride-padding-dilation", "same"), ("cnn-architecture", "size-head")),
    "cnn-architecture/explain#the-size-of-a-map",
    _draw,
)
