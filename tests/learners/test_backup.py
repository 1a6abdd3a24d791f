"""A copy of the database is whole, taken while it is written to, and puts everything back."""

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app.learners.backup import BackupError, backup, restore
from app.learners.store import Store
from tests.learners.test_carrying import plain, worked
from tests.learners.test_store import opened

pytestmark = pytest.mark.anyio
ROOT = Path(__file__).resolve().parents[2]


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'learners.db'}"


def command(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "DATABASE_URL": url(folder)}
    return subprocess.run(
        [sys.executable, "-m", "app", *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


async def test_what_was_there_at_the_backup_is_there_after_the_restore(tmp_path):
    async with opened(tmp_path) as store:
        learner = await worked(store)
        before = plain(await store.past(learner.id))
        backup(url(tmp_path), tmp_path / "copy.db")
        await worked(store, "b" * 64)
    restore(url(tmp_path), tmp_path / "copy.db", replace=True)
    async with opened(tmp_path) as store:
        assert plain(await store.past(learner.id)) == before
        assert await store.learner("b" * 64) is None


async def test_a_backup_while_answers_come_in_is_a_database_of_one_moment(tmp_path):
    async with opened(tmp_path) as store:

        async def write() -> None:
            for number in range(60):
                await worked(store, f"{number:064}")

        writing = asyncio.create_task(write())
        for number in range(5):
            await asyncio.sleep(0.02)
            await asyncio.to_thread(backup, url(tmp_path), tmp_path / f"copy{number}.db")
        await writing
    for number in range(5):
        with closing(sqlite3.connect(tmp_path / f"copy{number}.db")) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert copy.execute("PRAGMA foreign_key_check").fetchall() == []


async def test_a_new_place_is_filled_and_a_used_one_only_when_one_says_so(tmp_path):
    async with opened(tmp_path) as store:
        learner = await worked(store)
    backup(url(tmp_path), tmp_path / "copy.db")
    with pytest.raises(BackupError, match="--replace"):
        restore(url(tmp_path), tmp_path / "copy.db")
    restore(url(tmp_path / "new"), tmp_path / "copy.db")
    store = await Store.open(url(tmp_path / "new"))
    assert len(await store.past(learner.id)) == 2
    await store.close()


@pytest.mark.parametrize("place", [0, 3 * 4096])
async def test_a_damaged_database_is_set_aside_with_its_journal_and_the_copy_takes_its_place(tmp_path, place):
    async with opened(tmp_path) as store:
        learner = await worked(store)
        backup(url(tmp_path), tmp_path / "copy.db")
    database = tmp_path / "learners.db"
    damaged = bytearray(database.read_bytes())
    damaged[place : place + 4096] = b"\xff" * 4096
    database.write_bytes(damaged)
    (tmp_path / "learners.db-wal").write_bytes(b"old")
    restore(url(tmp_path), tmp_path / "copy.db", replace=True)
    async with opened(tmp_path) as store:
        assert len(await store.past(learner.id)) == 2
    assert (tmp_path / "learners.db.damaged").read_bytes() == damaged
    assert not list(tmp_path.glob("learners.db-*"))


async def test_a_backup_that_cannot_be_written_says_so_and_leaves_no_file_of_its_name(tmp_path):
    async with opened(tmp_path) as store:
        await worked(store)
    (tmp_path / "copy.db.part").write_bytes(b"cut short")
    backup(url(tmp_path), tmp_path / "copy.db")
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.db"]
    with pytest.raises(BackupError, match="could not be copied"):
        backup(url(tmp_path), tmp_path / "no/such/folder/copy.db")


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"\xff" * 4096])
async def test_what_is_no_copy_is_refused_and_changes_nothing(tmp_path, content):
    async with opened(tmp_path) as store:
        learner = await worked(store)
    (tmp_path / "copy.db").write_bytes(content)
    with pytest.raises(BackupError, match=r"copy\.db"):
        restore(url(tmp_path), tmp_path / "copy.db", replace=True)
    async with opened(tmp_path) as store:
        assert len(await store.past(learner.id)) == 2


def test_a_database_server_is_told_its_own_tool(tmp_path):
    with pytest.raises(BackupError, match="pg_dump"):
        backup("postgresql://localhost/stride", tmp_path / "copy.db")


async def test_the_commands_copy_restore_and_count(tmp_path):
    async with opened(tmp_path) as store:
        await worked(store)
    done = command(tmp_path, "backup", str(tmp_path / "copy.db"))
    assert (done.returncode, "copied to" in done.stdout) == (0, True)
    twice = command(tmp_path, "backup", str(tmp_path / "copy.db"))
    assert (twice.returncode, "exists: name a new file" in twice.stderr) == (1, True)
    assert command(tmp_path, "restore", str(tmp_path / "copy.db"), "--replace").returncode == 0
    counted = json.loads(command(tmp_path, "stats", "--json").stdout)
    assert [(each["question"], each["tries"], each["mistakes"]) for each in counted] == [("one", 2, [["pool.ceil", 1]])]
    assert "pool.ceil 1×" in command(tmp_path, "stats").stdout
