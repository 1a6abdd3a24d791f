"""Shows the questions of a sitting and takes the answers: a plain form, made live by htmx.

What is shown is computed from the stored answers each time.
"""

import random
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Response
from markupsafe import Markup
from starlette.responses import RedirectResponse

from app.course.model import Mistake, Question
from app.learners.store import Answer, Attempt
from app.practice.aims import offers
from app.practice.grading import KINDS, Verdict, grade
from app.practice.present import Presented, present
from app.practice.result import result
from app.practice.session import Standing, State
from app.web.pages._sitting import Desk, ReadingDep, Sent, Sitting, WantedDep, WritingDep
from app.web.render import render

TEMPLATE = "pages/practice.html"
SEEDS = 2**31
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
        follows: the mistake that this question follows, if it is a fresh one on it.
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
    follows: str = ""
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


def sitting_page(prefix: str, sitting_of: Callable[..., Sitting]) -> APIRouter:
    """The routes of one kind of sitting; `sitting_of` is the dependency that reads it from the address."""
    page = APIRouter(prefix=prefix)

    @page.get("")
    async def read(
        desk: ReadingDep, sitting: Annotated[Sitting, Depends(sitting_of)], question: WantedDep = None
    ) -> Response:
        return await show(desk, sitting, question)

    @page.post("")
    async def write(
        desk: WritingDep, sitting: Annotated[Sitting, Depends(sitting_of)], sent: Annotated[Sent, Form()]
    ) -> Response:
        return await answer(desk, sitting, sent)

    return page


async def show(desk: Desk, sitting: Sitting, wanted: str | None) -> Response:
    """The question asked for, else the next one that is open, else the start or the end."""
    return await _page(desk, sitting, await desk.current(sitting), wanted)


async def answer(desk: Desk, sitting: Sitting, sent: Sent) -> Response:
    """Start, or answer one question; then show it by its own address."""
    assert desk.learner is not None  # noqa: S101 - whoever writes has been made a learner
    if sent.action == "start":
        return await _start(desk, sitting, desk.learner.id)
    attempt = await desk.store.attempt(desk.learner.id, sent.attempt)
    known = await desk.known(sitting, attempt) if attempt else {}
    if attempt is None or sent.question not in known:
        raise HTTPException(404, f"this question is not part of a {sitting.rules.kind} of yours: start again")
    question, _ = known[sent.question]
    verdict = ASKED_FOR if sent.action == "reveal" else grade(question, sent.choice)
    if verdict.malformed:
        return await _page(desk, sitting, attempt, question.id, verdict.feedback_html, sent.choice)
    standing = desk.standing(sitting, attempt, tuple(known))
    if sent.try_ == standing.next_try(question.id):  # one sent twice, or after the end, changes nothing
        said = (verdict.chosen, verdict.correct, verdict.mistakes)
        await desk.store.record(desk.learner.id, attempt.id, question.id, question.version, sent.try_, *said)
    at_once = sitting.rules.at_once
    return RedirectResponse(f"{sitting.at(question.id)}#verdict" if at_once else sitting.here, 303)


async def _start(desk: Desk, sitting: Sitting, learner: int) -> Response:
    drawn = sitting.draw(await desk.past(), random.Random(secrets.randbits(64)))  # noqa: S311 an order
    questions = await _about(desk, sitting.mistake, drawn) if sitting.mistake else drawn
    if questions:
        seed = secrets.randbelow(SEEDS)
        await desk.store.start_attempt(learner, sitting.subject, sitting.rules.kind, questions, seed)
    return RedirectResponse(sitting.here, 303)


async def _about(desk: Desk, mistake: Mistake, drawn: Sequence[str]) -> list[str]:
    """Those that offer the mistake: a generator can only be asked by letting it draw."""
    found = {id_: await desk.find(id_) for id_ in drawn}
    return [id_ for id_, question in found.items() if question and offers(question, mistake.id)]


async def _page(
    desk: Desk,
    sitting: Sitting,
    attempt: Attempt | None,
    wanted: str | None,
    problem: Markup | None = None,
    typed: Sequence[str] = (),
) -> Response:
    known = await desk.known(sitting, attempt) if attempt else {}
    context: dict[str, object] = {"sitting": sitting, "attempt": attempt, "problem": problem, "asked": None}
    if attempt is None or not known:
        drawn = sitting.draw(await desk.past(), random.Random(0))  # noqa: S311 counted, not asked
        context |= {"attempt": None, "size": len(drawn)}
    else:
        standing = desk.standing(sitting, attempt, tuple(known))
        current = wanted if wanted in known else standing.next_question()
        context["steps"] = [(id_, standing.state(id_)) for id_ in known]
        context["progress"] = standing.progress
        if current:
            context["asked"] = _asked(attempt, known, standing, current, typed)
            mistake = desk.course.mistakes.get(known[current][1])
            context["follows"] = mistake
        else:
            context["result"] = result(desk.course, standing, attempt.answers)
            context["review"] = [_asked(attempt, known, standing, id_) for id_ in known]
    return render(desk.request, TEMPLATE, context, block="practice")


def _asked(
    attempt: Attempt, known: Mapping[str, tuple[Question, str]], standing: Standing, id_: str, typed: Sequence[str] = ()
) -> Asked:
    question, follows = known[id_]
    mine = [each for each in standing.of(id_) if isinstance(each, Answer)]
    tries, at_once = len({each.try_number for each in mine}), standing.rules.at_once
    return Asked(
        number=standing.questions.index(id_) + 1,
        presented=present(question, attempt.seed),
        state=standing.state(id_),
        told=standing.told(id_),
        try_number=standing.next_try(id_),
        tries_left=0 if standing.over(id_) else standing.rules.tries - tries,
        tried=tuple(each.response for each in mine),
        feedback=tuple(_feedback(question, each) for each in mine if at_once or standing.told(id_)),
        following=standing.next_question(after=id_),
        follows=follows,
        typed=typed,
    )


def _feedback(question: Question, given: Answer) -> Verdict:
    """What is said to an answer: by the question as it is now, where it is still the same."""
    if not given.response:
        return ASKED_FOR
    verdict = grade(question, given.response)
    if verdict.malformed or verdict.correct != given.correct:
        return Verdict(given.correct, malformed=False, feedback_html=CHANGED, chosen=())
    return verdict
