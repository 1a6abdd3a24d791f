"""A request as it comes from outside: JSON's own types only, and text that can be written down."""

from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field

from app.checker.report import Request


def _writable(text: str) -> str:
    """JSON can say half of a surrogate pair, which no encoding can.

    Raises:
        ValueError: it does.
    """
    try:
        text.encode()
    except UnicodeEncodeError as fault:
        raise ValueError(f"character {fault.start + 1} is half of a surrogate pair") from None
    return text


Text = Annotated[str, AfterValidator(_writable)]


class StrictRequest(Request):
    """A check, from a program that may send anything: `"3"` and `3.0` are not the size 3."""

    model_config = ConfigDict(strict=True)

    code: Text
    entry: Annotated[str, Field(max_length=2_000), AfterValidator(_writable)] | None = None
