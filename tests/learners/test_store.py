"""The store on real SQLite files: what is acknowledged stays, nothing counts twice, nobody sees another's."""

import asyncio
import contextlib
import dataclasses
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from app.learners.database import MIGRATIONS
from app.learners.store import Store
from app.learners.tables import Table

pytestmark = pytest.mark.anyio
ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = ("one", "two", "three")


@contextlib.asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Store]:
    store = await Store.open(f"sqlite:///{folder / 'learners.db'}")
    try:
        yield store
    finally:
        await store.close()


async def begun(store: Store, token: str = "a" * 64):
    learner = await store.create_learner(token)
    return learner, await store.start_attempt(learner.id, "pooling", "practice", QUESTIONS, 7)


async def test_a_learner_is_found_by_the_hash_of_their_secret_and_by_nothing_else(tmp_path):
    async with opened(tmp_path) as store:
        learner = await store.create_learner("a" * 64)
        assert await store.learner("a" * 64) == learner
        assert await store.learner("b" * 64) is None
        assert await store.create_learner("a" * 64) == learner


async def test_an_attempt_comes_back_as_it_was_started_after_the_store_was_closed(tmp_path):
    async with opened(tmp_path) as store:
        learner, attempt = await begun(store)
        await store.record(learner.id, attempt.id, "two", 3, 1, ["k1", "k2"], False, ["pool.ignored", "pool.ceil"])
    async with opened(tmp_path) as store:
        again = await store.current_attempt(learner.id, "pooling", "practice")
    assert dataclasses.replace(again, answers=()) == attempt
    assert (attempt.topic, attempt.kind, attempt.questions, attempt.seed) == ("pooling", "practice", QUESTIONS, 7)
    (answer,) = again.answers
    assert (answer.question, answer.version, answer.try_number) == ("two", 3, 1)
    assert (answer.response, answer.correct, answer.mistakes) == (("k1", "k2"), False, ("pool.ignored", "pool.ceil"))
    assert datetime.now(UTC) - answer.at < timedelta(minutes=1)


async def test_a_double_post_is_one_answer_and_the_first_one_counts(tmp_path):
    async with opened(tmp_path) as store:
        learner, attempt = await begun(store)
        first, *others = await asyncio.gather(
            *(store.record(learner.id, attempt.id, "one", 1, 1, [f"k{n}"], n == 0) for n in range(20))
        )
        stored = (await store.attempt(learner.id, attempt.id)).answers
    assert stored == (first,)
    assert others == [first] * 19


async def test_a_second_try_is_an_answer_of_its_own(tmp_path):
    async with opened(tmp_path) as store:
        learner, attempt = await begun(store)
        await store.record(learner.id, attempt.id, "one", 1, 1, ["x"], False)
        await store.record(learner.id, attempt.id, "one", 1, 2, ["y"], True)
        stored = (await store.attempt(learner.id, attempt.id)).answers
    assert [(answer.try_number, answer.correct) for answer in stored] == [(1, False), (2, True)]


async def test_starting_twice_before_an_answer_is_one_attempt_and_afterwards_two(tmp_path):
    async with opened(tmp_path) as store:
        learner, attempt = await begun(store)
        assert await store.start_attempt(learner.id, "pooling", "practice", QUESTIONS, 8) == attempt
        await store.record(learner.id, attempt.id, "one", 1, 1, ["x"], True)
        second = await store.start_attempt(learner.id, "pooling", "practice", QUESTIONS, 9)
        assert second.id != attempt.id
        assert await store.current_attempt(learner.id, "pooling", "practice") == second


async def test_attempts_of_other_topics_and_kinds_are_apart(tmp_path):
    async with opened(tmp_path) as store:
        learner, _ = await begun(store)
        assert await store.current_attempt(learner.id, "pooling", "test") is None
        assert await store.current_attempt(learner.id, "padding", "practice") is None


async def test_another_learners_attempt_is_neither_shown_nor_written(tmp_path):
    async with opened(tmp_path) as store:
        _, attempt = await begun(store)
        other = await store.create_learner("b" * 64)
        assert await store.attempt(other.id, attempt.id) is None
        assert await store.current_attempt(other.id, "pooling", "practice") is None
        with pytest.raises(LookupError):
            await store.record(other.id, attempt.id, "one", 1, 1, ["x"], True)


async def test_the_past_holds_every_answer_of_the_learner_with_its_attempt_and_nobody_elses(tmp_path):
    async with opened(tmp_path) as store:
        learner, attempt = await begun(store)
        other, others = await begun(store, "b" * 64)
        await store.record(learner.id, attempt.id, "one", 1, 1, ["x"], False, ["pool.ceil"])
        await store.record(other.id, others.id, "one", 1, 1, ["x"], True)
        await store.record(learner.id, attempt.id, "two", 1, 1, ["y"], True)
        past = await store.past(learner.id)
    assert [(each.question, each.attempt, each.kind) for each in past] == [
        ("one", attempt.id, "practice"),
        ("two", attempt.id, "practice"),
    ]
    assert past[0].mistakes == ("pool.ceil",)


async def test_an_older_database_is_brought_up_to_date_and_keeps_what_was_answered(tmp_path):
    async with opened(tmp_path) as store:
        learner, attempt = await begun(store)
        await store.record(learner.id, attempt.id, "one", 1, 1, ["x"], False, ["pool.ceil"])
    migrate(tmp_path, command.downgrade, "0001")
    with contextlib.closing(sqlite3.connect(tmp_path / "learners.db")) as connection:
        assert connection.execute("SELECT question, mistake FROM answer").fetchall() == [("one", "pool.ceil")]
    async with opened(tmp_path) as store:
        (answer,) = await store.past(learner.id)
    assert (answer.question, answer.correct, answer.mistakes) == ("one", False, ("pool.ceil",))


def migrate(folder: Path, move, revision: str) -> None:
    engine = create_engine(f"sqlite:///{folder / 'learners.db'}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        move(config, revision)
    engine.dispose()


async def test_many_writers_at_once_are_never_told_that_the_database_is_locked(tmp_path):
    async with opened(tmp_path) as store:

        async def one_learner(number: int) -> int:
            learner, attempt = await begun(store, f"{number:064}")
            for question in QUESTIONS:
                await store.record(learner.id, attempt.id, question, 1, 1, ["x"], True)
            return len((await store.attempt(learner.id, attempt.id)).answers)

        assert await asyncio.gather(*(one_learner(number) for number in range(32))) == [3] * 32


async def test_a_relative_address_makes_its_folder_and_a_missing_driver_is_filled_in(tmp_path):
    path = tmp_path / "new" / "folder" / "stride.db"
    store = await Store.open(f"sqlite:///{path}")
    assert await store.ready()
    await store.close()
    assert path.exists()


def shape_of(folder: Path) -> dict[str, object]:
    """Everything of every table that SQLAlchemy can see."""
    engine = create_engine(f"sqlite:///{folder / 'learners.db'}")
    seen = inspect(engine)
    found = {
        name: (
            sorted((c["name"], str(c["type"]), c["nullable"], c["default"]) for c in seen.get_columns(name)),
            seen.get_pk_constraint(name), sorted(map(str, seen.get_foreign_keys(name))),
            sorted(map(str, seen.get_indexes(name))), sorted(map(str, seen.get_unique_constraints(name))),
        )
        for name in seen.get_table_names() if name != "alembic_version"
    }  # fmt: skip
    with engine.connect() as connection:
        found["version"] = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    engine.dispose()
    return found


async def test_the_migrations_make_exactly_the_tables_that_the_code_speaks_of(tmp_path):
    for folder in (tmp_path / "new", tmp_path / "migrated"):
        folder.mkdir()
    migrate(tmp_path / "migrated", command.upgrade, "head")
    async with opened(tmp_path / "new"):
        pass
    assert shape_of(tmp_path / "new") == shape_of(tmp_path / "migrated")
    engine = create_engine(f"sqlite:///{tmp_path / 'migrated' / 'learners.db'}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []
    engine.dispose()


def test_a_server_with_the_tables_of_today_does_not_load_what_migrates(tmp_path):
    code = (
        "import asyncio, sys; from app.learners.store import Store\n"
        "asyncio.run(Store.open(sys.argv[1])); sys.exit('alembic' in sys.modules)"
    )
    for _ in ("a new file", "the same again"):
        url = f"sqlite:///{tmp_path / 'learners.db'}"
        assert subprocess.run([sys.executable, "-c", code, url], cwd=ROOT, check=False).returncode == 0


WRITER = """
import asyncio, sys
from app.learners.database import MIGRATIONS
from app.learners.store import Store

async def main() -> None:
    store = await Store.open(sys.argv[1])
    learner = await store.create_learner("a" * 64)
    questions = [str(number) for number in range(100_000)]
    attempt = await store.start_attempt(learner.id, "load", "practice", questions, 1)
    print(attempt.id, flush=True)
    for question in questions:
        await store.record(learner.id, attempt.id, question, 1, 1, ["x"], True)
        print(question, flush=True)

asyncio.run(main())
"""


async def test_what_was_acknowledged_survives_a_kill_in_the_middle_of_writing(tmp_path):
    url = f"sqlite:///{tmp_path / 'learners.db'}"
    with subprocess.Popen([sys.executable, "-c", WRITER, url], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        attempt_id = process.stdout.readline().strip()
        acknowledged = [process.stdout.readline().strip() for _ in range(60)]
        os.kill(process.pid, signal.SIGKILL)
        acknowledged += process.stdout.read().split()
    async with opened(tmp_path) as store:
        learner = await store.learner("a" * 64)
        stored = [answer.question for answer in (await store.attempt(learner.id, attempt_id)).answers]
    assert len(stored) == len(set(stored))
    assert stored[: len(acknowledged)] == acknowledged
    assert len(stored) <= len(acknowledged) + 1
    with contextlib.closing(sqlite3.connect(tmp_path / "learners.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
