"""`/glossary`: every term of the course in one sentence."""

from fastapi import APIRouter, Request, Response

from app.web.deps import CourseDep
from app.web.render import render

PAGE = APIRouter()


@PAGE.get("/glossary")
async def glossary(request: Request, course: CourseDep) -> Response:
    """The terms in alphabetical order."""
    terms = sorted(course.glossary.values(), key=lambda term: term.term.casefold())
    return render(request, "pages/glossary.html", {"terms": terms})
