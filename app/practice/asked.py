"""One question of an attempt as it is shown: what was answered, what is said to it, what may be seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from app.course.model import Question
from app.practice.grading import KINDS, Verdict, grade
from app.practice.present import Presented, present
from app.practice.session import Answered, Standing, State

CHANGED = Markup("<p>This question has been rewritten since you answered it.</p>")
ASKED_FOR = Verdict(correct=False, malformed=False, feedback_html=Markup(), chosen=())
"""Whoever asks for the key has given no answer; that is stored as a try with nothing in it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of an attempt as the page shows it.

    Attributes:
        tried: the responses so far; empty ones where the key was asked for.
        feedback: the verdict on each of them.
        told: whether the key may be shown.
        typed: what was sent and could not be read.
    """

    number: int
    presented: Presented
    state: State
    told: bool
    try_number: int | None
    tries_left: int
    tried: tuple[tuple[str, ...], ...]
    feedback: tuple[Verdict, ...]
    following: str | None
    typed: Sequence[str] = ()

    @property
    def question(self) -> Question:
        """What is asked."""
        return self.presented.question

    @property
    def asks(self) -> str:
        """What is to be done."""
        return KINDS[self.question.kind].asks

    def right_line(self, number: int) -> bool:
        """Whether this line is the one to point at."""
        return self.question.key is not None and Fraction(number) in self.question.key.accepted

    @property
    def over(self) -> bool:
        """No try is left, or none is needed."""
        return self.try_number is None

    @property
    def chosen(self) -> tuple[str, ...]:
        """Everything that was chosen at any try."""
        return tuple(key for response in self.tried for key in response)

    @property
    def latest(self) -> Sequence[str]:
        """What the form should hold: what could not be read, else the last response."""
        return self.typed or (self.tried[-1] if self.tried else ())


def ask(question: Question, standing: Standing, seed: int, typed: Sequence[str] = ()) -> Asked:
    """A question of an attempt, with its options in the order of the attempt's seed."""
    mine = standing.of(question.id)
    tries, over = len({each.try_number for each in mine}), standing.over(question.id)
    heard = standing.rules.at_once or standing.told(question.id)
    return Asked(
        number=standing.questions.index(question.id) + 1,
        presented=present(question, seed),
        state=standing.state(question.id),
        told=standing.told(question.id),
        try_number=standing.next_try(question.id),
        tries_left=0 if over else standing.rules.tries - tries,
        tried=tuple(tuple(each.response) for each in mine),
        feedback=tuple(_feedback(question, each) for each in mine if heard),
        following=standing.next_question(after=question.id),
        typed=typed,
    )


def _feedback(question: Question, given: Answered) -> Verdict:
    """What is said to an answer: by the question as it is now, where it is still the same."""
    if not given.response:
        return ASKED_FOR
    verdict = grade(question, given.response)
    if verdict.malformed or verdict.correct != given.correct:
        return Verdict(given.correct, malformed=False, feedback_html=CHANGED, chosen=())
    return verdict
