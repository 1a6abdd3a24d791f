"""How attempts and answers lie in the database.

Times are UTC. Nothing is ever updated: a score is computed from the answers each time it is shown.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Index, MetaData, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(DeclarativeBase):
    """Base of the tables; constraints get names, so that a migration can speak of them."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: DateTime(timezone=True), list[str]: JSON}  # noqa: RUF012 - SQLAlchemy's own


class LearnerRow(Table):
    """A learner, by the SHA-256 of their cookie."""

    __tablename__ = "learner"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created: Mapped[datetime]


class AttemptRow(Table):
    """Questions drawn for a learner; `number` says which came later.

    `origin` is the id that an attempt read from a file has there: a learner has it once.
    """

    __tablename__ = "attempt"
    __table_args__: Any = (Index("uq_attempt_learner_id_origin", "learner_id", "origin", unique=True),)

    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(32), unique=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id", ondelete="CASCADE"), index=True)
    origin: Mapped[str | None] = mapped_column(String(32))
    topic: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))
    questions: Mapped[list[str]]
    seed: Mapped[int]
    started: Mapped[datetime]
    answers: Mapped[list["AnswerRow"]] = relationship(order_by="AnswerRow.id", lazy="selectin")


class AnswerRow(Table):
    """One try at one question; the constraint is what makes a double post count once."""

    __tablename__ = "answer"
    __table_args__: Any = (UniqueConstraint("attempt_number", "question", "try_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_number: Mapped[int] = mapped_column(ForeignKey("attempt.number", ondelete="CASCADE"))
    question: Mapped[str] = mapped_column(String(120))
    version: Mapped[int]
    try_number: Mapped[int]
    response: Mapped[list[str]]
    correct: Mapped[bool]
    mistakes: Mapped[list[str]]
    at: Mapped[datetime]
