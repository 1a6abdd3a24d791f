"""Connections to the database, and its migrations.

SQLite takes one writer at a time; a second one that waits can still be told "database is locked". So
the writer has one connection, whose queue is in this process, and each of its transactions says
BEGIN IMMEDIATE. Readers have connections of their own: in WAL mode they never wait for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, event, insert, inspect, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.learners.tables import Table as Tables
from app.settings import ROOT

MIGRATIONS = Path(__file__).parent / "migrations"
DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # an answer that was acknowledged survives a loss of power
    "PRAGMA busy_timeout=5000",
    "PRAGMA foreign_keys=ON",
)
# SQLite changes a table by making it anew, and dropping the old one would delete all that refers to it.
MIGRATING = (*PRAGMAS[:-1], "PRAGMA foreign_keys=OFF")
READERS = 4
VERSION = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))


@dataclass(frozen=True)
class Database:
    """The two engines; for a database server they are the same."""

    writer: AsyncEngine
    reader: AsyncEngine

    async def close(self) -> None:
        """Close every connection."""
        await self.writer.dispose()
        await self.reader.dispose()


async def open_database(url: str) -> Database:
    """Connect, make the file and its folder where needed, and bring the tables up to date.

    Args:
        url: as SQLAlchemy writes it, with or without a driver; a relative SQLite path is relative
            to the project's folder.
    """
    full = _complete(make_url(url))
    if full.get_backend_name() == "sqlite":
        await _migrate(_sqlite(full, "BEGIN IMMEDIATE", 1, MIGRATING))
        return Database(_sqlite(full, "BEGIN IMMEDIATE", 1), _sqlite(full, "BEGIN", READERS))
    await _migrate(create_async_engine(full))
    engine = create_async_engine(full, pool_pre_ping=True)
    return Database(engine, engine)


def _complete(url: URL) -> URL:
    url = url.set(drivername=DRIVERS.get(url.drivername, url.drivername))
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        path = ROOT / str(url.database)
        path.parent.mkdir(parents=True, exist_ok=True)
        url = url.set(database=str(path))
    return url


def _sqlite(url: URL, begin: str, connections: int, pragmas: Sequence[str] = PRAGMAS) -> AsyncEngine:
    engine = create_async_engine(url, pool_size=connections, max_overflow=0)

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: DBAPIConnection, _record: object) -> None:
        # The driver's own habit of opening transactions late is switched off: `begin` says it.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


async def _migrate(engine: AsyncEngine) -> None:
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


def _upgrade(connection: Connection) -> None:
    """Makes the tables of a new database as they are today; an older one is migrated, and the right one left alone."""
    newest = max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    if not inspect(connection).get_table_names():
        Tables.metadata.create_all(connection)
        VERSION.create(connection)
        connection.execute(insert(VERSION).values(version_num=newest))
    elif not inspect(connection).has_table(VERSION.name) or connection.scalar(select(VERSION)) != newest:
        migrate(connection)


def migrate(connection: Connection) -> None:
    """Brings the tables up to date, step by step."""
    # Loaded here: it holds 8 MB for as long as the process runs, and is needed once in the life of a release.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
