"""The rules of answering: how many tries, when the key is shown, which question comes next, how far one is.

Everything here is computed from the stored answers, so that coming back, a second window and a
double post all see the same state.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

State = Literal["unanswered", "retry", "given", "right", "wrong"]


@dataclass(frozen=True, slots=True)
class Rules:
    """How one kind of attempt goes.

    Attributes:
        kind: its name, as it is stored.
        tries: how often one may answer each question.
        at_once: whether the verdict comes with each answer, or all of them at the end.
        follows: whether a mistake is followed by a fresh question on it.
    """

    kind: str
    tries: int = 2
    at_once: bool = True
    follows: bool = False


PRACTICE = Rules("practice", follows=True)
TEST = Rules("test", tries=1, at_once=False)
DRILL = Rules("drill")
REVIEW = Rules("review", follows=True)
CARDS = Rules("cards", tries=1)


class Answered(Protocol):
    """What the rules need of a stored answer; `learners.Answer` has it."""

    @property
    def question(self) -> str:
        """The question's id."""

    @property
    def try_number(self) -> int:
        """From 1."""

    @property
    def response(self) -> Sequence[str]:
        """What was chosen or typed; nothing where the learner asked for the key."""

    @property
    def correct(self) -> bool:
        """Whether it was right."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one is; `done` counts questions that are over, right or wrong."""

    total: int
    done: int
    right: int
    right_first: int

    @property
    def finished(self) -> bool:
        """Every question is over."""
        return self.done == self.total


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an attempt stands: its questions in their order, and the answers so far."""

    rules: Rules
    questions: tuple[str, ...]
    answers: tuple[Answered, ...]

    def of(self, question: str) -> tuple[Answered, ...]:
        """The answers to one question, in the order of its tries."""
        mine = (each for each in self.answers if each.question == question)
        return tuple(sorted(mine, key=lambda each: each.try_number))

    def over(self, question: str) -> bool:
        """Answered right, out of tries, or given up."""
        mine = self.of(question)
        tries = {each.try_number for each in mine}
        return len(tries) >= self.rules.tries or any(each.correct or not each.response for each in mine)

    def told(self, question: str) -> bool:
        """Whether the key and the worked steps may be shown."""
        return self.over(question) and (self.rules.at_once or self.finished)

    def state(self, question: str) -> State:
        """What a learner is told of one question."""
        mine = self.of(question)
        if not self.over(question):
            return "retry" if mine else "unanswered"
        if not self.told(question):
            return "given"
        return "right" if any(each.correct for each in mine) else "wrong"

    def next_try(self, question: str) -> int | None:
        """The number of the next try at a question, from 1; None when it is over."""
        mine = self.of(question)
        return None if self.over(question) else max((each.try_number for each in mine), default=0) + 1

    def next_question(self, after: str | None = None) -> str | None:
        """The next question that is not over: the first behind `after`, else from the start; None at the end."""
        start = self.questions.index(after) + 1 if after in self.questions else 0
        around = [*self.questions[start:], *self.questions[:start]]
        return next((question for question in around if not self.over(question)), None)

    @property
    def finished(self) -> bool:
        """Every question is over."""
        return all(map(self.over, self.questions))

    @property
    def progress(self) -> Progress:
        """How far one is."""
        first = {each.question for each in self.answers if each.correct and each.try_number == 1}
        right = {each.question for each in self.answers if each.correct}
        return Progress(
            total=len(self.questions),
            done=sum(map(self.over, self.questions)),
            right=len(right.intersection(self.questions)),
            right_first=len(first.intersection(self.questions)),
        )
