"""The records that the store returns: frozen, and free of the database that they came from."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Learner:
    """An anonymous person, known by a cookie; the store keeps only the hash of their secret."""

    id: int


@dataclass(frozen=True)
class Answer:
    """One try at one question; `at` is in UTC."""

    question: str
    version: int
    try_number: int
    response: tuple[str, ...]
    correct: bool
    mistakes: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class PastAnswer(Answer):
    """One try, with the attempt that it belongs to and its kind."""

    attempt: str
    kind: str


@dataclass(frozen=True)
class Attempt:
    """Questions drawn for one learner, and the answers given so far, oldest first."""

    id: str
    topic: str
    kind: str
    questions: tuple[str, ...]
    seed: int
    started: datetime
    answers: tuple[Answer, ...] = ()
