"""What a learner takes along: everything they did, as a file that another browser or another server reads.

The ids of questions and mistakes are the course's, the ids of attempts are those they were begun with. So the
same file read twice adds nothing the second time.
"""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

Id = Annotated[str, Field(min_length=1, max_length=120)]
Few = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=12)]


class PortableAnswer(BaseModel):
    """One try at one question; an empty `response` is a wish to see the key."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: Id
    version: Annotated[int, Field(ge=1, le=10_000)]
    try_number: Annotated[int, Field(ge=1, le=9)]
    response: Few
    correct: bool
    mistakes: Few
    at: AwareDatetime


class PortableAttempt(BaseModel):
    """Questions that were drawn, and the answers to them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[\w-]{8,32}$")]
    kind: Annotated[str, Field(pattern=r"^[a-z]{1,20}$")]
    topic: Annotated[str, Field(max_length=80)]
    questions: Annotated[list[Id], Field(min_length=1, max_length=50)]
    seed: Annotated[int, Field(ge=0, lt=2**31)]
    started: AwareDatetime
    answers: Annotated[list[PortableAnswer], Field(max_length=200)]


class Portable(BaseModel):
    """The whole file; `stride` is the version of this format."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    stride: Literal[1] = 1
    exported: AwareDatetime
    attempts: Annotated[list[PortableAttempt], Field(max_length=20_000)]
