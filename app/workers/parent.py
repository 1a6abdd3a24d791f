"""Imports torch once, warms it, then forks workers: a fresh one costs milliseconds and shares its memory.

Started by the pool as `python -m app.workers.parent RULES`. Jobs come on standard input and answers
leave by standard output, as `frames`. This process has one thread (a second one would make forking
unsafe), owns the clock, and ends when its standard input does.

The answer to a job is what the worker wrote, passed on unread under the number that this process
keeps for that worker, or `{"stopped": ...}` where it had to be killed or died.
"""

import asyncio
import contextlib
import gc
import importlib
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

from app.workers.frames import MOST_BYTES, Frame, FrameError, read_frame
from app.workers.process import die_with_parent, resident_megabytes
from app.workers.rules import Rules
from app.workers.worker import work

READY = 0  # the number of the frame that says: warm, give me jobs
TRIES = 2
FROM_OUTSIDE = {signal.SIGKILL, signal.SIGTERM}

Answer = Callable[[bytes], bytes]


def main() -> None:
    """Warm up, then serve jobs until standard input ends."""
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Whatever a library prints must not land between two answers.
    answers = os.dup(1)
    os.dup2(2, 1)
    rules = Rules.model_validate_json(sys.argv[1])
    job = importlib.import_module(rules.job)
    job.warm(rules.kernels)
    gc.collect()
    gc.freeze()  # else the first collection in each worker would copy what they could share
    asyncio.run(_Parent(rules, job.answer, answers).serve())


@dataclass
class _Worker:
    """A forked worker, seen from here; `ended_by` is the signal that ended it, 0 for none."""

    pid: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    done: int = 0
    ended_by: int = 0
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    def kill(self) -> None:
        """End it now; its slot forks another."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


class _Parent:
    """Jobs in, answers out, and a loop per place in which a worker lives."""

    def __init__(self, rules: Rules, answer: Answer, answers: int) -> None:
        self._rules = rules
        self._answer = answer
        self._answers = answers
        self._jobs: asyncio.Queue[Frame] = asyncio.Queue()
        self._workers: dict[int, _Worker] = {}

    async def serve(self) -> None:
        """Run until standard input ends, then take every worker along."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGCHLD, self._bury)
        places = [asyncio.create_task(self._place()) for _ in range(self._rules.workers)]
        self._send(Frame(READY, b"{}"))
        reading = asyncio.create_task(self._read_jobs())
        await asyncio.wait([reading, *places], return_when=asyncio.FIRST_COMPLETED)
        for worker in self._workers.values():
            worker.kill()
        os._exit(0 if reading.done() and not reading.exception() else 1)

    async def _read_jobs(self) -> None:
        reader = asyncio.StreamReader(limit=MOST_BYTES)
        with os.fdopen(0, "rb", buffering=0) as stdin:
            await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), stdin)
            with contextlib.suppress(asyncio.IncompleteReadError):
                while True:
                    self._jobs.put_nowait(await read_frame(reader))

    async def _place(self) -> None:
        """Fork, hand out jobs, and fork again when that worker is gone or has had its share."""
        while True:
            worker = await self._fork()
            while not worker.gone.is_set() and worker.done < self._rules.jobs_per_worker:
                job = await self._next_job(worker)
                if job is not None:
                    worker = await self._run(job, worker)
                    if resident_megabytes(worker.pid) > self._rules.grown_mb:
                        break
            await self._end(worker)

    async def _next_job(self, worker: _Worker) -> Frame | None:
        """The next job, or None when the worker was killed while it waited."""
        job = asyncio.create_task(self._jobs.get())
        gone = asyncio.create_task(worker.gone.wait())
        await asyncio.wait([job, gone], return_when=asyncio.FIRST_COMPLETED)
        gone.cancel()
        if not job.done():
            job.cancel()
            return None
        return job.result()

    async def _run(self, job: Frame, worker: _Worker) -> _Worker:
        """Answer one job for certain; the worker that is there afterwards, which may be a new one."""
        for attempt in range(1, TRIES + 1):
            stopped = await self._try(job, worker)
            if stopped is None:
                break
            await self._end(worker)
            worker = await self._fork()
            if stopped != "killed" or attempt == TRIES:
                self._send(Frame(job.number, b'{"stopped":"%s"}' % stopped.encode()))
                break
        return worker

    async def _try(self, job: Frame, worker: _Worker) -> str | None:
        """None when the worker answered; else why it did not."""
        worker.done += 1
        try:
            worker.writer.write(job.packed())
            frame = await asyncio.wait_for(read_frame(worker.reader), self._rules.seconds)
        except TimeoutError:
            return "deadline"
        except FrameError:
            return "size"
        except (asyncio.IncompleteReadError, ConnectionError):
            return "killed" if await self._killed_from_outside(worker) else "crash"
        if frame.number != job.number:
            return "crash"
        self._send(Frame(job.number, frame.body))
        return None

    async def _killed_from_outside(self, worker: _Worker) -> bool:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(worker.gone.wait(), 1)
        return worker.ended_by in FROM_OUTSIDE

    async def _fork(self) -> _Worker:
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            try:
                work(theirs, self._answer, self._rules.seconds, self._rules.memory_mb)
            finally:
                os._exit(0)
        theirs.close()
        reader, writer = await asyncio.open_connection(sock=ours, limit=MOST_BYTES)
        worker = self._workers[pid] = _Worker(pid, reader, writer)
        self._bury()  # it may have been killed before it was known here
        return worker

    async def _end(self, worker: _Worker) -> None:
        worker.kill()
        worker.writer.close()
        await worker.gone.wait()

    def _bury(self) -> None:
        """Learn which children ended: no zombie stays, and a killed idle worker is noticed at once."""
        for pid, worker in list(self._workers.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                worker.ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
                worker.gone.set()
                del self._workers[pid]

    def _send(self, frame: Frame) -> None:
        data = memoryview(frame.packed())
        while data:
            data = data[os.write(self._answers, data) :]


if __name__ == "__main__":
    main()
