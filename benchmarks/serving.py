"""A real server with two workers, from outside: how soon it is ready, how fast it answers, what it holds.

Every request is another paste, so that none comes from the cache of reports, except in the line that says so.
"""

import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import httpx2 as httpx

from benchmarks.networks import PASTES

ROOT = Path(__file__).resolve().parent.parent
LENET = (PASTES / "lenet.py").read_text()
UNLIMITED = {"STRIDE_CHECKS_PER_MINUTE": "1000000", "STRIDE_CHECKS_IN_FLIGHT": "100"}
NUMBERS = count()
KILLS = 20


def main() -> None:
    """Prints one line per figure."""
    with server() as (url, web, seconds):
        print(f"\nready after {seconds:.1f} s")
        with httpx.Client(base_url=url) as client:
            for _ in range(50):
                asked(client)
        show("one client", answers(url, clients=1, each=400))
        show("eight clients", answers(url, clients=8, each=150))
        show("one client, the same paste", answers(url, clients=1, each=400, same=True))
        parent, *_ = children(web)
        workers = children(parent)
        print(
            f"memory: web {resident(web)} MB; each worker {', '.join(f'{private(pid)} MB' for pid in workers)} private"
        )
        waits = [after_kill(url, children(parent)) for _ in range(KILLS)]
        print(
            f"from the kill of both workers to the next answer, of {KILLS}: "
            f"{statistics.median(waits):.0f} ms, the longest {max(waits):.0f} ms"
        )
        print(f"from the kill of their parent to the next answer: {after_kill(url, [parent]) / 1000:.1f} s")


@contextmanager
def server() -> Iterator[tuple[str, int, float]]:
    """A server on a free port: its address, its process, and after how many seconds its workers were warm."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        own = {**os.environ, **UNLIMITED, "DATABASE_URL": f"sqlite:///{folder}/learners.db"}
        command = [sys.executable, "-m", "app", "serve", "--port", "0"]
        process = subprocess.Popen(
            command, cwd=ROOT, env=own, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        try:
            line = process.stdout.readline() if process.stdout else ""
            url = re.findall(r"http://\S+", line)[0]
            while httpx.get(f"{url}/readyz").status_code != 200:
                time.sleep(0.02)
            yield url, process.pid, time.monotonic() - begun
        finally:
            process.terminate()
            process.wait()


def asked(client: httpx.Client, *, same: bool = False) -> float:
    """Milliseconds of one check."""
    code = LENET if same else f"{LENET}# {next(NUMBERS)}\n"
    begun = time.perf_counter()
    client.post("/api/check", json={"code": code}).raise_for_status()
    return (time.perf_counter() - begun) * 1000


def answers(url: str, *, clients: int, each: int, same: bool = False) -> list[float]:
    """Milliseconds of all checks of some clients at a time, sorted."""
    found: list[float] = []

    def run() -> None:
        with httpx.Client(base_url=url, timeout=30) as client:
            found.extend([asked(client, same=same) for _ in range(each)])

    threads = [threading.Thread(target=run) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def show(name: str, found: list[float]) -> None:
    """The usual and the slow."""
    print(
        f"LeNet through HTTP, {name}: p50 {statistics.median(found):.2f} ms, p99 {found[len(found) * 99 // 100]:.2f} ms"
    )


def after_kill(url: str, workers: list[int]) -> float:
    """Milliseconds from the end of these processes, all of the workers or their parent, to the next answer."""
    time.sleep(0.3)
    with httpx.Client(base_url=url, timeout=30) as client:
        begun = time.perf_counter()
        for pid in workers:
            with suppress(ProcessLookupError):  # one that was being replaced just now
                os.kill(pid, signal.SIGKILL)
        asked(client)
        return (time.perf_counter() - begun) * 1000


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def resident(pid: int) -> int:
    """Megabytes that a process holds, shared ones included."""
    return _kilobytes(f"/proc/{pid}/status", "VmRSS:") // 1024


def private(pid: int) -> int:
    """Megabytes that a process shares with no other."""
    rollup = f"/proc/{pid}/smaps_rollup"
    return (_kilobytes(rollup, "Private_Clean:") + _kilobytes(rollup, "Private_Dirty:")) // 1024


def _kilobytes(file: str, field: str) -> int:
    return next(int(line.split()[1]) for line in Path(file).read_text().splitlines() if line.startswith(field))
