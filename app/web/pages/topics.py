"""`/topics/{slug}/` and its ways: the two doors of a topic, and its lessons."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request, Response

from app.practice.session import draw, progress
from app.web.deps import CourseDep, LearnerDep, StoreDep
from app.web.pages._topics import TopicDep, needs
from app.web.render import render

PAGE = APIRouter(prefix="/topics/{slug}")


@PAGE.get("/")
async def show(request: Request, topic: TopicDep, course: CourseDep, store: StoreDep, learner: LearnerDep) -> Response:
    """What a topic holds, and where this learner stands in its practice."""
    attempt = await store.current_attempt(learner.id, topic.slug, "practice") if learner else None
    context = {
        "topic": topic,
        "needs": needs(course, topic),
        "practice": draw(topic),
        "progress": progress(attempt.questions, attempt.answers) if attempt else None,
    }
    return render(request, "pages/topic.html", context)


@PAGE.get("/ways/{way}")
async def lesson(request: Request, topic: TopicDep, way: Annotated[str, Path(max_length=80)]) -> Response:
    """One lesson. Nothing personal is in it."""
    slugs = [each.slug for each in topic.ways]
    if way not in slugs:
        raise HTTPException(404, f"“{topic.title}” has no way of this name")
    place = slugs.index(way)
    context = {
        "topic": topic,
        "way": topic.ways[place],
        "previous": topic.ways[place - 1] if place else None,
        "next": topic.ways[place + 1] if place + 1 < len(slugs) else None,
        "practice": draw(topic),
    }
    return render(request, "pages/way.html", context)
