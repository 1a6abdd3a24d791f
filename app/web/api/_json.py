"""What the JSON endpoints share: the content type that they take, and how their refusals look."""

from collections.abc import Callable, Coroutine
from email.message import Message
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

from app.web.errors import Problem


class JsonRoute(APIRoute):
    """A route that looks at what a body says it is before it is read."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The usual handler, behind that look."""
        handle = super().get_route_handler()

        async def looking(request: Request) -> Response:
            _refuse_other_types(request.headers)
            return await handle(request)

        return looking


def as_json(answer: BaseModel) -> Response:
    """A model that was validated when it came, as it is; FastAPI would do that a second time."""
    return Response(answer.model_dump_json(), media_type="application/json")


def _refuse_other_types(headers: Headers) -> None:
    """Takes JSON in UTF-8 (RFC 8259) as it is, and nothing that says it is something else.

    Raises:
        HTTPException: 415.
    """
    said = Message()
    said["Content-Type"] = headers.get("content-type", "")
    if not said["Content-Type"] or said.get_content_type() != "application/json":
        raise HTTPException(415, "send the request as application/json")
    if said.get_content_charset("utf-8") not in {"utf-8", "utf8", "us-ascii", "ascii"}:
        raise HTTPException(415, "send the request as UTF-8: JSON has no other character set")
    if headers.get("content-encoding", "").strip().lower() not in {"", "identity"}:
        raise HTTPException(415, "send the request as it is, without a Content-Encoding")


def _refusal(description: str, headers: dict[str, Any] | None = None) -> dict[str, Any]:
    schema = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"model": Problem, "description": description, "content": schema, "headers": headers or {}}


RETRY = {"Retry-After": {"description": "Seconds to wait", "schema": {"type": "integer"}}}
BUSY: dict[int | str, dict[str, Any]] = {
    429: _refusal("Too many requests from this address", RETRY),
    503: _refusal("Every worker is busy", RETRY),
}
REFUSALS: dict[int | str, dict[str, Any]] = {
    413: _refusal("The body is larger than 256 kB"),
    415: _refusal("The body is not application/json, in UTF-8 and uncompressed"),
    422: _refusal("A field is not what it must be; `errors` names it"),
    **BUSY,
}
