"""A child process with torch that runs content code, ended when a run takes too long or breaks it."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from app.course.proof_file import Outcome, Run
from app.settings import ROOT

SECONDS = 60.0
START_SECONDS = 120.0
_CHILD = "app.proof.child"


@dataclass
class TorchProcess:
    """Runs content in a child process; use as a context manager. `version` is known after the first run."""

    seconds: float = SECONDS
    version: str = ""
    _process: subprocess.Popen[bytes] | None = None
    _rest: bytes = b""
    _environment: dict[str, str] = field(default_factory=lambda: {**os.environ, "PYTHONHASHSEED": "0"})

    def __enter__(self) -> Self:
        """Nothing is started before it is needed."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the child."""
        self._end()

    def outcomes(self, runs: Iterable[Run]) -> dict[str, Outcome]:
        """The outcome of each run by its hash."""
        return {run.hash: self._outcome(run) for run in runs}

    def start(self) -> str:
        """Start the child if there is none, and say which torch it has."""
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 our own module
                [sys.executable, "-m", _CHILD],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=self._environment,
                cwd=ROOT,
            )
            self._rest = b""
            version = self._line(START_SECONDS)
            self.version = (version or b"").decode().partition("+")[0]
        return self.version

    def _outcome(self, run: Run) -> Outcome:
        self.start()
        if self._process is None or self._process.stdin is None:
            return Outcome(raised="ProcessError", message="no process")
        try:
            self._process.stdin.write(run.model_dump_json().encode() + b"\n")
            self._process.stdin.flush()
            line = self._line(self.seconds)
        except BrokenPipeError:
            line = None
        if line is not None:
            return Outcome.model_validate_json(line)
        died = self._process.poll() is not None
        self._end()
        if died:
            return Outcome(raised="ProcessError", message="the process died")
        return Outcome(raised="TimeoutError", message=f"still running after {self.seconds:g} s")

    def _line(self, seconds: float) -> bytes | None:
        """The next line of the child, or None if it does not come in time."""
        deadline = time.monotonic() + seconds
        while b"\n" not in self._rest:
            left = deadline - time.monotonic()
            if self._process is None or self._process.stdout is None or left <= 0:
                return None
            if not select.select([self._process.stdout], [], [], left)[0]:
                return None
            piece = os.read(self._process.stdout.fileno(), 65_536)
            if not piece:
                self._process.wait()
                return None
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\n")
        return line

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None
