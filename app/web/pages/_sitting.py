"""A place where questions are answered, and what its page needs of the house and of the form."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from app.course.model import Course, Mistake, Question, Topic
from app.learners.store import Attempt, Learner, Store
from app.practice.aims import with_follow_ups
from app.practice.past import Deed, deeds
from app.practice.session import Progress, Rules, Standing
from app.web.deps import CourseDep, Find, FindDep, LearnerDep, StoreDep, WriterDep


@dataclass(frozen=True, slots=True)
class Sitting:
    """One place where questions are answered.

    Attributes:
        rules: tries, and when the key is shown.
        subject: what its attempts are stored under: a topic, a mistake, or nothing.
        here: its address.
        title: what it is called.
        draw: the questions of a new attempt, from the past and dice.
        topic: the topic that it belongs to, if any.
        mistake: the mistake that it is about, if any; a question that turns out not to offer it is left out.
    """

    rules: Rules
    subject: str
    here: str
    title: str
    draw: Callable[[Sequence[Deed], random.Random], tuple[str, ...]]
    topic: Topic | None = None
    mistake: Mistake | None = None

    def at(self, question: str) -> str:
        """The address of one of its questions."""
        return f"{self.here}?question={quote(question, safe='')}"


@dataclass(frozen=True, slots=True)
class Desk:
    """What a page of questions needs of the house."""

    request: Request
    course: Course
    store: Store
    find: Find
    learner: Learner | None

    async def past(self) -> tuple[Deed, ...]:
        """What this learner has answered."""
        return deeds(self.course, await self.store.past(self.learner.id)) if self.learner else ()

    async def current(self, sitting: Sitting) -> Attempt | None:
        """The attempt that this learner began last."""
        if self.learner is None:
            return None
        return await self.store.current_attempt(self.learner.id, sitting.subject, sitting.rules.kind)

    async def own(self, sitting: Sitting, id_: str) -> Attempt | None:
        """This learner's attempt, if it was begun here: a test is not answered by the rules of a practice."""
        attempt = await self.store.attempt(self.learner.id, id_) if self.learner else None
        here = attempt is not None and (attempt.kind, attempt.topic) == (sitting.rules.kind, sitting.subject)
        return attempt if here else None

    async def known(self, sitting: Sitting, attempt: Attempt) -> dict[str, tuple[Question, str]]:
        """The questions of an attempt that there still are, each with the mistake that it follows, or nothing."""
        listed = with_follow_ups(self.course, sitting.rules, attempt.questions, attempt.answers, attempt.seed)
        found = {id_: (await self.find(id_), follows) for id_, follows in listed.items()}
        return {id_: (question, follows) for id_, (question, follows) in found.items() if question}

    async def progress(self, sitting: Sitting) -> Progress | None:
        """How far the attempt is that this learner began last."""
        attempt = await self.current(sitting)
        return self.standing(sitting, attempt, attempt.questions).progress if attempt else None

    def standing(self, sitting: Sitting, attempt: Attempt, known: Sequence[str]) -> Standing:
        """Where the attempt stands."""
        return Standing(sitting.rules, tuple(known), attempt.answers)


def _reading(request: Request, course: CourseDep, store: StoreDep, find: FindDep, learner: LearnerDep) -> Desk:
    return Desk(request, course, store, find, learner)


def _writing(request: Request, course: CourseDep, store: StoreDep, find: FindDep, learner: WriterDep) -> Desk:
    return Desk(request, course, store, find, learner)


ReadingDep = Annotated[Desk, Depends(_reading)]
WritingDep = Annotated[Desk, Depends(_writing)]
WantedDep = Annotated[str | None, Query(max_length=120)]


Choice = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=12)]
"""What a form sends as the answer, whatever the kind of question."""


class Sent(BaseModel):
    """The form: start, one answer, or the wish to see the key."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    action: Literal["answer", "reveal", "start"] = "answer"
    attempt: Annotated[str, Field(max_length=64)] = ""
    question: Annotated[str, Field(max_length=120)] = ""
    try_: Annotated[int, Field(alias="try", ge=1, le=9)] = 1
    choice: Choice = []
