"""`/topics/{slug}/` and its ways: the doors of a topic, and its lessons."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request, Response
from markupsafe import Markup

from app.course.model import Topic, Way
from app.web.authoring import in_file, placed, problems_of
from app.web.deps import CourseDep
from app.web.pages._sitting import ReadingDep
from app.web.pages._topics import TopicDep, cards_sitting, needs, practice_sitting, size, test_sitting
from app.web.render import render

PAGE = APIRouter(prefix="/topics/{slug}")


@PAGE.get("/")
async def show(topic: TopicDep, desk: ReadingDep) -> Response:
    """What a topic holds, and where this learner stands in its practice and its test."""
    offered = (test_sitting(topic), practice_sitting(desk.course, topic), cards_sitting(topic))
    sittings = [each for each in offered if size(each)]
    context = {
        "topic": topic,
        "needs": needs(desk.course, topic),
        "sittings": [(each, size(each), await desk.progress(each)) for each in sittings],
    }
    return render(desk.request, "pages/topic.html", context)


@PAGE.get("/ways/{way}")
async def lesson(
    request: Request, topic: TopicDep, course: CourseDep, way: Annotated[str, Path(max_length=80)]
) -> Response:
    """One lesson. Nothing personal is in it."""
    slugs = [each.slug for each in topic.ways]
    if way not in slugs:
        raise HTTPException(404, f"“{topic.title}” has no way of this name")
    place = slugs.index(way)
    context = {
        "topic": topic,
        "way": topic.ways[place],
        "html": _with_problems(request, topic, topic.ways[place]),
        "previous": topic.ways[place - 1] if place else None,
        "next": topic.ways[place + 1] if place + 1 < len(slugs) else None,
        "practice": size(practice_sitting(course, topic)),
    }
    return render(request, "pages/way.html", context)


def _with_problems(request: Request, topic: Topic, way: Way) -> Markup:
    """The lesson; for an author with what is wrong with its file, at its place."""
    found = in_file(problems_of(request), f"topics/{topic.slug}/{way.slug}.md")
    part = request.app.state.templates.get_template("parts/content_problem.html")
    return placed(way.html, [(problem.line, Markup(part.render(problem=problem))) for problem in found])  # noqa: S704
