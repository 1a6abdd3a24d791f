"""A copy of an SQLite database while it is written to, and back; a database server has tools of its own."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from app.settings import ROOT


class BackupError(Exception):
    """Why there is no copy; the message says what to do."""


def backup(url: str, target: Path) -> None:
    """Copy the database into a new file, all of one moment.

    Raises:
        BackupError: it is no SQLite database, there is none, or the file exists or cannot be written.
    """
    source = _file(url)
    if not source.is_file():
        raise BackupError(f"there is no database at {source}: start the server once, or set DATABASE_URL")
    if target.exists():
        raise BackupError(f"{target} exists: name a new file")
    part = target.with_name(f"{target.name}.part")  # a copy that was cut short never has the name of a whole one
    part.unlink(missing_ok=True)
    _copy(source, part)
    part.replace(target)


def restore(url: str, source: Path, replace: bool = False) -> None:
    """Put a copy in the place of the database; it is brought up to date at the next start.

    A damaged database cannot be written to; it is kept beside the new one, as `<name>.damaged`.

    Raises:
        BackupError: it is no copy of ours, or there is a database already and `replace` was not said.
    """
    target = _file(url)
    if target.exists() and not replace:
        raise BackupError(f"there is a database at {target}: stop the server and say --replace to lose what is in it")
    _check(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() and _damaged(target):
        _set_aside(target)
    _copy(source, target)


def _file(url: str) -> Path:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        raise BackupError(f"this is {parsed.get_backend_name()}, which has its own tool: use pg_dump and pg_restore")
    return ROOT / str(parsed.database)


def _check(source: Path) -> None:
    try:
        with closing(_opened(source)) as copy:
            sound = _sound(copy)
            ours = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as fault:
        raise BackupError(f"{source} is no copy of a database of Stride: {fault}") from None
    if not sound or not ours:
        raise BackupError(f"{source} is damaged")


def _damaged(database: Path) -> bool:
    try:
        with closing(_opened(database)) as old:
            return not _sound(old)
    except sqlite3.OperationalError:  # somebody else has it locked, say: that is no damage
        return False
    except sqlite3.DatabaseError:
        return True


def _set_aside(database: Path) -> None:
    # Its journal goes with it: SQLite would write what is in there into the new database.
    for ending in ("", "-wal", "-shm"):
        part = database.with_name(database.name + ending)
        if part.exists():
            part.replace(database.with_name(f"{database.name}.damaged{ending}"))


def _opened(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)


def _sound(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))


def _copy(source: Path, target: Path) -> None:
    try:
        with closing(_opened(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
    except sqlite3.Error as fault:
        raise BackupError(f"{source} could not be copied to {target}: {fault}") from None
