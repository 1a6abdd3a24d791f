"""A question as it is shown: options in the order of a seed, letters given now."""

import random
from dataclasses import dataclass

from markupsafe import Markup

from app.course.model import Question

LETTERS = "ABCDEFGH"


@dataclass(frozen=True, slots=True)
class PresentedOption:
    """One option in its place; `key` is what a form sends back."""

    letter: str
    key: str
    html: Markup
    code_html: Markup | None


@dataclass(frozen=True, slots=True)
class Presented:
    """A question with its options in the order of a seed."""

    question: Question
    options: tuple[PresentedOption, ...]

    def letter(self, key: str) -> str | None:
        """The letter under which the option `key` stands here."""
        return next((option.letter for option in self.options if option.key == key), None)


def present(question: Question, seed: int) -> Presented:
    """Shuffle the options by `seed` and the question's id; the same seed gives the same order."""
    order = list(question.options)
    random.Random(f"{seed}:{question.id}").shuffle(order)  # noqa: S311 an order, not a secret
    return Presented(
        question,
        tuple(
            PresentedOption(letter, option.key, option.html, option.code_html)
            for letter, option in zip(LETTERS, order, strict=False)
        ),
    )
