"""What a learner has done, as the rules of practice see it: one entry for each question of each attempt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.course.model import Course
from app.practice.places import Place, place


class Stored(Protocol):
    """What the rules need of a stored answer; `learners.PastAnswer` has it."""

    @property
    def attempt(self) -> str:
        """The id of its attempt."""

    @property
    def kind(self) -> str:
        """`practice`, `test`, `drill`, `review` or `cards`."""

    @property
    def question(self) -> str:
        """The question's id, or the reference of a generated one."""

    @property
    def try_number(self) -> int:
        """From 1."""

    @property
    def correct(self) -> bool:
        """Whether it was right."""

    @property
    def mistakes(self) -> Sequence[str]:
        """The mistakes behind a wrong answer."""

    @property
    def at(self) -> datetime:
        """When, in UTC."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One question that was answered: `right` at the first try, with the mistakes of all tries."""

    place: Place
    question: str
    kind: str
    right: bool
    mistakes: tuple[str, ...]
    at: datetime


def deeds(course: Course, answers: Iterable[Stored]) -> tuple[Deed, ...]:
    """Every question answered, oldest first; what is retired is left out."""
    tries: dict[tuple[str, str], list[Stored]] = {}
    for answer in sorted(answers, key=lambda each: each.at):
        tries.setdefault((answer.attempt, answer.question), []).append(answer)
    made = (_deed(course, each) for each in tries.values())
    return tuple(deed for deed in made if deed is not None)


def _deed(course: Course, tries: Sequence[Stored]) -> Deed | None:
    first = min(tries, key=lambda each: each.try_number)
    where = place(course, first.question)
    if where is None:
        return None
    mistakes = tuple(dict.fromkeys(mistake for each in tries for mistake in each.mistakes))
    return Deed(where, first.question, first.kind, first.correct and first.try_number == 1, mistakes, first.at)
