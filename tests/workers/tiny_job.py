"""A job for tests of the pool: the first word of the "code" says what the worker does."""

import json
import os
import signal
import sys
import time
from pathlib import Path

from app.checker.report import Report, Request

SLEEP_TO_WARM = 0.2


def warm(_kernels: str) -> None:
    time.sleep(SLEEP_TO_WARM)


def answer(body: bytes) -> bytes:
    _JOBS.append(1)
    code = Request.model_validate(json.loads(body)["payload"]).code
    word, _, rest = code.partition(" ")
    if word == "raw":
        return rest.encode()
    said = {
        "say": lambda: rest,
        "say-slowly": lambda: (time.sleep(0.02), rest)[1],
        "sleep": lambda: str(time.sleep(float(rest))),
        "die": lambda: os._exit(1),
        "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
        "crash": lambda: os.kill(os.getpid(), signal.SIGSEGV),
        "killed-but-first": _killed_but_first,
        "pid": lambda: f"{os.getpid()} {os.getppid()}",
        "memory": lambda: str(len(bytearray(int(rest) * 2**20))),
        "keep": lambda: _keep(int(rest)),
        "write": lambda: _write(rest),
        "print": lambda: str(print(rest, flush=True)),  # noqa: T201
        "much": lambda: "x" * int(rest),
    }[word]
    try:
        text = said()
    except (MemoryError, OSError) as fault:
        text = type(fault).__name__
    return b'{"ok":%s}' % _report(str(text)).model_dump_json().encode()


_JOBS: list[int] = []


def _killed_but_first() -> str:
    """Ends a worker that has had another job before; the one in its place answers."""
    if len(_JOBS) > 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return "second"


_KEPT: list[bytes] = []


def _keep(megabytes: int) -> str:
    _KEPT.append(b"x" * (megabytes * 2**20))
    return "kept"


def _write(path: str) -> str:
    Path(path).write_text("x" * 100_000, encoding="utf-8")
    return "written"


def _report(text: str) -> Report:
    return Report(
        verdict="runs", entry=text, mode="train", input_source=None, input_shapes=[], output_shapes=[],
        torch_version=sys.version,
    )  # fmt: skip
