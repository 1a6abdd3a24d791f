"""`/dev/`, only under `serve --dev`: what is wrong with the content, and what it covers."""

from fastapi import APIRouter, HTTPException, Request, Response

from app.practice.coverage import coverage
from app.web.deps import CourseDep, SettingsDep
from app.web.render import render

PAGE = APIRouter(prefix="/dev")


@PAGE.get("/")
async def show(request: Request, course: CourseDep, settings: SettingsDep) -> Response:
    """The report for authors."""
    if not settings.dev:
        raise HTTPException(404, "this page is for authors: start the server with serve --dev")
    return render(request, "pages/dev.html", {"course": course, "coverage": coverage(course)})
