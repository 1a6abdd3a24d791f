"""What the JSON endpoints share: the content type that they take, and how their refusals look."""

from typing import Annotated, Any

from fastapi import Depends, Header
from starlette.exceptions import HTTPException

from app.web.errors import Problem


async def _json_only(content_type: Annotated[str, Header(include_in_schema=False)] = "") -> None:
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "send the request as application/json")


def _refusal(description: str, headers: dict[str, Any] | None = None) -> dict[str, Any]:
    schema = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"model": Problem, "description": description, "content": schema, "headers": headers or {}}


RETRY = {"Retry-After": {"description": "Seconds to wait", "schema": {"type": "integer"}}}
JSON_ONLY = [Depends(_json_only)]
BUSY: dict[int | str, dict[str, Any]] = {
    429: _refusal("Too many requests from this address", RETRY),
    503: _refusal("Every worker is busy", RETRY),
}
REFUSALS: dict[int | str, dict[str, Any]] = {
    413: _refusal("The body is larger than 256 kB"),
    415: _refusal("The body is not application/json"),
    422: _refusal("A field is not what it must be; `errors` names it"),
    **BUSY,
}
