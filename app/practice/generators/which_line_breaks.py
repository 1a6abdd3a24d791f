"""A network with one planted fault: which line must change? The checker names it."""

import random
from fractions import Fraction

from app.checker.report import Report
from app.course.model import Difficulty
from app.practice.generators import Draft, Generator
from app.practice.generators._words import CHANNELS, say, steps


def _draw(dice: random.Random, difficulty: Difficulty) -> Draft:
    size, classes = dice.choice((28, 32, 48)), dice.choice((2, 5, 10))
    c_in, (first, second) = dice.choice((1, 3)), dice.sample(CHANNELS, 2)
    left = ((size - 2) // 2 - 2) // 2
    lines = _net(c_in, first, second, left, classes)
    place, broken, why = dice.choice(_faults(c_in, first, second, left, classes, difficulty))
    right, lines[place] = lines[place], broken
    return Draft(
        kind="bug-line",
        stem=say("This network is called with one image of {} × {} × {}, and raises an exception. "
            "Which line must change?",
                 c_in, size, size),
        code="\n".join(lines) + "\n",
        input_shape=(1, c_in, size, size),
        key=lambda report: _named(report, place + 1),
        hint=say("Follow the channels from layer to layer, then the size of the map up to the head."),
        check=say("{}", why),
        steps=steps(why, f"It should read: {right.strip()}"),
    )  # fmt: skip


def _net(c_in: int, first: int, second: int, left: int, classes: int) -> list[str]:
    return [
        "class Net(nn.Module):",
        "    def __init__(self):",
        "        super().__init__()",
        f"        self.conv1 = nn.Conv2d({c_in}, {first}, kernel_size=3)",
        f"        self.norm = nn.BatchNorm2d({first})",
        f"        self.conv2 = nn.Conv2d({first}, {second}, kernel_size=3)",
        "        self.pool = nn.MaxPool2d(2)",
        f"        self.fc = nn.Linear({second} * {left} * {left}, {classes})",
        "",
        "    def forward(self, x):",
        "        x = self.pool(torch.relu(self.norm(self.conv1(x))))",
        "        x = self.pool(torch.relu(self.conv2(x)))",
        "        x = torch.flatten(x, 1)",
        "        return self.fc(x)",
    ]


def _faults(
    c_in: int, first: int, second: int, left: int, classes: int, difficulty: Difficulty
) -> list[tuple[int, str, str]]:
    """What may stand in the place of a line and why that breaks, by how hard it is to see."""
    return {
        "easy": [
            (5, f"        self.conv2 = nn.Conv2d({first + 1}, {second}, kernel_size=3)",
             f"The first convolution gives {first} channels, and the second takes {first + 1}."),
            (3, f"        self.conv1 = nn.Conv2D({c_in}, {first}, kernel_size=3)",
             "Python tells small letters from large ones: the layer is called Conv2d."),
        ],
        "medium": [
            (4, f"        self.norm = nn.BatchNorm2d({second})",
             f"Batch norm stands behind the first convolution, which gives {first} channels, not {second}."),
            (7, f"        self.fc = nn.Linear({second} * {left + 1} * {left + 1}, {classes})",
             f"The last map is {left} × {left}, so a picture has {second} · {left} · {left} features."),
            (13, "        return self.fc1(x)",
             "The linear layer was named fc; nothing is called fc1."),
        ],
        "hard": [
            (12, "        x = torch.flatten(x)",
             "Without a start axis the batch is joined too, and no row is left for each picture."),
            (7, f"        self.fc = nn.Linear({left} * {left}, {classes})",
             f"A picture has {second} maps of {left} × {left}, so {second} · {left} · {left} features."),
            (2, "        pass",
             "A module must be prepared before it can hold layers: super().__init__() comes first."),
        ],
    }[difficulty]  # fmt: skip


def _named(report: Report | None, planted: int) -> Fraction | None:
    """The line that the checker names, where that is the planted one: else the question would be open to dispute."""
    error = next((finding for finding in report.findings if finding.severity == "error"), None) if report else None
    return Fraction(planted) if error and error.span and error.span.line == planted else None


GENERATOR = Generator(
    "which-line-breaks",
    "The line that breaks a network",
    (("debugging-cnns", "messages"), ("cnn-architecture", "runnable-module")),
    "cnn-architecture/explain#the-head",
    _draw,
)
