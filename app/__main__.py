"""The command line: `python -m app serve`, `check`, `prove`, `doctor`."""

import socket
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
import uvicorn
from typer.exceptions import TyperException

from app.settings import Settings
from app.web.factory import create_app

WRONG_USE = 64  # EX_USAGE of sysexits.h
SECONDS_TO_FINISH = 10

cli = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@cli.callback()
def stride() -> None:
    """Lessons on convolutional networks in PyTorch, practice that is proved, and a shape checker."""


@cli.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on; it is added to the hosts served.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8000,
    dev: Annotated[bool, typer.Option("--dev", help="Show unproved questions and what is wrong with content.")] = False,
) -> None:
    """Serve the site until Ctrl-C."""
    settings = Settings()
    settings = settings.model_copy(update={"dev": dev or settings.dev, "hosts": (*settings.hosts, *_names(host))})
    config = uvicorn.Config(
        create_app(settings),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )
    _Server(config).run()


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
    return ("any-address",) if host in ("0.0.0.0", "::") else (host.lower(),)  # noqa: S104 - compared, not bound


def main() -> None:
    """Run one command; a wrong use of it ends with 64."""
    try:
        code = cli(standalone_mode=False)
    except TyperException as wrong:
        typer.echo(f"{wrong.format_message()}\nTry: python -m app --help", err=True)
        sys.exit(WRONG_USE)
    sys.exit(code)


if __name__ == "__main__":
    main()
