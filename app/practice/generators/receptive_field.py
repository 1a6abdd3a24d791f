"""How many pixels of the input one value behind a stack can see."""

import random
from fractions import Fraction

from app.checker.report import Report
from app.course.model import Difficulty
from app.kit.words import count
from app.practice.generators import Draft, Generator
from app.practice.generators._words import say, sequential, steps


def _draw(dice: random.Random, difficulty: Difficulty) -> Draft:
    count = {"easy": 2, "medium": 3, "hard": 4}[difficulty]
    kernels = [dice.choice((3, 5, 7) if difficulty == "easy" else (3, 5)) for _ in range(count)]
    strides = [1 if difficulty == "easy" else dice.choice((1, 2)) for _ in range(count)]
    pooled = difficulty != "easy" and dice.random() < 1 / 2
    layers, channels = [], [1, 4, 8, 8, 16]
    for index, (kernel, stride) in enumerate(zip(kernels, strides, strict=True)):
        step = f", stride={stride}" if stride > 1 else ""
        layers.append(f"nn.Conv2d({channels[index]}, {channels[index + 1]}, kernel_size={kernel}{step})")
    if pooled:
        layers.insert(1, "nn.MaxPool2d(2)")
        kernels.insert(1, 2)
        strides.insert(1, 2)
    code = f"net = {sequential(*layers)}\n"
    return Draft(
        kind="number",
        stem=say("How many pixels along each axis of the image does one value of the output depend on?"),
        code=code,
        input_shape=(1, 1, 128, 128),
        key=_seen,
        hint=say("Start with 1. Each layer adds its kernel less one, times the distance of neighbours that reach it."),
        check=say("Only the first cell of a kernel is free: {}.", " + ".join(["1", *_added(kernels, strides)])),
        steps=steps("One value depends on itself: 1.", *_grown(kernels, strides)),
    )


def _added(kernels: list[int], strides: list[int]) -> list[str]:
    """`2 · 4` for a kernel of 3 behind strides whose product is 4."""
    found, jump = [], 1
    for kernel, stride in zip(kernels, strides, strict=True):
        found.append(f"{kernel - 1} · {jump}")
        jump *= stride
    return found


def _grown(kernels: list[int], strides: list[int]) -> list[str]:
    """The field after each layer, with what it adds."""
    told, jump, field = [], 1, 1
    for kernel, stride in zip(kernels, strides, strict=True):
        apart, grown = f"{count(jump, 'pixel')} apart", field + (kernel - 1) * jump
        told.append(f"A kernel of {kernel} over cells {apart}: {field} + ({kernel} − 1) · {jump} = {grown}.")
        field = grown
        jump *= stride
    return told


def _seen(report: Report | None) -> Fraction | None:
    field = report.steps[-1].receptive_field if report and report.verdict == "runs" else None
    return Fraction(field[0]) if isinstance(field, list) else None


GENERATOR = Generator(
    "receptive-field",
    "The receptive field",
    (("stacking-layers-receptive-field", "receptive-field"),),
    "cnn-architecture/explain#the-size-of-a-map",
    _draw,
    mistakes=("field",),
)
