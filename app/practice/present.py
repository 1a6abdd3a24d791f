"""A question as it is shown: options in the order of a seed, letters given now."""

import hashlib
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
class PresentedLine:
    """One line to put in order; `key` is what a form sends back with its place."""

    key: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Presented:
    """A question with its options, or the lines to put in order, in the order of a seed."""

    question: Question
    options: tuple[PresentedOption, ...]
    lines: tuple[PresentedLine, ...] = ()

    def letter(self, key: str) -> str | None:
        """The letter under which the option `key` stands here."""
        return next((option.letter for option in self.options if option.key == key), None)


def present(question: Question, seed: int) -> Presented:
    """Shuffle the options by `seed` and the question's id; the same seed gives the same order."""
    order = list(question.options)
    dice = random.Random(f"{seed}:{question.id}")  # noqa: S311 an order, not a secret
    dice.shuffle(order)
    return Presented(
        question,
        tuple(
            PresentedOption(letter, option.key, option.html, option.code_html)
            for letter, option in zip(LETTERS, order, strict=False)
        ),
        tuple(_lines(question, dice)) if question.kind == "order" else (),
    )


def line_key(question: Question, index: int) -> str:
    """The key of a line to put in order, which does not tell its place."""
    return hashlib.sha256(f"{question.id}:line:{index}".encode()).hexdigest()[:8]


def _lines(question: Question, dice: random.Random) -> list[PresentedLine]:
    """The lines in another order than that of the key."""
    lines = question.key.lines if question.key else ()
    shown = [PresentedLine(line_key(question, index), html) for index, html in enumerate(lines)]
    right = list(shown)
    while shown == right and len(shown) > 1:
        dice.shuffle(shown)
    return shown
