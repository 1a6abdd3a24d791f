"""Names the field of a body that is not what it must be, as its sender wrote it."""

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel

from app.kit.refusals import refusals


class FieldError(BaseModel):
    """One field that is not what it must be; `field` is its path, as in `layers.0.kernel_size`."""

    field: str
    message: str


def field_errors(error: RequestValidationError) -> list[FieldError]:
    """The places and the reasons."""
    of_body = []
    found: dict[str, str] = {}
    for item in error.errors():
        if item["type"] == "json_invalid":
            return [FieldError(field="body", message=f"this is not JSON: {item['ctx']['error']}")]
        source, *place = item["loc"]
        if source == "body":
            of_body.append({**item, "loc": place})
        else:
            found |= refusals([{**item, "loc": place[:1]}], dict.fromkeys(place[:1]))
    if of_body and not of_body[0]["loc"] and of_body[0]["type"] == "missing":
        return [FieldError(field="body", message="there is no body")]
    found |= refusals(of_body, error.body)
    return [FieldError(field=field, message=message) for field, message in found.items()]
