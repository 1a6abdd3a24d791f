"""`/`: what this is, the checker at work on one small net, and the topics."""

from functools import partial

from fastapi import APIRouter, Request, Response

from app.checker.report import Report
from app.web.deps import CourseDep, PoolDep
from app.web.pages._example import EXAMPLE
from app.web.pages._listing import lines
from app.web.pages._topics import needs
from app.web.render import render
from app.workers.keeper import Busy

PAGE = APIRouter()


@PAGE.get("/")
async def home(request: Request, course: CourseDep, pool: PoolDep) -> Response:
    """The front page."""
    report = await _sample(request, pool)
    context = {
        "course": course,
        "needs": partial(needs, course),
        "report": report,
        "lines": lines(EXAMPLE.code, report),
    }
    return render(request, "pages/home.html", context)


async def _sample(request: Request, pool: PoolDep) -> Report | None:
    """The report of the example, asked for once; None while no worker is free, as this page never waits."""
    state = request.app.state
    report: Report | None = getattr(state, "sample", None)
    if report is None and pool.ready:
        try:
            report = await pool.check(EXAMPLE)
        except Busy:
            return None
        state.sample = report if report.verdict == "runs" else None
    return report
