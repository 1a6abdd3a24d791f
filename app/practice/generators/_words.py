"""Numbers and phrases that the generators share."""

import random
from fractions import Fraction

from markupsafe import Markup

from app.course.model import Reply, Value

SIZES = (16, 20, 24, 28, 32, 36, 40, 48, 56, 64)
CHANNELS = (4, 6, 8, 12, 16, 24, 32)
PRINTED = Markup("<p>What does this print?</p>")
WEIGHTS = Markup("<p>How many parameters does this have, weights and biases together?</p>")
ANIMALS = ("cat", "dog", "bird", "fox", "owl")


def replies(said: dict[Value, str]) -> dict[Value, Reply]:
    """Foreseen wrong values with their words; values that nobody would give are left out."""
    likely = {value: text for value, text in said.items() if not isinstance(value, Fraction) or value >= 0}
    return {value: Reply(say(text)) for value, text in likely.items()}


def two_of(dice: random.Random, numbers: tuple[int, ...]) -> tuple[int, int]:
    """Two different numbers."""
    first, second = dice.sample(numbers, 2)
    return first, second


def call(layers: str, shape: tuple[int, ...], name: str = "net") -> str:
    """Code that builds something and prints the shape of what it makes of zeros."""
    sizes = ", ".join(map(str, shape))
    return f"{name} = {layers}\nprint({name}(torch.zeros({sizes})).shape)\n"


def sequential(*layers: str) -> str:
    """The layers as a model, one to a line."""
    return "nn.Sequential(\n" + "".join(f"    {layer},\n" for layer in layers) + ")"


def counted(layers: str, name: str = "net") -> str:
    """Code that builds something and prints how many parameters it has."""
    return f"{name} = {layers}\nprint(sum(p.numel() for p in {name}.parameters()))\n"


def say(text: str, *facts: object) -> Markup:
    """A paragraph of plain text with its numbers."""
    return Markup("<p>{}</p>").format(text.format(*facts))


def steps(*lines: Markup | str) -> Markup:
    """Worked steps."""
    return Markup("<ol>{}</ol>").format(Markup().join(Markup("<li>{}</li>").format(line) for line in lines))
