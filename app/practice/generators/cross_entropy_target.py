"""The shape of the targets that cross entropy wants for given scores."""

import random

from app.course.model import Difficulty, Value
from app.practice.generators import Draft, Generator
from app.practice.generators._words import say, steps


def _draw(dice: random.Random, difficulty: Difficulty) -> Draft:
    batch, classes = dice.choice((4, 8, 16, 32)), dice.choice((2, 3, 5, 10))
    spatial = () if difficulty != "hard" else (dice.choice((16, 24, 32)),) * 2
    extra = (dice.choice((12, 20)),) if difficulty == "medium" else spatial
    scores, right = (batch, classes, *extra), (batch, *extra)
    wrong = {
        scores,
        (batch, 1, *extra),
        (classes, *extra),
        (batch, classes),
        (batch, 1),
        (1, *right),
        (classes,),
        (batch * classes,),
    }
    shapes = [right, *sorted(wrong - {right})]

    def program(shape: object) -> str:
        return (
            f"scores = torch.zeros({', '.join(map(str, scores))})\n"
            f"classes = torch.zeros({shape}, dtype=torch.long)\n"
            "loss = nn.CrossEntropyLoss()\nprint(loss(scores, classes))\n"
        )

    programs: dict[Value, str] = {shape: program(", ".join(map(str, shape))) for shape in shapes}
    return Draft(
        kind="shape",
        stem=say("The targets are classes, given as whole numbers. Which shape must they have?"),
        code=program("?"),
        programs=programs,
        accepts=lambda report: report.verdict != "fails",
        hint=say("A target names one class and does not score them all. Which axis of the scores has it not?"),
        check=say("The scores without their axis of classes, axis 1."),
        steps=steps(f"The scores are {scores}: axis 1 has {classes} classes.", f"Without it, {right} is left."),
    )  # fmt: skip


GENERATOR = Generator(
    "cross-entropy-target",
    "The targets of cross entropy",
    (("loss-and-logits", "shapes"),),
    "cnn-architecture/explain#the-head",
    _draw,
)
