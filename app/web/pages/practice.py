"""`/topics/{slug}/practice`: five questions, two tries each; a plain form, made live by htmx."""

import secrets
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Form, HTTPException, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import RedirectResponse

from app.course.model import Topic
from app.learners.store import Answer, Attempt
from app.practice.grading import Verdict, grade
from app.practice.present import Presented, present
from app.practice.session import TRIES, State, draw, next_question, next_try, progress, state
from app.web.deps import LearnerDep, StoreDep, WriterDep
from app.web.pages._topics import TopicDep
from app.web.render import render

PAGE = APIRouter(prefix="/topics/{slug}/practice")
TEMPLATE = "pages/practice.html"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of an attempt as the page shows it.

    `feedback` are the verdicts on the tries so far, `tried` the options that they chose.
    """

    number: int
    presented: Presented
    state: State
    try_number: int | None
    feedback: tuple[Verdict, ...]
    tried: tuple[str, ...]
    following: str | None

    @property
    def over(self) -> bool:
        """Answered right, or out of tries: the key may be shown."""
        return self.try_number is None

    @property
    def tries_left(self) -> int:
        """How many tries there still are."""
        return 0 if self.try_number is None else TRIES - self.try_number + 1


class Sent(BaseModel):
    """The form: start a practice, or one answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    action: Literal["answer", "start"] = "answer"
    attempt: Annotated[str, Field(max_length=64)] = ""
    question: Annotated[str, Field(max_length=120)] = ""
    try_: Annotated[int, Field(alias="try", ge=1, le=TRIES)] = 1
    choice: Annotated[str, Field(max_length=120)] = ""


@PAGE.get("")
async def show(
    request: Request,
    topic: TopicDep,
    store: StoreDep,
    learner: LearnerDep,
    question: Annotated[str | None, Query(max_length=120)] = None,
) -> Response:
    """The question asked for, else the next one that is open, else the start or the end."""
    attempt = await store.current_attempt(learner.id, topic.slug, "practice") if learner else None
    return render(request, TEMPLATE, _context(topic, attempt, question), block="practice")


@PAGE.post("")
async def answer(
    request: Request, topic: TopicDep, store: StoreDep, learner: WriterDep, sent: Annotated[Sent, Form()]
) -> Response:
    """Start a practice, or answer one question of it; then show it by its own address."""
    here = f"/topics/{topic.slug}/practice"
    if sent.action == "start":
        await store.start_attempt(learner.id, topic.slug, "practice", draw(topic), secrets.randbelow(2**31))
        return RedirectResponse(here, 303)
    attempt = await store.attempt(learner.id, sent.attempt)
    question = topic.question(sent.question)
    if attempt is None or question is None or question.id not in attempt.questions:
        raise HTTPException(404, "this question is not part of a practice of yours: start the practice again")
    verdict = grade(question, [sent.choice] if sent.choice else [])
    if verdict.malformed:
        context = _context(topic, attempt, question.id, verdict.feedback_html)
        return render(request, TEMPLATE, context, block="practice")
    if sent.try_ == next_try(question.id, attempt.answers):  # one sent twice, or after the end, changes nothing
        said = (verdict.chosen, verdict.correct, next(iter(verdict.mistakes), None))
        await store.record(learner.id, attempt.id, question.id, question.version, sent.try_, *said)
    return RedirectResponse(f"{here}?question={question.id}#verdict", 303)


def _context(
    topic: Topic, attempt: Attempt | None, wanted: str | None, problem: str | None = None
) -> dict[str, object]:
    context: dict[str, object] = {
        "topic": topic,
        "attempt": attempt,
        "problem": problem,
        "asked": None,
        "size": len(draw(topic)),
        "tries": TRIES,
    }
    if attempt is None:
        return context
    questions = tuple(each for each in attempt.questions if topic.question(each))
    current = wanted if wanted in questions else next_question(questions, attempt.answers)
    context["steps"] = [(each, state(each, attempt.answers)) for each in questions]
    context["progress"] = progress(questions, attempt.answers)
    context["asked"] = _asked(topic, attempt, questions, current) if current else None
    return context


def _asked(topic: Topic, attempt: Attempt, questions: tuple[str, ...], current: str) -> Asked:
    question = topic.question(current)
    assert question is not None  # noqa: S101 - `questions` holds only those of the topic
    mine: list[Answer] = sorted(
        (each for each in attempt.answers if each.question == current), key=lambda each: each.try_number
    )
    return Asked(
        number=questions.index(current) + 1,
        presented=present(question, attempt.seed),
        state=state(current, mine),
        try_number=next_try(current, mine),
        feedback=tuple(grade(question, each.response) for each in mine),
        tried=tuple(key for each in mine for key in each.response),
        following=next_question(questions, attempt.answers, after=current),
    )
