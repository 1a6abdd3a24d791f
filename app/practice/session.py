"""The rules of a practice: two tries at each question, then its key; which comes next; how far one is.

Everything here is computed from the stored answers, so that coming back, a second window and a
double post all see the same state.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from app.course.model import Difficulty, Topic

TRIES = 2
QUESTIONS = 5
_RANK: dict[Difficulty, int] = {"easy": 0, "medium": 1, "hard": 2}
State = Literal["unanswered", "retry", "right", "wrong"]


class Answered(Protocol):
    """What the rules need of a stored answer; `learners.Answer` has it."""

    @property
    def question(self) -> str:
        """The question's id."""

    @property
    def try_number(self) -> int:
        """1 or 2."""

    @property
    def response(self) -> Sequence[str]:
        """The keys that were chosen."""

    @property
    def correct(self) -> bool:
        """Whether it was right."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a practice is; `done` counts questions that are over, right or wrong."""

    total: int
    done: int
    right: int
    right_first: int

    @property
    def finished(self) -> bool:
        """Every question is over."""
        return self.done == self.total


def draw(topic: Topic) -> tuple[str, ...]:
    """The questions of one practice of `topic`: up to five, easy before hard, in the author's order."""
    usable = [question for question in topic.questions if "practice" in question.use]
    chosen = usable[:QUESTIONS]
    return tuple(question.id for question in sorted(chosen, key=lambda q: _RANK[q.difficulty]))


def state(question: str, answers: Iterable[Answered]) -> State:
    """The state of one question: two tries, then it is over."""
    mine = [answer for answer in answers if answer.question == question]
    if any(answer.correct for answer in mine):
        return "right"
    if not mine:
        return "unanswered"
    return "wrong" if len({answer.try_number for answer in mine}) >= TRIES else "retry"


def next_try(question: str, answers: Iterable[Answered]) -> int | None:
    """The number of the next try at a question, from 1; None when it is over."""
    mine = [answer for answer in answers if answer.question == question]
    if state(question, mine) in {"right", "wrong"}:
        return None
    return max((answer.try_number for answer in mine), default=0) + 1


def revealed(question: str, answers: Iterable[Answered]) -> bool:
    """Whether the key and the worked steps may be shown."""
    return state(question, answers) in {"right", "wrong"}


def next_question(questions: Sequence[str], answers: Sequence[Answered], after: str | None = None) -> str | None:
    """The next question that is not over: the first behind `after`, else from the start; None at the end."""
    start = questions.index(after) + 1 if after in questions else 0
    around = [*questions[start:], *questions[:start]]
    return next((question for question in around if not revealed(question, answers)), None)


def progress(questions: Sequence[str], answers: Sequence[Answered]) -> Progress:
    """How far one is, computed from the stored answers."""
    states = [state(question, answers) for question in questions]
    first = {answer.question for answer in answers if answer.correct and answer.try_number == 1}
    return Progress(
        total=len(questions),
        done=sum(each in {"right", "wrong"} for each in states),
        right=states.count("right"),
        right_first=len(first.intersection(questions)),
    )
