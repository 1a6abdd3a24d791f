"""Imports torch once, warms it, then forks workers: a fresh one costs milliseconds and shares its memory.

Started by the pool as `python -m app.workers.parent RULES`. Jobs come on standard input and answers
leave by standard output, as `frames`; a hello is answered by what stands of the jail. This process has
one thread (a second one would make forking unsafe), owns the clock, and ends when its standard input does.

The answer to a job is what the worker wrote, passed on unread, or `{"stopped": ...}` where it had to be
killed or died. A worker knows its job by a number drawn for the occasion: it cannot answer a job that it
was not given. One that says anything unasked, or under another number, is replaced.
"""

import asyncio
import contextlib
import gc
import importlib
import os
import secrets
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

from app.workers.frames import HELLO, MOST_BYTES, Frame, FrameError, read_frame
from app.workers.jail.enter import Jail
from app.workers.process import die_with_parent, used
from app.workers.rules import Rules
from app.workers.worker import work

TRIES = 2
SECONDS_TO_SETTLE = 10.0
# SIGXCPU: its share of processor time was used up by the jobs before this one.
FROM_OUTSIDE = {signal.SIGKILL, signal.SIGTERM, signal.SIGXCPU}

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
    jail = Jail.prepared(rules.jail, rules.memory_mb, rules.cpu_seconds + rules.seconds)
    asyncio.run(_Parent(rules, job.answer, jail, answers).serve())


@dataclass
class _Worker:
    """A forked worker, seen from here.

    `odd`: it died, or spoke unasked. `ended_by`: the signal that ended it, 0 for none.
    """

    pid: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    done: int = 0
    odd: bool = False
    ended_by: int = 0
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    def kill(self) -> None:
        """End it now, unless it is gone: its number may be another process by now."""
        if not self.gone.is_set():
            os.kill(self.pid, signal.SIGKILL)


class _Parent:
    """Jobs in, answers out, and a loop per place in which a worker lives."""

    def __init__(self, rules: Rules, answer: Answer, jail: Jail, answers: int) -> None:
        self._rules = rules
        self._answer = answer
        self._jail = jail
        self._answers = answers
        self._jobs: asyncio.Queue[Frame] = asyncio.Queue()
        self._workers: dict[int, _Worker] = {}
        self._hello = b""  # what the latest worker said of its jail

    async def serve(self) -> None:
        """Run until standard input ends, then take every worker along."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGCHLD, self._bury)
        places = [asyncio.create_task(self._place()) for _ in range(self._rules.workers)]
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
                    self._take(await read_frame(reader))

    def _take(self, frame: Frame) -> None:
        if frame.number != HELLO:
            self._jobs.put_nowait(frame)
        elif self._hello:
            self._send(Frame(HELLO, self._hello))

    async def _place(self) -> None:
        """Fork, hand out jobs, and fork again when that worker is gone, odd, or has had its share."""
        while True:
            worker = await self._fork()
            while self._is_fresh(worker):
                job = await self._next_job(worker)
                if worker.odd or used(worker.pid).stopped:
                    worker = await self._instead_of(worker)
                if job is not None:
                    worker = await self._run(job, worker)
            self._end(worker)

    def _is_fresh(self, worker: _Worker) -> bool:
        if worker.odd or worker.gone.is_set() or worker.done >= self._rules.jobs_per_worker:
            return False
        so_far = used(worker.pid)
        return (
            not so_far.stopped
            and so_far.resident_mb <= self._rules.grown_mb
            and so_far.cpu_seconds <= self._rules.cpu_seconds
        )

    async def _next_job(self, worker: _Worker) -> Frame | None:
        """The next job, or None; the worker is `odd` when it died or said something while it had none."""
        job = asyncio.create_task(self._jobs.get())
        unasked = asyncio.create_task(worker.reader.read(1))
        await asyncio.wait([job, unasked], return_when=asyncio.FIRST_COMPLETED)
        worker.odd = unasked.done()
        unasked.cancel()
        await asyncio.wait([unasked])  # the reader has room for one who waits
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
            # An earlier job may have left a worker that breaks the next one: that is tried in a fresh one too.
            blameless = stopped == "killed" or (stopped != "deadline" and worker.done > 1)
            worker = await self._instead_of(worker)
            if attempt == TRIES or not blameless:
                self._send(Frame(job.number, b'{"stopped":"%s"}' % stopped.encode()))
                break
        return worker

    async def _try(self, job: Frame, worker: _Worker) -> str | None:
        """None when the worker answered; else why it did not."""
        worker.done += 1
        asked = Frame(secrets.randbits(64) or 1, job.body)
        try:
            worker.writer.write(asked.packed())
            frame = await asyncio.wait_for(read_frame(worker.reader), self._rules.seconds)
        except TimeoutError:
            return "killed" if used(worker.pid).stopped else "deadline"
        except FrameError:
            return "size"
        except (asyncio.IncompleteReadError, ConnectionError):
            return "killed" if await self._killed_from_outside(worker) else "crash"
        if frame.number != asked.number:
            return "crash"
        self._send(Frame(job.number, frame.body))
        return None

    async def _killed_from_outside(self, worker: _Worker) -> bool:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(worker.gone.wait(), 1)
        return worker.ended_by in FROM_OUTSIDE

    async def _instead_of(self, worker: _Worker) -> _Worker:
        self._end(worker)
        return await self._fork()

    async def _fork(self) -> _Worker:
        """A worker that is in its jail and has said so.

        Raises:
            ChildProcessError: it ended instead, and nobody from outside did that: nor would another fare better.
        """
        while True:
            worker = await self._born()
            try:
                frame = await asyncio.wait_for(read_frame(worker.reader), SECONDS_TO_SETTLE)
            except TimeoutError:  # stopped from outside
                self._end(worker)
            except (asyncio.IncompleteReadError, ConnectionError):
                if not await self._killed_from_outside(worker):
                    raise ChildProcessError("a worker ended before its first job") from None
            else:
                self._note(frame.body)
                return worker

    async def _born(self) -> _Worker:
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            try:
                work(theirs, self._answer, self._rules.seconds, self._jail)
            finally:
                os._exit(0)
        theirs.close()
        reader, writer = await asyncio.open_connection(sock=ours, limit=MOST_BYTES)
        worker = self._workers[pid] = _Worker(pid, reader, writer)
        self._bury()  # it may have been killed before it was known here
        return worker

    def _note(self, hello: bytes) -> None:
        """Tell once, and again when it changes, what stands of the jail; the first time this says: give me jobs."""
        if hello != self._hello:
            self._hello = hello
            self._send(Frame(HELLO, hello))

    def _end(self, worker: _Worker) -> None:
        """End it, and do not wait until it is gone: the next one need not either."""
        worker.kill()
        worker.writer.close()

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
