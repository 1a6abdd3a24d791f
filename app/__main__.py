"""The command line: `python -m app serve`, `check`, `prove`, `stats`, `backup`, `restore`, `doctor`.

A wrong use of any of them ends with 64 (EX_USAGE of sysexits.h), so that 1 and 2 keep their meaning; a jail
that is required and is not whole with 69 (EX_UNAVAILABLE).
"""

import asyncio
import json
import logging
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
import uvicorn
from pydantic import ValidationError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from typer.exceptions import TyperException

from app.checker.exports import Export
from app.checker.report import Report, Request
from app.course.load import load
from app.kit.discover import discover
from app.kit.refusals import refusals
from app.kit.words import count
from app.learners import backup as copies
from app.learners.stats import QuestionStats
from app.learners.store import Store
from app.proof.commands import AUTHORS
from app.settings import Settings
from app.web.factory import create_app
from app.web.log import configure_logging
from app.workers.jail import probe
from app.workers.jail.levels import JailMissing
from app.workers.lines import answer_lines
from app.workers.pool import Pool

WRONG_USE = 64
UNAVAILABLE = 69
EXIT_CODES = {"runs": 0, "fails": 1, "cannot-tell": 2}
SECONDS_TO_FINISH = 10
EXPORTS = {export.slug: export for export in discover("app.checker.exports", "EXPORT", Export)}

cli = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
cli.add_typer(AUTHORS)


@cli.callback()
def stride() -> None:
    """Lessons on convolutional networks in PyTorch, practice that is proved, and a shape checker."""
    configure_logging(logging.WARNING)  # `serve` says more, once it is up


@cli.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on; it is added to the hosts served.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8000,
    dev: Annotated[bool, typer.Option("--dev", help="Show unproved questions and what is wrong with content.")] = False,
) -> None:
    """Serve the site until Ctrl-C."""
    settings = Settings()
    settings = settings.model_copy(update={"dev": dev or settings.dev, "hosts": (*settings.hosts, *_names(host))})
    if settings.jail == "require":
        probe.require()  # here, so that the refusal is one sentence and not a traceback of the server
    config = uvicorn.Config(
        create_app(settings),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.proxies,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )
    for each in (signal.SIGINT, signal.SIGTERM):
        # The server takes these while it runs and hands them back when all is answered: then this is an end in order.
        signal.signal(each, lambda *_: sys.exit(0))
    _Server(config).run()


@cli.command()
def check(
    file: Annotated[
        str | None, typer.Argument(help="Python code, or requests with --jsonl; - is standard input.")
    ] = None,
    sizes: Annotated[str | None, typer.Option("--input", help="As 1,3,32,32; several inputs with ; between.")] = None,
    entry: Annotated[str | None, typer.Option(help="The expression to call: Net, model, ResNet18().")] = None,
    mode: Annotated[str | None, typer.Option(help="train or eval.")] = None,
    form: Annotated[str, typer.Option("--format", help=f"One of {', '.join(EXPORTS)}.")] = "text",
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One request per line in, one answer per line out.")] = False,
) -> None:
    """Check the shapes of PyTorch code. Exits with 0 runs, 1 fails, 2 cannot tell, 64 wrong use."""
    if jsonl:
        if sizes is not None or entry or mode or as_json or form != "text":
            raise typer.BadParameter("--jsonl takes everything else from its lines")
        asyncio.run(_check_lines(file or "-"))
        return
    if form not in EXPORTS:
        raise typer.BadParameter(f"there is no format {form!r}: it is one of {', '.join(EXPORTS)}")
    if file is None:
        raise typer.BadParameter("say which FILE to check (- is standard input)")
    code = _text(file)
    report = asyncio.run(_check_one(_request(code, sizes, entry, mode)))
    typer.echo(EXPORTS["json" if as_json else form].render(report, code), nl=False)
    raise typer.Exit(EXIT_CODES[report.verdict])


@cli.command()
def stats(as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False) -> None:
    """How each question does: tries, right at the first try, the mistakes made; nobody's id is in it."""
    found = asyncio.run(_stats(Settings()))
    if as_json:
        typer.echo(json.dumps([asdict(each) | {"first_try_rate": each.first_try_rate} for each in found], indent=2))
        return
    typer.echo(f"{'asked':>6} {'tries':>6} {'first try':>9}  question, mistakes")
    for each in found:
        mistakes = ", ".join(f"{mistake} {times}×" for mistake, times in each.mistakes)
        typer.echo(f"{each.asked:>6} {each.tries:>6} {each.first_try_rate:>9.0%}  {each.question}  {mistakes}".rstrip())


@cli.command()
def backup(file: Annotated[Path, typer.Argument(help="A new file.")]) -> None:
    """Copy the learners' database into a file, while the server runs."""
    _copied(lambda: copies.backup(Settings().database_url, file), f"copied to {file}")


@cli.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `backup` wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Lose what the database holds now.")] = False,
) -> None:
    """Put a copy in the place of the learners' database; stop the server first."""
    _copied(lambda: copies.restore(Settings().database_url, file, replace), f"restored from {file}")


def _copied(work: Callable[[], None], done: str) -> None:
    try:
        work()
    except copies.BackupError as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from None
    typer.echo(done)


async def _stats(settings: Settings) -> tuple[QuestionStats, ...]:
    store = await Store.open(settings.database_url)
    try:
        return await store.stats()
    finally:
        await store.close()


@cli.command()
def doctor() -> None:
    """Try each part of this installation, and say which one does not work."""
    settings = Settings()
    trials: dict[str, Callable[[], str]] = {
        "content": lambda: _content_state(settings),
        "database": lambda: asyncio.run(_database_state(settings)),
        "checker": lambda: asyncio.run(_checker_state()),
        "jail": _jail_state,
    }
    healthy = True
    for name, trial in trials.items():
        try:
            typer.echo(f"ok      {name}: {trial()}")
        except (OSError, RuntimeError, SQLAlchemyError) as fault:
            healthy = False
            typer.echo(f"broken  {name}: {fault}")
    raise typer.Exit(0 if healthy else 1)


class _Server(uvicorn.Server):
    """Says where it is once it listens."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        for server in self.servers:
            for each in server.sockets:
                name, port = each.getsockname()[:2]
                typer.echo(f"Stride is on http://{f'[{name}]' if ':' in name else name}:{port}")
        sys.stdout.flush()


def _names(host: str) -> Sequence[str]:
    """Host names under which a browser reaches a server that listens on `host`.

    One that listens everywhere is reached by any address of the machine. An address as such cannot be
    made to point here by another site, as a name can, so all of them are let in.
    """
    return ("any-address",) if host in {"0.0.0.0", "::"} else (host.lower(),)  # noqa: S104 - compared, not bound


@asynccontextmanager
async def _pool(settings: Settings) -> AsyncIterator[Pool]:
    pool = Pool(settings)
    await pool.start()
    try:
        yield pool
    finally:
        await pool.close()


async def _check_one(request: Request) -> Report:
    async with _pool(Settings(workers=1)) as pool:
        return await pool.check(request)


async def _check_lines(file: str) -> None:
    settings = Settings()
    with _opened(file) as lines:
        async with _pool(settings) as pool:
            await answer_lines(pool, lines, lambda line: print(line, flush=True), settings.workers + 1)  # noqa: T201


def _opened(file: str) -> BinaryIO:
    try:
        return sys.stdin.buffer if file == "-" else Path(file).open("rb")
    except OSError as fault:
        raise typer.BadParameter(f"{file}: {fault.strerror}") from None


def _text(file: str) -> str:
    """The file as it is, line endings included: places in the report count in it."""
    with _opened(file) as source:
        try:
            return source.read().decode()
        except UnicodeDecodeError:
            raise typer.BadParameter(f"{file} is not UTF-8 text") from None


def _request(code: str, sizes: str | None, entry: str | None, mode: str | None) -> Request:
    try:
        shapes = [[int(size) for size in each.split(",")] for each in sizes.split(";")] if sizes is not None else None
    except ValueError:
        raise typer.BadParameter(f"--input {sizes}: sizes are whole numbers with commas, as 1,3,32,32") from None
    shape = shapes[0] if shapes and len(shapes) == 1 else shapes
    asked = {"code": code, "input_shape": shape, "entry": entry, "mode": mode}
    try:
        return Request.model_validate(asked)
    except ValidationError as fault:
        refused = refusals(fault.errors(include_url=False), asked)
        raise typer.BadParameter("; ".join(f"{field}: {why}" for field, why in refused.items())) from None


def _content_state(settings: Settings) -> str:
    course = load(settings.content, dev=True)
    if course.problems:
        raise RuntimeError(f"{count(len(course.problems), 'problem')}: python -m app prove tells them")
    return count(len(course.topics), "topic")


async def _database_state(settings: Settings) -> str:
    store = await Store.open(settings.database_url)
    await store.close()
    return make_url(settings.database_url).render_as_string(hide_password=True)


async def _checker_state() -> str:
    report = await _check_one(Request(code="import torch.nn as nn\nnet = nn.Linear(2, 3)\n", input_shape=[1, 2]))
    if report.verdict != "runs":
        raise RuntimeError(report.findings[0].message)
    return f"torch {report.torch_version}"


def _jail_state() -> str:
    levels = probe.measured()
    if levels is None:
        raise RuntimeError("the process that tried it ended")
    return f"without {'; '.join(levels.missing)}" if levels.missing else f"whole (Landlock {levels.landlock})"


def main() -> None:
    """Run one command; a wrong use of it ends with 64."""
    try:
        code = cli(standalone_mode=False)
    except TyperException as wrong:
        typer.echo(f"{wrong.format_message()}\nTry: python -m app --help", err=True)
        sys.exit(WRONG_USE)
    except JailMissing as missing:
        typer.echo(str(missing), err=True)
        sys.exit(UNAVAILABLE)
    sys.exit(code)


if __name__ == "__main__":
    main()
