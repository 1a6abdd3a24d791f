"""What `ceil_mode` changes: a last window that hangs over the edge."""

import random

from app.course.model import Difficulty, Reply
from app.practice.generators import Draft, Generator, shape_of
from app.practice.generators._words import CHANNELS, PRINTED, call, say


def _draw(dice: random.Random, difficulty: Difficulty) -> Draft:
    kernel = dice.choice((2, 3))
    stride = {"easy": 2, "medium": dice.choice((2, 3)), "hard": dice.choice((2, 3, 4))}[difficulty]
    padding = 1 if difficulty == "hard" and kernel > 1 else 0
    channels, size = dice.choice(CHANNELS), dice.randint(7, 33)
    given = "".join(f", {name}={value}" for name, value in (("stride", stride), ("padding", padding)) if value)
    floor = (size + 2 * padding - kernel) // stride + 1
    ceiling = -(-(size + 2 * padding - kernel) // stride) + 1
    return Draft(
        kind="shape",
        stem=PRINTED,
        code=call(f"nn.MaxPool2d({kernel}{given}, ceil_mode=True)", (1, channels, size, size), "pool"),
        key=shape_of,
        hint=say("Round up instead of down; but a window must begin on the map or on its padding before it."),
        check=say("{} windows fit whole; one that begins inside and hangs over counts as well.", floor),
        wrong={
            (1, channels, floor, floor): Reply(say("{} is what you get without ceil_mode: rounded down.", floor)),
            (1, channels, ceiling, ceiling): Reply(
                say("{} counts a window that begins behind the map: PyTorch leaves that one out.", ceiling)
            ),
            (1, channels, ceiling + 1, ceiling + 1): Reply(
                say("The first place is counted once already: {} steps make {} places.", ceiling - 1, ceiling)
            ),
        },
    )


GENERATOR = Generator(
    "ceil-mode",
    "Rounding up in a pooling",
    (("pooling", "rounding"),),
    "cnn-architecture/explain#the-size-of-a-map",
    _draw,
    mistakes=("pool",),
)
