"""`/checker`: paste code, see the shape at every line, the findings and their fixes."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, HTTPException, Query, Request, Response
from pydantic import ConfigDict, Field

from app.checker.report import Argument, Report
from app.course.model import CheckerLink, Course, Question
from app.web.deps import CourseDep, Find, FindDep, PoolDep
from app.web.pages._asked import LONGEST_LINK, Asked, sizes_text
from app.web.pages._checked import changes, declared, fix_of, groups, lead, token, told
from app.web.pages._example import EXAMPLE
from app.web.pages._listing import lines
from app.web.pages._picture import picture
from app.web.pages.download import EXPORTS
from app.web.render import render, wants_block
from app.workers.keeper import Busy
from app.workers.pool import Pool

PAGE = APIRouter(prefix="/checker")
TEMPLATE = "pages/checker.html"
Name = Annotated[str, Field(max_length=120)]


class Link(Asked):
    """The address of a check: the paste itself, or what in the course holds it."""

    model_config = ConfigDict(extra="ignore")  # addresses get marks hung on them by those who share them

    question: Name = ""
    option: Name = ""
    finding: Name = ""
    example: Name = ""


class Sent(Asked):
    """The form, and the fix whose button was pressed."""

    apply: Annotated[str, Field(max_length=64)] = ""


@PAGE.get("")
async def show(
    request: Request, course: CourseDep, pool: PoolDep, find: FindDep, link: Annotated[Link, Query()]
) -> Response:
    """The checker with the paste that the address holds or names, else with the example."""
    return await _answer(request, pool, course, await _opened(course, find, link))


@PAGE.post("")
async def check(request: Request, course: CourseDep, pool: PoolDep, sent: Annotated[Sent, Form()]) -> Response:
    """Check what the form holds; with `apply`, put that fix in first."""
    return await _answer(request, pool, course, sent, sent.apply)


async def _opened(course: Course, find: Find, link: Link) -> Asked:
    if link.question:
        return _linked(_of_question(await find(link.question), link.option))
    if link.finding:
        return _linked(_of_finding(course, link.finding, link.example))
    # Without a size: one of the example's would stay in the field, and be asked of what is pasted in its place.
    return link if link.code else Asked(code=EXAMPLE.code)


def _of_question(question: Question | None, key: str) -> CheckerLink:
    chosen = question.option(key) if question and key else None
    link = (chosen.checker if chosen else None) or (question.checker if question else None)
    if link is None:
        raise HTTPException(404, "this question has no code to open in the checker")
    return link


def _of_finding(course: Course, slug: str, example: str) -> CheckerLink:
    page = course.findings.get(slug)
    if page is None:
        raise HTTPException(404, "there is no finding of this name")
    if example == "right":
        return CheckerLink(page.right, page.right_input)
    return CheckerLink(page.wrong, page.wrong_input)


def _linked(link: CheckerLink) -> Asked:
    return Asked(code=link.code, input=sizes_text(link.input_shape), batch="literal")


async def _answer(request: Request, pool: Pool, course: Course, asked: Asked, apply: str = "") -> Response:
    """What was checked; while every worker is busy, the page as it was sent, and when to send it again."""
    try:
        return await _checked(request, pool, course, asked, apply)
    except Busy as busy:
        if wants_block(request):
            raise  # the browser has the page, and puts the message of the error into it
        problem = f"Every worker is busy. Press Check again in {busy.retry_after} s."
        response = render(request, TEMPLATE, _context(asked, None, problem, None) | {"learn": {}}, status=503)
        response.headers["Retry-After"] = str(busy.retry_after)
        return response


async def _checked(request: Request, pool: Pool, course: Course, asked: Asked, apply: str) -> Response:
    report, problem = await _check(pool, asked)
    if report and asked.outdated(report):
        asked = asked.model_copy(update={"entry": ""})
        report, problem = await _check(pool, asked)
    fix = fix_of(report, apply) if report and apply else None
    if fix:
        asked = asked.fixed(fix)
        report, problem = await _check(pool, asked)
    elif apply:
        problem = problem or "The code has changed since that fix was offered, so nothing was applied."
    context = _context(asked, report, problem, fix.title if fix else None)
    context["learn"] = {slug: page.learn for slug, page in course.findings.items() if page.learn}
    if not fix:
        return render(request, TEMPLATE, context, block="result")
    response = render(request, TEMPLATE, context, block="bench")
    response.headers.update({"HX-Retarget": "#bench", "HX-Reswap": "outerHTML"})
    return response


async def _check(pool: Pool, asked: Asked) -> tuple[Report | None, str | None]:
    """The report, or the reason why there is none.

    Raises:
        Busy: no worker has time.
    """
    if not asked.code.strip():
        return None, None
    try:
        request = asked.request()
    except ValueError as error:
        return None, str(error)
    return await pool.check(request), None


def _arguments(asked: Asked, report: Report | None) -> tuple[Argument, ...]:
    """What the model is to be built with: asked for now, or filled in before."""
    if report and report.arguments:
        return tuple(report.arguments)
    return tuple(Argument(name=name, needed=False) for name in asked.names) if asked.built and asked.filled else ()


def _context(asked: Asked, report: Report | None, problem: str | None, applied: str | None) -> dict[str, object]:
    query = urlencode(asked.model_dump(include=set(Asked.model_fields), exclude_defaults=True), doseq=True)
    return {
        "asked": asked,
        "report": report,
        "problem": problem,
        "applied": applied,
        "lines": lines(asked.code, report) if asked.code.strip() else (),
        "lead": lead(report),
        "groups": groups(report.steps) if report else (),
        "picture": picture(report),
        "arguments": _arguments(asked, report),
        "declared": declared(report),
        "exports": EXPORTS.values(),
        "told": told,
        "token": token,
        "changes": changes,
        "link": f"/checker?{query}" if len(query) <= LONGEST_LINK else None,
    }
