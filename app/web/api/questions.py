"""`GET /api/questions/{generator}`: a generated question with its key, for programs."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query
from pydantic import BaseModel

from app.course.model import Difficulty, Question, Value
from app.practice.reference import GENERATORS, SEEDS, Reference
from app.web.api._json import BUSY
from app.web.deps import FindDep

API = APIRouter(tags=["questions"])


class OptionOut(BaseModel):
    """One answer to choose: its words, whether it is right, the mistakes behind it, what is said to it."""

    text: str
    correct: bool
    mistakes: list[str]
    feedback: str


class ReplyOut(BaseModel):
    """A wrong answer that was foreseen: the value, the mistakes behind it, what is said to it."""

    value: list[int] | float
    mistakes: list[str]
    feedback: str


class QuestionOut(BaseModel):
    """A generated question; `accepted` holds the right answers to type, `options` those to choose from."""

    id: str
    kind: str
    difficulty: Difficulty
    topic: str
    objective: str
    stem: str
    code: str | None
    hints: list[str]
    check: str
    options: list[OptionOut]
    accepted: list[list[int] | float]
    replies: list[ReplyOut]


@API.get("/api/questions/{generator}", summary="A generated question by its seed", responses=BUSY)
async def generated(
    find: FindDep,
    generator: Annotated[str, Path(max_length=40, description="As listed at /generated/.")],
    seed: Annotated[int, Query(ge=0, lt=SEEDS)] = 0,
    difficulty: Difficulty = "easy",
) -> QuestionOut:
    """The same seed gives the same question, with its key as PyTorch gives it."""
    question = await find(str(Reference(generator, difficulty, seed))) if generator in GENERATORS else None
    if question is None:
        raise HTTPException(404, f"there is no generator of this name: it is one of {', '.join(GENERATORS)}")
    return _out(question)


def _out(question: Question) -> QuestionOut:
    key = question.key
    return QuestionOut(
        id=question.id, kind=question.kind, difficulty=question.difficulty, topic=question.topic,
        objective=question.objective, stem=question.stem_html.striptags(), code=question.code,
        hints=[hint.striptags() for hint in question.hints], check=question.check_html.striptags(),
        options=[
            OptionOut(text=option.html.striptags(), correct=option.correct, mistakes=list(option.mistakes),
                      feedback=option.why_html.striptags())
            for option in question.options
        ],
        accepted=[_plain(value) for value in key.accepted] if key else [],
        replies=[
            ReplyOut(value=_plain(value), mistakes=list(reply.mistakes), feedback=reply.html.striptags())
            for value, reply in question.replies.items()
        ],
    )  # fmt: skip


def _plain(value: Value) -> list[int] | float:
    if isinstance(value, tuple):
        return list(value)
    return int(value) if value.denominator == 1 else float(value)
