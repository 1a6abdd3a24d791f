"""A real server, in a process of its own with a database of its own; nothing here is faked."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2 as httpx
import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_START = 60
# The same examples everywhere, however slow the machine: what chance may find is looked for by `make fuzz`.
settings.register_profile(
    "stride", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("stride")
# Tests ask more in a minute than a person does; the rates have their own test, with their own server.
UNLIMITED = {
    "STRIDE_CHECKS_PER_MINUTE": "100000",
    "STRIDE_WRITES_PER_MINUTE": "100000",
    "STRIDE_PAGES_PER_MINUTE": "100000",
    "STRIDE_CHECKS_IN_FLIGHT": "100",
}


@dataclass(frozen=True)
class Server:
    """A running server."""

    url: str
    process: "subprocess.Popen[str]"
    folder: Path

    @property
    def log(self) -> str:
        """What it has written to standard error so far."""
        return (self.folder / "log").read_text(encoding="utf-8")

    def wait_until_ready(self) -> None:
        """Return when its workers are warm."""
        end = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=5):
                    return
            except OSError:
                time.sleep(0.2)
        raise TimeoutError(self.log)

    def client(self, **options: object) -> httpx.Client:
        """A client that keeps cookies, and says where it is as a browser would."""
        headers = {"Sec-Fetch-Site": "same-origin"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=60, **options)


StartServer = Callable[..., Server]


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Return when the condition is true; fail when it does not become so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def start(folder: Path, *arguments: str, **environment: str) -> Server:
    """Start `python -m app serve` on a free port, and wait until it says where it is."""
    own = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'learners.db'}",
        **UNLIMITED,
        **environment,
    }
    with (folder / "log").open("a", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "serve", "--port", "0", *arguments],
            cwd=ROOT,
            env=own,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http://\S+", line)
    if found is None:
        process.kill()
        process.wait()
        process.stdout.close()
        raise RuntimeError(f"the server did not start: {line}{(folder / 'log').read_text(encoding='utf-8')}")
    return Server(found[0], process, folder)


def stop(server: Server) -> None:
    """End a server as a process manager does; kill it if that does not help."""
    server.process.send_signal(signal.SIGTERM)
    try:
        server.process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.process.kill()
        server.process.wait()
    if server.process.stdout is not None:
        server.process.stdout.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server that most tests share; its workers are warm."""
    running = start(tmp_path_factory.mktemp("server"))
    try:
        running.wait_until_ready()
        yield running
    finally:
        stop(running)


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[StartServer]:
    """Starts servers for one test, with arguments and environment of its own, and ends them."""
    running: list[Server] = []

    def one_more(*arguments: str, **environment: str) -> Server:
        running.append(start(tmp_path, *arguments, **environment))
        return running[-1]

    yield one_more
    for each in running:
        stop(each)


COMPARED = "compared"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was compared with real torch, and how often: `record_property(COMPARED, ...)` in a test says it."""
    passed = terminalreporter.getreports("passed")
    said = [str(text) for report in passed for name, text in report.user_properties if name == COMPARED]
    if said:
        terminalreporter.section("compared with real torch")
        for line in said:
            terminalreporter.write_line(line)


@pytest.fixture
def anyio_backend() -> str:
    """Asynchronous tests run on the loop that the server runs on."""
    return "asyncio"
