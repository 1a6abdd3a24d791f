"""`/findings/`: what the checker can find, and a page for each with its wrong and its right code."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request, Response

from app.web.deps import CourseDep
from app.web.render import render

PAGE = APIRouter(prefix="/findings")
SEVERITIES = ("error", "warning", "note")


@PAGE.get("/")
async def index(request: Request, course: CourseDep) -> Response:
    """Every finding, errors first."""
    pages = sorted(course.findings.values(), key=lambda page: page.title)
    kinds = [(severity, [page for page in pages if page.severity == severity]) for severity in SEVERITIES]
    return render(request, "pages/findings.html", {"kinds": kinds})


@PAGE.get("/{slug}")
async def finding(request: Request, slug: Annotated[str, Path(max_length=80)], course: CourseDep) -> Response:
    """What happened, why, and how to put it right."""
    page = course.findings.get(slug)
    if page is None:
        raise HTTPException(404, "the checker has no finding of this name")
    return render(request, "pages/finding.html", {"page": page})
