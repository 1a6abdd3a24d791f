"""What a person or a program is told when a request cannot be answered.

Programs (everything under /api) get `application/problem+json` (RFC 9457), people a page. A fault of
ours is told by its request id; its traceback goes to the log and nowhere else.
"""

import traceback
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from jinja2 import TemplateError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.kit.words import closest
from app.settings import Settings
from app.web.fields import FieldError, field_errors
from app.web.log import LOG
from app.web.render import render
from app.workers.keeper import Busy

MESSAGES = {
    400: "the request could not be read",
    403: "this is not allowed",
    404: "there is nothing at this address",
    405: "this address does not take that method",
    413: "this is more than can be sent at once",
    415: "send this as application/json",
    422: "a field of the request is not what it must be",
    429: "too many requests from this address: try again in a moment",
    500: "something broke on our side; it was logged under the request id",
    503: "every worker is busy",
}


# Why FastAPI gave up on a body, where it says no more than "400".
UNREADABLE: dict[type, str] = {
    UnicodeDecodeError: "the body is not UTF-8",
    RecursionError: "the body is nested too deeply",
    ValueError: "the body holds a number that is too long",
}


class Problem(BaseModel):
    """An error as RFC 9457 writes it."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    request_id: str
    errors: list[FieldError] = []


def install(app: FastAPI) -> None:
    """Let the application answer errors in this way."""
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(Busy, _on_busy)


class LastResort:
    """The border at which a fault of ours becomes an answer of 500 and a traceback in the log."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._dev = settings.dev

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer 500 if it fails before its answer has begun."""
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception as fault:  # the last resort of the web process
            if scope["type"] != "http" or begun:
                raise
            request = Request(scope)
            LOG.error("fault", id=request_id(request), kind=type(fault).__name__, where=_where(fault))
            if self._dev:
                traceback.print_exception(fault)
            await _broken(request)(scope, receive, send)


def problem_answer(
    request: Request,
    status: int,
    message: str | None = None,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer for `status`: problem+json for programs, a page for people."""
    detail = message or MESSAGES.get(status, HTTPStatus(status).phrase.lower())
    if request.scope["path"].startswith("/api/"):
        return _problem(request, status, detail, errors, headers)
    answer = render(
        request,
        "pages/error.html",
        {
            "status": status,
            "title": HTTPStatus(status).phrase,
            "message": detail,
            "suggestions": _suggestions(request) if status == 404 else [],
            "request_id": request_id(request),
        },
        status=status,
    )
    answer.headers.update(headers or {})
    return answer


def request_id(request: Request) -> str:
    """The id that is in this request's log line."""
    return str(request.scope.get("state", {}).get("request_id", ""))


def _problem(
    request: Request,
    status: int,
    detail: str,
    errors: Sequence[FieldError],
    headers: Mapping[str, str] | None,
) -> Response:
    problem = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        request_id=request_id(request),
        errors=list(errors),
    )
    return JSONResponse(problem.model_dump(), status, headers, "application/problem+json")


def _broken(request: Request) -> Response:
    """The answer of 500; in plain words where it is the page's own template that broke."""
    try:
        return problem_answer(request, 500)
    except TemplateError:
        return PlainTextResponse(f"{MESSAGES[500]} {request_id(request)}", 500)


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - tells the type checker what was registered
    if unread := UNREADABLE.get(type(error.__cause__)):
        return problem_answer(request, 422, unread, [FieldError(field="body", message=unread)])
    said = None if error.detail == HTTPStatus(error.status_code).phrase else error.detail
    return problem_answer(request, error.status_code, said, headers=error.headers)


async def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    errors = field_errors(error)
    summary = "; ".join(f"{item.field}: {item.message}" for item in errors[:3])
    return problem_answer(request, 422, summary, errors)


async def _on_busy(request: Request, error: Exception) -> Response:
    assert isinstance(error, Busy)  # noqa: S101 - as above
    return problem_answer(
        request,
        503,
        "every worker is busy: try again in a moment",
        headers={"Retry-After": str(error.retry_after)},
    )


def _suggestions(request: Request) -> list[tuple[str, str]]:
    """Pages that a wrong address may have meant, as (address, title)."""
    course = request.app.state.course
    known = {f"/topics/{topic.slug}/": topic.title for topic in course.topics}
    known |= {f"/findings/{page.slug}": page.title for page in course.findings.values()}
    known |= {
        "/checker": "The shape checker",
        "/stack": "The stack builder",
        "/glossary": "Glossary",
        "/findings/": "Findings",
    }
    wanted = request.scope["path"].strip("/").rpartition("/")[2].lower()
    picks = [address for address in known if len(wanted) > 2 and wanted in address][:3]
    near = closest(request.scope["path"], known)
    if near and not picks:
        picks.append(near)
    return [(address, known[address]) for address in dict.fromkeys([*picks, "/checker"])]


def _where(fault: BaseException) -> list[str]:
    """Files and lines of a traceback, without the values that its messages may quote."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(fault.__traceback__)]
