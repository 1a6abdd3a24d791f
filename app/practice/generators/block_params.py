"""The parameters of a block or a head: batch norm and linear layers too."""

import random
from fractions import Fraction

from app.course.model import Difficulty, Reply, Value
from app.practice.generators import Draft, Generator, params_of
from app.practice.generators._words import CHANNELS, WEIGHTS, counted, replies, say, sequential, steps, two_of

Drawn = tuple[list[str], tuple[int, ...], list[tuple[str, int]]]
"""Layers, what they are called with, and the arithmetic of each that has weights."""


def _draw(dice: random.Random, difficulty: Difficulty) -> Draft:
    c_in, c_out = two_of(dice, CHANNELS)
    features, classes = dice.choice((32, 64, 100, 128)), dice.choice((2, 5, 10))
    layers, shape, sums = {
        "easy": lambda: _head(features, classes),
        "medium": lambda: _block(c_in, c_out),
        "hard": lambda: _normed_head(features, c_out, classes),
    }[difficulty]()
    last = c_out if difficulty == "medium" else classes
    return Draft(
        kind="number",
        stem=WEIGHTS,
        code=counted(sequential(*layers)),
        input_shape=shape,
        key=params_of,
        hint=say(
            "A linear layer has a weight for each pair of input and output, and a bias for each output. "
            "Batch norm has two numbers for each channel that training changes."
        ),
        check=say(" + ".join(str(value) for _, value in sums)),
        steps=steps(*(f"{text} = {value}" for text, value in sums)),
        wrong=_wrong(sum(value for _, value in sums), last, 0 if difficulty == "easy" else c_out),
    )


def _head(features: int, classes: int) -> Drawn:
    return [f"nn.Linear({features}, {classes})"], (1, features), [_linear(features, classes)]


def _block(c_in: int, c_out: int) -> Drawn:
    layers = [f"nn.Conv2d({c_in}, {c_out}, 3)", f"nn.BatchNorm2d({c_out})", "nn.ReLU()"]
    sums = [(f"{c_out} · ({c_in} · 9 + 1)", c_out * (c_in * 9 + 1)), _norm(c_out)]
    return layers, (2, c_in, 16, 16), sums


def _normed_head(features: int, width: int, classes: int) -> Drawn:
    layers = [
        f"nn.Linear({features}, {width})",
        f"nn.BatchNorm1d({width})",
        "nn.ReLU()",
        f"nn.Linear({width}, {classes})",
    ]
    return layers, (2, features), [_linear(features, width), _norm(width), _linear(width, classes)]


def _linear(features: int, outputs: int) -> tuple[str, int]:
    return f"{features} · {outputs} + {outputs}", features * outputs + outputs


def _norm(channels: int) -> tuple[str, int]:
    return f"2 · {channels}", 2 * channels


def _wrong(total: int, last: int, normed: int) -> dict[Value, Reply]:
    said = {
        total - last: f"The last layer with weights has {last} biases as well.",
        total + 2 * normed: "Batch norm keeps running means and variances too, but they are buffers: "
        "training does not change them.",
        total - 2 * normed: f"Batch norm has a scale and a shift for each of its {normed} channels.",
        total + last: "Each output has one bias, not two.",
        total + 1: "There is one bias for each output, and nothing besides.",
        total * 2: "Each layer counts once.",
    }
    return replies({Fraction(value): text for value, text in said.items() if value != total})


GENERATOR = Generator(
    "block-params",
    "Parameters of linear layers and batch norm",
    (("flatten-linear-head", "in-features"), ("regularisation-and-batchnorm", "batch-norm")),
    "cnn-architecture/explain#where-the-parameters-are",
    _draw,
    mistakes=("params",),
)
