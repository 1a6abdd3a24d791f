"""Names the field of a body that is not what it must be, as its sender wrote it."""

from collections.abc import Mapping, Sequence

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel

_NOTHING = object()


class FieldError(BaseModel):
    """One field that is not what it must be; `field` is its path, as in `layers.0.kernel_size`."""

    field: str
    message: str


def field_errors(error: RequestValidationError) -> list[FieldError]:
    """The places and the reasons; never the input itself, which may be huge, or not JSON at all."""
    reasons: dict[str, list[str]] = {}
    for item in error.errors():
        if item["type"] == "json_invalid":
            return [FieldError(field="body", message=f"this is not JSON: {item['ctx']['error']}")]
        of_field = reasons.setdefault(_place(item["loc"], error.body), [])
        if item["msg"] not in of_field:
            of_field.append(item["msg"])
    return [FieldError(field=field, message=", or: ".join(said)) for field, said in reasons.items()]


def _place(location: Sequence[str | int], body: object) -> str:
    """`layers.0.kernel_size`: pydantic's location without the names that it gives to parts of a union."""
    source, *parts = location
    if source != "body":
        return ".".join(str(part) for part in parts)
    kept: list[str] = []
    for number, part in enumerate(parts, 1):
        inside = _inside(body, part)
        if inside is not _NOTHING:
            kept.append(str(part))
            body = inside
        elif isinstance(body, Mapping) and number == len(parts):
            kept.append(str(part))  # a field that is missing
    return ".".join(kept) or "body"


def _inside(value: object, part: str | int) -> object:
    if isinstance(value, Mapping):
        return value.get(part, _NOTHING)
    if isinstance(value, list) and isinstance(part, int) and part < len(value):
        return value[part]
    return _NOTHING
