"""The parent of the workers, kept alive, and the jobs that wait for its answers.

It is started by its dotted name, so this process never imports torch.
"""

import asyncio
import contextlib
import itertools
import math
import sys
import time
from dataclasses import dataclass

import structlog
from pydantic import ValidationError

from app.settings import ROOT, Settings
from app.workers.frames import HELLO, MOST_BYTES, Frame, FrameError, read_frame
from app.workers.jail import probe
from app.workers.jail.levels import Levels
from app.workers.process import used
from app.workers.rules import Rules

PARENT = "app.workers.parent"
TRIES = 2
LONGEST_PAUSE = 30.0
# A parent that lets so many seconds pass without a sign of life is stopped or stuck; warming may take longer.
MOST_SILENT_SECONDS = 5
MOST_SILENT_SECONDS_TO_WARM = 120
LONGEST_REQUEST = 2 * 2**20
# Nothing of the server's own environment (it may hold a database password) reaches pasted code. The two of
# glibc's malloc are its defaults: said aloud, they stay, and a worker gives large blocks back after each job.
ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "HOME": "/nonexistent",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MALLOC_MMAP_THRESHOLD_": "131072",
    "MALLOC_TRIM_THRESHOLD_": "131072",
}
ENDED = b'{"stopped":"killed"}'
LOG: structlog.stdlib.BoundLogger = structlog.get_logger("stride")


class Busy(Exception):  # noqa: N818 - a state of the house, not a fault
    """Every worker is at work and the queue is full; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"busy for about {retry_after} s")
        self.retry_after = retry_after


@dataclass
class _Job:
    """A job that nobody has answered yet."""

    frame: Frame
    answer: asyncio.Future[bytes]
    tries: int = 0


class Keeper:
    """Sends jobs to the parent process, starts it again whenever it ends, and keeps the queue short.

    Args:
        settings: how many workers, how long a queue.
        job: dotted name of the module that does the work in a worker.
    """

    def __init__(self, settings: Settings, job: str) -> None:
        self._settings = settings
        self._rules = Rules.of(settings, job)
        self._jobs: dict[int, _Job] = {}
        self._numbers = itertools.count(HELLO + 1)
        self._process: asyncio.subprocess.Process | None = None
        self._life: asyncio.Task[None] | None = None
        self._ready = False
        self._jail: Levels | None = None
        self._silent_seconds = 0
        self._usual_seconds = 0.1

    @property
    def ready(self) -> bool:
        """Whether workers are warm; a job before that waits."""
        return self._ready

    @property
    def retry_after(self) -> int:
        """In how many seconds a place is likely to be free."""
        return max(1, min(60, math.ceil(self._usual_seconds)))

    @property
    def jail(self) -> Levels | None:
        """What stands around the workers, as measured in one; None before they are warm."""
        return self._jail if self._ready else None

    async def start(self) -> None:
        """Begin to warm up, in the background; returns at once, but where every level of the jail is required.

        Raises:
            JailMissing: one is required, and is not there.
        """
        if self._settings.jail == "require":
            await asyncio.to_thread(probe.require)
        self._life = asyncio.create_task(self._keep_parent())

    async def close(self) -> None:
        """End the parent, and with it every worker."""
        if self._life is not None:
            self._life.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._life
        for job in self._jobs.values():
            _settle(job, ENDED)

    async def ask(self, body: bytes) -> bytes:
        """What a worker answers to a job; where none could, why not.

        Raises:
            Busy: the queue is full.
        """
        if len(self._jobs) >= self._settings.workers + self._settings.queue:
            raise Busy(self.retry_after)
        if len(body) > LONGEST_REQUEST:
            return b'{"stopped":"length"}'
        job = _Job(Frame(next(self._numbers), body), asyncio.get_running_loop().create_future())
        self._jobs[job.frame.number] = job
        begun = time.monotonic()
        try:
            self._send(job)
            return await job.answer
        except asyncio.CancelledError:
            # The server ends and waits no longer. Whoever asked still gets a report that says so, not an error.
            return ENDED
        finally:
            del self._jobs[job.frame.number]
            self._usual_seconds += 0.1 * (time.monotonic() - begun - self._usual_seconds)

    def _send(self, job: _Job) -> None:
        if self._process is not None and self._process.stdin is not None:
            job.tries += 1
            self._process.stdin.write(job.frame.packed())

    async def _keep_parent(self) -> None:
        """Start the parent, and start it again whenever it ends."""
        pause = 0.1
        while True:
            try:
                await self._live_with_parent()
            finally:
                warmed, self._ready = self._ready, False
                await self._end_parent()
            LOG.warning("workers ended", warmed=warmed)
            pause = 0.1 if warmed else min(LONGEST_PAUSE, pause * 4)
            self._give_up_twice_tried()
            await asyncio.sleep(pause)

    async def _live_with_parent(self) -> None:
        process = self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-W", "ignore", "-m", PARENT, self._rules.model_dump_json()),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=ROOT,
            env=ENVIRONMENT,
            limit=MOST_BYTES,
        )
        for job in self._jobs.values():
            self._send(job)
        if process.stdout is None:
            return
        listening = asyncio.create_task(self._listen_for_life(process))
        try:
            with contextlib.suppress(asyncio.IncompleteReadError, FrameError, ValidationError):
                while True:
                    self._take(await read_frame(process.stdout))
        finally:
            listening.cancel()

    async def _listen_for_life(self, process: asyncio.subprocess.Process) -> None:
        """Ask the parent each second whether it is there; end it when a signal stopped it, or it says nothing.

        Questions are counted, not the clock: while this process itself is held up, none is put.
        """
        self._silent_seconds = 0
        while self._silent_seconds < (MOST_SILENT_SECONDS if self._ready else MOST_SILENT_SECONDS_TO_WARM):
            self._silent_seconds += 1
            if process.stdin is not None:
                process.stdin.write(Frame(HELLO, b"").packed())
            await asyncio.sleep(1)
            if used(process.pid).stopped:
                break
        LOG.error("workers stopped or silent", seconds=self._silent_seconds)
        process.kill()

    def _take(self, frame: Frame) -> None:
        if frame.number == HELLO:
            self._silent_seconds = 0
            self._note(Levels.model_validate_json(frame.body))
        elif job := self._jobs.get(frame.number):
            _settle(job, frame.body)

    def _note(self, jail: Levels) -> None:
        """The parent says hello when its workers are warm, when their jail changes, and when asked."""
        if self.jail == jail:
            return
        self._ready, self._jail = True, jail
        LOG.info("workers ready", workers=self._rules.workers, jail=jail.model_dump(mode="json"))
        if jail.missing:
            LOG.warning("the jail of the workers is not whole", mode=self._rules.jail, missing=jail.missing)

    async def _end_parent(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()  # its workers read the end of their connection, and Linux kills the busy ones
        await process.wait()

    def _give_up_twice_tried(self) -> None:
        """A job that two parents died with may be what kills them."""
        for job in self._jobs.values():
            if job.tries >= TRIES:
                _settle(job, ENDED)


def _settle(job: _Job, body: bytes) -> None:
    if not job.answer.done():
        job.answer.set_result(body)
