"""What a learner takes along: everything they did, as a file that another browser or another server reads.

The ids of questions and mistakes are the course's, the ids of attempts are those they were begun with. So the
same file read twice adds nothing the second time.
"""

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

# The clock can be moved by a century; reviews add decades to a time, and nothing past the year 9999 can be said.
YEARS = range(1900, 2200)


def _in_utc(moment: datetime) -> datetime:
    """SQLite stores the time of the day as it is written, and forgets the zone."""
    if moment.year not in YEARS:
        raise ValueError(f"this must be a time between {YEARS[0]} and {YEARS[-1]}")
    return moment.astimezone(UTC)


def _can_be_stored(text: str) -> str:
    """No half of a pair of surrogates, which JSON can write; and PostgreSQL stores no NUL."""
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("this holds a character that is none")
    return text


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Text = Annotated[str, AfterValidator(_can_be_stored)]
Id = Annotated[Text, Field(min_length=1, max_length=120)]
Few = Annotated[list[Annotated[Text, Field(max_length=200)]], Field(max_length=12)]


class PortableAnswer(BaseModel):
    """One try at one question; an empty `response` is a wish to see the key."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: Id
    version: Annotated[int, Field(ge=1, le=10_000)]
    try_number: Annotated[int, Field(ge=1, le=9)]
    response: Few
    correct: bool
    mistakes: Few
    at: Moment


class PortableAttempt(BaseModel):
    """Questions that were drawn, and the answers to them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[\w-]{8,32}$")]
    kind: Annotated[str, Field(pattern=r"^[a-z]{1,20}$")]
    topic: Annotated[Text, Field(max_length=80)]
    questions: Annotated[list[Id], Field(min_length=1, max_length=50)]
    seed: Annotated[int, Field(ge=0, lt=2**31)]
    started: Moment
    answers: Annotated[list[PortableAnswer], Field(max_length=200)]


class Portable(BaseModel):
    """The whole file; `stride` is the version of this format."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    stride: Literal[1] = 1
    exported: Moment
    attempts: Annotated[list[PortableAttempt], Field(max_length=20_000)]
