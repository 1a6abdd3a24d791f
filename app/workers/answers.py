"""What came back from a worker: validated as untrusted, and a report whatever it was."""

from typing import Generic, Literal, TypeVar

import structlog
from pydantic import BaseModel, ConfigDict, ValidationError

from app.checker.report import Report, stopped
from app.checker.solving.models import LayerAnswer, NetAnswer
from app.checker.stack import Catalogue, Unstacked

LOG: structlog.stdlib.BoundLogger = structlog.get_logger("stride")
REASONS = {
    "length": ("the code is longer than can be checked", "check a part of it"),
    "deadline": (
        "it took longer than {seconds} s",
        "look for a loop that does not end, or a model that is much larger than it needs to be",
    ),
    "memory": ("it needed too much memory", "look for a list or a tensor that is larger than it needs to be"),
    "size": ("its report would be too long", "check a smaller part of the code"),
    "crash": ("the process that checked it ended", "check a smaller part of the code to find what does it"),
    "killed": ("the process that checked it was ended from outside", "check it again"),
    "fault": ("the checker itself failed on this code", "check a smaller part; a report of this is welcome"),
}

T = TypeVar("T", bound=BaseModel)


def report_of(body: bytes) -> Report | None:
    """The report that a worker wrote; None where it wrote none."""
    return _read(Report, body).ok


def no_report(body: bytes, seconds: float) -> Report:
    """The report of `stopped` that says why a worker wrote none.

    Args:
        body: what it wrote instead, or what the parent says of one that wrote nothing.
        seconds: the deadline that a worker has, for its message.
    """
    answer = _read(Report, body)
    if answer.error == "fault":
        LOG.error("checker fault", where=answer.where)
    reason, help_ = REASONS[answer.stopped or answer.error or "fault"]
    return stopped(reason.format(seconds=f"{seconds:g}"), help_)


def unstacked_of(body: bytes, seconds: float) -> Unstacked:
    """The rows that a worker found, or why there are none."""
    answer = _read(Unstacked, body)
    if answer.ok is not None:
        return answer.ok
    first = no_report(body, seconds).findings[0]
    return Unstacked.refused(f"{first.message}; {first.help}")


def solution_of(body: bytes, kind: type[LayerAnswer | NetAnswer], seconds: float) -> LayerAnswer | NetAnswer:
    """The answer to a question about sizes, or that a worker could not tell and why."""
    answer = _read(kind, body)
    if answer.ok is not None:
        return answer.ok
    first = no_report(body, seconds).findings[0]
    return kind(verdict="cannot-tell", sentence=f"this cannot be told: {first.message}; {first.help}")


def catalogue_of(body: bytes) -> Catalogue | None:
    """The catalogue, or None where the worker could not say."""
    return _read(Catalogue, body).ok


class _Answer(BaseModel, Generic[T]):
    """What a worker wrote, or what the parent says of a worker that wrote nothing."""

    model_config = ConfigDict(extra="forbid")

    ok: T | None = None
    stopped: Literal["length", "deadline", "size", "crash", "killed"] | None = None
    error: Literal["memory", "fault"] | None = None
    where: list[str] = []


def _read(kind: type[T], body: bytes) -> _Answer[T]:
    """The answer, validated: a worker ran pasted code, so nothing it wrote is taken on trust."""
    try:
        return _Answer[kind].model_validate_json(body)  # type: ignore[valid-type]
    except ValidationError as fault:
        LOG.error("unreadable answer", errors=fault.error_count())  # noqa: TRY400 - a traceback quotes the paste
        return _Answer[T](error="fault")
