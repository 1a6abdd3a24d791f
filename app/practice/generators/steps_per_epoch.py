"""How many steps an epoch has: the last batch counts, unless it is dropped."""

import random
from fractions import Fraction

from app.course.model import Difficulty
from app.practice.generators import Draft, Generator
from app.practice.generators._words import replies, say, steps


def _draw(dice: random.Random, difficulty: Difficulty) -> Draft:
    batch = dice.choice((16, 32, 50, 64, 100, 128))
    images = batch * dice.randint(6, 40) + (dice.randint(1, batch - 1))
    drop, epochs = difficulty == "medium", dice.choice((3, 5, 10)) if difficulty == "hard" else 1
    whole, rest = divmod(images, batch)
    steps_in_epoch = whole if drop else whole + 1
    truth = Fraction(steps_in_epoch * epochs)
    loader = f"A loader gives {images} images in batches of {batch}" + (", with drop_last=True." if drop else ".")
    wrong = {
        Fraction(
            whole * epochs
        ): f"{rest} images are left over after {whole} whole batches, and they are a batch of their own.",
        Fraction((whole + 1) * epochs): f"The last {rest} images do not fill a batch, and drop_last leaves them away.",
        Fraction(images): "A step takes a whole batch, not one image.",
        Fraction(batch): f"{batch} is the number of images in a step.",
        Fraction(images * epochs): "A step takes a whole batch, not one image.",
        Fraction(whole + 1): f"That is one epoch; there are {epochs}.",
        Fraction(images * batch): "The images are divided among the steps.",
    }
    span = "one epoch" if epochs == 1 else f"{epochs} epochs"
    return Draft(
        kind="number",
        stem=say("{} How many steps of the optimizer are there in {}?", loader, span),
        key=lambda _: truth,
        hint=say("Divide, and think of what is left over."),
        check=say("{} = {} · {} + {}.", images, whole, batch, rest),
        steps=steps(
            f"{whole} whole batches hold {whole * batch} images.",
            f"{rest} images are left over.",
            f"So an epoch has {steps_in_epoch} steps.",
            *([f"{epochs} epochs have {epochs} · {steps_in_epoch} = {truth}."] if epochs > 1 else []),
        ),
        facts={"M": images, "B": batch, "E": epochs},
        wrong=replies({value: text for value, text in wrong.items() if value != truth}),
    )


GENERATOR = Generator(
    "steps-per-epoch",
    "Steps of an epoch",
    (("training-loop", "steps"),),
    "cnn-architecture/metrics",
    _draw,
    mistakes=("loop",),
)
