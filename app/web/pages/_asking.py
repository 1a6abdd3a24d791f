"""Shows the questions of a sitting and takes the answers: a plain form, made live by htmx.

What is shown is computed from the stored answers each time.
"""

import random
import secrets
from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Response
from markupsafe import Markup
from starlette.responses import RedirectResponse

from app.learners.store import Attempt
from app.practice.aims import offers
from app.practice.asked import ASKED_FOR, ask
from app.practice.grading import grade
from app.practice.result import result
from app.web.authoring import of_question, problems_of
from app.web.pages._sitting import Desk, ReadingDep, Sent, Sitting, WantedDep, WritingDep
from app.web.render import render

TEMPLATE = "pages/practice.html"
SEEDS = 2**31


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
    attempt = await desk.own(sitting, sent.attempt)
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
    questions = await _drawn(desk, sitting, random.Random(secrets.randbits(64)))  # noqa: S311 an order
    if questions:
        seed = secrets.randbelow(SEEDS)
        await desk.store.start_attempt(learner, sitting.subject, sitting.rules.kind, questions, seed)
    return RedirectResponse(sitting.here, 303)


async def _drawn(desk: Desk, sitting: Sitting, dice: random.Random) -> Sequence[str]:
    """The questions of a new attempt; of a drill those that offer the mistake, which only their draw can tell."""
    drawn = sitting.draw(await desk.past(), dice)
    if sitting.mistake is None:
        return drawn
    found = {id_: await desk.find(id_) for id_ in drawn}
    return [id_ for id_, question in found.items() if question and offers(question, sitting.mistake.id)]


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
        drawn = await _drawn(desk, sitting, random.Random(0))  # noqa: S311 counted, not asked
        context |= {"attempt": None, "size": len(drawn)}
    else:
        standing = desk.standing(sitting, attempt, tuple(known))
        current = wanted if wanted in known else standing.next_question()
        context["steps"] = [(id_, standing.state(id_)) for id_ in known]
        context["progress"] = standing.progress
        if current:
            question, follows = known[current]
            asked = ask(question, standing, attempt.seed, typed)
            problems = of_question(problems_of(desk.request), desk.course, question)
            context |= {"asked": asked, "follows": desk.course.mistakes.get(follows), "problems": problems}
            onward = (
                (sitting.at(asked.following), "Next question") if asked.following else (sitting.here, "See how it went")
            )
            context["onward"] = onward
        else:
            context["result"] = result(desk.course, standing, attempt.answers)
            context["review"] = [ask(question, standing, attempt.seed) for question, _ in known.values()]
    return render(desk.request, TEMPLATE, context, block="practice")
