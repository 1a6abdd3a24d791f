"""What each learner did, stored so that nothing acknowledged is lost and nothing counts twice."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import delete, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app.learners.clock import Clock
from app.learners.database import Database, open_database
from app.learners.model import Answer, Attempt, Learner, PastAnswer
from app.learners.portable import Portable, PortableAnswer, PortableAttempt
from app.learners.stats import QuestionStats, Row, stats
from app.learners.tables import AnswerRow, AttemptRow, LearnerRow

__all__ = ["Answer", "Attempt", "Learner", "PastAnswer", "Store"]

ATTEMPT_ID_BYTES = 12


class Store:
    """The learners' attempts and answers."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self.clock = clock
        self._reading = async_sessionmaker(database.reader, expire_on_commit=False)
        self._writing = async_sessionmaker(database.writer, expire_on_commit=False)

    @classmethod
    async def open(cls, url: str, clock: Clock | None = None) -> "Store":
        """Connect to `url`, with the tables brought up to date; `clock` tells when something was done."""
        return cls(await open_database(url), clock or Clock())

    async def close(self) -> None:
        """Close every connection."""
        await self._database.close()

    async def ready(self) -> bool:
        """Whether the database answers."""
        try:
            async with self._reading() as session:
                await session.execute(text("SELECT 1"))
        except (DBAPIError, OSError):
            return False
        return True

    async def learner(self, token_hash: str) -> Learner | None:
        """The learner whose secret has this hash."""
        async with self._reading() as session:
            row = await session.scalar(select(LearnerRow).where(LearnerRow.token_hash == token_hash))
        return Learner(row.id) if row else None

    async def create_learner(self, token_hash: str) -> Learner:
        """A new learner; a hash that is known already gives that learner."""
        try:
            async with self._writing.begin() as session:
                row = LearnerRow(token_hash=token_hash, created=self.clock.now())
                session.add(row)
                await session.flush()
                return Learner(row.id)
        except IntegrityError:
            known = await self.learner(token_hash)
            if known is None:
                raise
            return known

    async def start_attempt(
        self,
        learner_id: int,
        topic: str,
        kind: str = "practice",
        questions: Sequence[str] = (),
        seed: int = 0,
    ) -> Attempt:
        """A new attempt; the latest one again while it has no answers (a double click starts once)."""
        async with self._writing.begin() as session:
            latest = await _latest(session, learner_id, topic, kind)
            if latest is not None and not latest.answers and latest.questions == list(questions):
                return _attempt(latest)
            row = AttemptRow(
                id=secrets.token_urlsafe(ATTEMPT_ID_BYTES),
                learner_id=learner_id,
                topic=topic,
                kind=kind,
                questions=list(questions),
                seed=seed,
                started=self.clock.now(),
                answers=[],
            )
            session.add(row)
            await session.flush()
            return _attempt(row)

    async def attempt(self, learner_id: int, attempt_id: str) -> Attempt | None:
        """The learner's attempt; None when there is none, or it is another learner's."""
        async with self._reading() as session:
            row = await _own(session, learner_id, attempt_id)
            return _attempt(row) if row else None

    async def current_attempt(self, learner_id: int, topic: str, kind: str = "practice") -> Attempt | None:
        """The attempt that the learner started last."""
        async with self._reading() as session:
            row = await _latest(session, learner_id, topic, kind)
            return _attempt(row) if row else None

    async def past(self, learner_id: int) -> tuple[PastAnswer, ...]:
        """Everything that the learner has answered, oldest first."""
        query = (
            select(AnswerRow, AttemptRow.id, AttemptRow.kind)
            .join(AttemptRow, AnswerRow.attempt_number == AttemptRow.number)
            .where(AttemptRow.learner_id == learner_id)
            .order_by(AnswerRow.at, AnswerRow.id)
        )
        async with self._reading() as session:
            rows = await session.execute(query)
            return tuple(PastAnswer(**vars(_answer(row)), attempt=attempt, kind=kind) for row, attempt, kind in rows)

    async def record(  # noqa: PLR0913, PLR0917 - one column each
        self,
        learner_id: int,
        attempt_id: str,
        question_id: str,
        version: int,
        try_number: int,
        response: Sequence[str],
        correct: bool,
        mistakes: Sequence[str] = (),
    ) -> Answer:
        """Store one try; the same try again returns what was stored first and changes nothing.

        Raises:
            LookupError: the attempt is not this learner's.
        """
        row = AnswerRow(
            question=question_id,
            version=version,
            try_number=try_number,
            response=list(response),
            correct=correct,
            mistakes=list(mistakes),
            at=self.clock.now(),
        )
        try:
            return await self._add(learner_id, attempt_id, row)
        except IntegrityError:  # another process was faster; only a database server has one
            return await self._add(learner_id, attempt_id, row)

    async def stats(self) -> tuple[QuestionStats, ...]:
        """How each question does, over all learners; what came from a file may be here twice, or made up."""
        columns = (AnswerRow.attempt_number, AnswerRow.question, AnswerRow.try_number, AnswerRow.correct)
        begun_here = select(*columns, AnswerRow.mistakes).join(AttemptRow).where(AttemptRow.origin.is_(None))
        async with self._reading() as session:
            rows = await session.execute(begun_here)
            return stats(Row(*row) for row in rows)

    async def forget(self, learner_id: int) -> None:
        """Delete the learner with everything that they did."""
        async with self._writing.begin() as session:
            await session.execute(delete(LearnerRow).where(LearnerRow.id == learner_id))

    async def carry_out(self, learner_id: int) -> Portable:
        """Everything that the learner did, to take along."""
        async with self._reading() as session:
            query = select(AttemptRow).where(AttemptRow.learner_id == learner_id).order_by(AttemptRow.number)
            rows = (await session.scalars(query)).all()
            return Portable(exported=self.clock.now(), attempts=[_portable(row) for row in rows if row.answers])

    async def carry_in(self, learner_id: int, portable: Portable) -> int:
        """Add what is in a file and not yet here; the number of answers that were new."""
        async with self._writing.begin() as session:
            query = select(AttemptRow).where(AttemptRow.learner_id == learner_id)
            rows = (await session.scalars(query)).all()
            known = {name: row for row in rows for name in (row.id, row.origin) if name}
            new = 0
            for attempt in portable.attempts:
                row = known.get(attempt.id)
                if row is None:
                    row = known[attempt.id] = _arrived(learner_id, attempt)
                    session.add(row)
                have = {(answer.question, answer.try_number) for answer in row.answers}
                for answer in attempt.answers:
                    if (answer.question, answer.try_number) not in have:
                        have.add((answer.question, answer.try_number))
                        row.answers.append(AnswerRow(**answer.model_dump()))
                        new += 1
        return new

    async def _add(self, learner_id: int, attempt_id: str, row: AnswerRow) -> Answer:
        async with self._writing.begin() as session:
            attempt = await _own(session, learner_id, attempt_id)
            if attempt is None:
                raise LookupError(f"no attempt {attempt_id} of this learner")
            for stored in attempt.answers:
                if (stored.question, stored.try_number) == (row.question, row.try_number):
                    return _answer(stored)
            attempt.answers.append(row)
            await session.flush()
            return _answer(row)


async def _own(session: AsyncSession, learner_id: int, attempt_id: str) -> AttemptRow | None:
    query = select(AttemptRow).where(AttemptRow.id == attempt_id, AttemptRow.learner_id == learner_id)
    return await session.scalar(query)


async def _latest(session: AsyncSession, learner_id: int, topic: str, kind: str) -> AttemptRow | None:
    query = (
        select(AttemptRow)
        .where(AttemptRow.learner_id == learner_id, AttemptRow.topic == topic, AttemptRow.kind == kind)
        .order_by(AttemptRow.number.desc())
        .limit(1)
    )
    return await session.scalar(query)


def _attempt(row: AttemptRow) -> Attempt:
    return Attempt(
        id=row.id,
        topic=row.topic,
        kind=row.kind,
        questions=tuple(row.questions),
        seed=row.seed,
        started=_utc(row.started),
        answers=tuple(_answer(answer) for answer in row.answers),
    )


def _portable(row: AttemptRow) -> PortableAttempt:
    attempt = vars(_attempt(row)) | {"id": row.origin or row.id, "questions": row.questions}
    answers = [PortableAnswer.model_validate(vars(_answer(each)), from_attributes=True) for each in row.answers]
    return PortableAttempt.model_validate(attempt | {"answers": answers})


def _arrived(learner_id: int, attempt: PortableAttempt) -> AttemptRow:
    """The attempt of a file under an id of its own, as the old one may belong to another learner here."""
    fields = attempt.model_dump(exclude={"id", "answers"})
    return AttemptRow(
        **fields, id=secrets.token_urlsafe(ATTEMPT_ID_BYTES), origin=attempt.id, learner_id=learner_id, answers=[]
    )


def _answer(row: AnswerRow) -> Answer:
    return Answer(
        question=row.question,
        version=row.version,
        try_number=row.try_number,
        response=tuple(row.response),
        correct=row.correct,
        mistakes=tuple(row.mistakes),
        at=_utc(row.at),
    )


def _utc(moment: datetime) -> datetime:
    """SQLite gives times back without their zone."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
