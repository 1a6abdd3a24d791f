"""`/generated/{generator}?difficulty=easy&seed=17`: one generated question by its seed, to try or to pass on.

Answering it stores nothing; the same address shows the same question to everybody.
"""

import secrets
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Path, Query, Request, Response
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import RedirectResponse

from app.course.model import Difficulty, Question
from app.learners.store import Answer
from app.practice.asked import ASKED_FOR, ask
from app.practice.grading import grade
from app.practice.reference import GENERATORS, SEEDS, Reference
from app.practice.session import Rules, Standing
from app.web.deps import CourseDep, Find, FindDep
from app.web.pages._sitting import Choice, Sitting
from app.web.render import render

PAGE = APIRouter(prefix="/generated")
ONCE = Rules("generated", tries=1)


class Drawn(BaseModel):
    """Which question: another seed is another one."""

    model_config = ConfigDict(extra="ignore")  # addresses get marks hung on them by those who share them

    difficulty: Difficulty = "easy"
    seed: Annotated[int | None, Field(ge=0, lt=SEEDS)] = None


class Sent(BaseModel):
    """The form of an answer; what it says of attempts belongs to other pages."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    action: str = "answer"
    choice: Choice = []


@PAGE.get("/")
async def listing(request: Request, course: CourseDep) -> Response:
    """Every generator."""
    return render(request, "pages/generators.html", {"generators": GENERATORS.values(), "course": course})


def _reference(generator: Annotated[str, Path(max_length=40)], drawn: Annotated[Drawn, Query()]) -> Reference:
    if generator not in GENERATORS:
        raise HTTPException(404, "there is no generator of this name")
    seed = secrets.randbelow(SEEDS) if drawn.seed is None else drawn.seed
    return Reference(generator, drawn.difficulty, seed)


ReferenceDep = Annotated[Reference, Depends(_reference)]


@PAGE.get("/{generator}")
async def show(request: Request, reference: ReferenceDep, find: FindDep) -> Response:
    """The question of a seed; without one, some question with its address."""
    if "seed" not in request.query_params:
        return RedirectResponse(_address(reference), 307)
    return await _page(request, reference, find)


@PAGE.post("/{generator}")
async def answer(request: Request, reference: ReferenceDep, find: FindDep, sent: Annotated[Sent, Form()]) -> Response:
    """The verdict on an answer."""
    return await _page(request, reference, find, sent)


def _address(reference: Reference) -> str:
    return f"/generated/{reference.generator}?difficulty={reference.difficulty}&seed={reference.seed}"


async def _page(request: Request, reference: Reference, find: Find, sent: Sent | None = None) -> Response:
    question = await find(str(reference))
    assert question is not None  # noqa: S101 - a reference always makes one
    given, problem = _given(question, sent)
    standing = Standing(ONCE, (question.id,), given)
    onward = replace(reference, seed=secrets.randbelow(SEEDS))
    context = {
        "sitting": Sitting(ONCE, "", _address(reference), GENERATORS[reference.generator].title, lambda *_: ()),
        "reference": reference,
        "problem": problem,
        "problems": [],
        "progress": standing.progress,
        "asked": ask(question, standing, reference.seed, typed=sent.choice if sent and problem else ()),
        "onward": (_address(onward), "Another one"),
    }
    return render(request, "pages/generated.html", context, block="practice")


def _given(question: Question, sent: Sent | None) -> tuple[tuple[Answer, ...], Markup | None]:
    """The answer that was sent, or what is wrong with it."""
    if sent is None:
        return (), None
    verdict = ASKED_FOR if sent.action == "reveal" else grade(question, sent.choice)
    if verdict.malformed:
        return (), verdict.feedback_html
    said = (verdict.chosen, verdict.correct, verdict.mistakes)
    return (Answer(question.id, question.version, 1, *said, at=datetime.now(UTC)),), None
