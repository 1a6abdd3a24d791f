"""What a second layer takes: the channels that the first one gives."""

import random
from fractions import Fraction

from app.course.model import Difficulty, Value
from app.practice.generators import Draft, Generator, shape_of
from app.practice.generators._words import CHANNELS, SIZES, say, sequential, steps


def _draw(dice: random.Random, difficulty: Difficulty) -> Draft:
    c_in = dice.choice((1, 3))
    first, second = sorted(dice.sample(CHANNELS, 2), reverse=difficulty == "hard")
    size = dice.choice(SIZES)
    middle = {
        "easy": ["nn.ReLU()"],
        "medium": ["nn.MaxPool2d(2)", "nn.ReLU()"],
        "hard": [f"nn.BatchNorm2d({first})", "nn.ReLU()", "nn.MaxPool2d(2)"],
    }[difficulty]

    def program(channels: object) -> str:
        ends = (f"nn.Conv2d({c_in}, {first}, 3)", f"nn.Conv2d({channels}, {second}, 3)")
        return (
            f"net = {sequential(ends[0], *middle, ends[1])}\nprint(net(torch.zeros(1, {c_in}, {size}, {size})).shape)\n"
        )

    tried: set[int] = {first, second, c_in, size, first * 2, c_in * first, first // 2}
    programs: dict[Value, str] = {Fraction(each): program(each) for each in sorted(tried)}
    return Draft(
        kind="number",
        stem=say("Which number must stand in place of the question mark?"),
        code=program("?"),
        programs=programs,
        accepts=lambda report: shape_of(report) is not None,
        hint=say("Which of the layers in between changes the number of channels?"),
        check=say("The first convolution gives {} channels, and nothing behind it changes them.", first),
        steps=steps(
            f"The first convolution has {first} kernels, so {first} channels leave it.",
            f"{', '.join(middle)}: the channels stay.",
            f"The second convolution takes {first}.",
        ),
    )


GENERATOR = Generator(
    "channel-chain",
    "The chain of channels",
    (("stacking-layers-receptive-field", "chain"), ("cnn-architecture", "write-layer")),
    "cnn-architecture/explain#the-chain-of-channels",
    _draw,
)
