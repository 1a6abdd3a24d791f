"""Processes killed and stopped from outside, while eight clients ask: everybody has their own answer, or a report."""

import asyncio
import contextlib
import os
import signal
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from app.checker.report import Report, Request
from app.settings import Settings
from app.workers.pool import Pool

pytestmark = pytest.mark.anyio
JOB = "tests.workers.tiny_job"
CLIENTS = 8
DEADLINE = 1.0
# A parent that is stopped is found out within a second, then another one is warmed; the rest is for slow machines.
LONGEST = 60


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


async def parent_of(pool: Pool) -> int:
    return int((await pool.check(Request(code="pid"))).entry.split()[1])


def runs(pid: int) -> bool:
    """It is there, and neither stopped nor dead."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "RSD"
    except (FileNotFoundError, ProcessLookupError):
        return False


def end_all(pids: list[int], how: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):  # gone since it was looked up
            os.kill(pid, how)


@dataclass(frozen=True)
class Answer:
    """What a client sent, what it got, and how long that took."""

    word: str
    report: Report
    seconds: float

    @property
    def own(self) -> bool:
        return self.report.entry == self.word


async def ask_until(pool: Pool, enough: asyncio.Event, client: int, got: list[Answer]) -> None:
    for number in count():
        if enough.is_set():
            return
        word = f"{client}-{number}"
        begun = time.monotonic()
        report = await pool.check(Request(code=f"say-slowly {word}"))
        got.append(Answer(word, report, time.monotonic() - begun))


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGSEGV, signal.SIGSTOP, signal.SIGTERM])
@pytest.mark.parametrize("whom", ["workers", "parent"])
async def test_whoever_is_ended_in_whatever_way_nobody_is_told_what_another_asked(whom, end):
    pool = Pool(Settings(workers=2, check_seconds=DEADLINE, cache_mb=0), JOB)
    await pool.start()
    try:
        parent = await parent_of(pool)
        enough, got = asyncio.Event(), []
        clients = [asyncio.create_task(ask_until(pool, enough, n, got)) for n in range(CLIENTS)]
        for _ in range(1 if whom == "parent" else 5):
            await asyncio.sleep(0.2)
            end_all([parent] if whom == "parent" else children(parent), end)
        before = len(got)
        async with asyncio.timeout(LONGEST):
            while sum(each.own for each in got[before:]) <= CLIENTS:
                await asyncio.sleep(0.05)
        enough.set()
        await asyncio.gather(*clients)
        assert await parent_of(pool) != parent or whom == "workers"
        report = await pool.check(Request(code="say recovered"))
    finally:
        await pool.close()
    assert report.entry == "recovered"
    for each in got:
        assert each.own or [finding.slug for finding in each.report.findings] == ["stopped"]
        assert each.seconds < LONGEST


async def test_a_stopped_parent_is_found_out_even_when_nobody_asks():
    pool = Pool(Settings(workers=1, check_seconds=DEADLINE, cache_mb=0), JOB)
    await pool.start()
    try:
        parent = await parent_of(pool)
        os.kill(parent, signal.SIGSTOP)
        end = time.monotonic() + LONGEST
        while Path(f"/proc/{parent}").exists():
            assert time.monotonic() < end
            await asyncio.sleep(0.1)
        assert await parent_of(pool) != parent
    finally:
        await pool.close()


async def test_a_parent_that_is_stopped_while_it_warms_is_found_out_too():
    others = set(children(os.getpid()))  # a server that other tests share is a child of this process, too
    pool = Pool(Settings(workers=1, check_seconds=DEADLINE, cache_mb=0), "tests.workers.slow_to_warm")
    await pool.start()
    try:
        while not set(children(os.getpid())) - others:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.5)
        (parent,) = set(children(os.getpid())) - others
        os.kill(parent, signal.SIGSTOP)
        assert (await asyncio.wait_for(pool.check(Request(code="say recovered")), LONGEST)).entry == "recovered"
    finally:
        await pool.close()


async def test_an_idle_worker_that_is_stopped_is_replaced_before_it_gets_a_job():
    pool = Pool(Settings(workers=1, check_seconds=20, cache_mb=0), JOB)
    await pool.start()
    try:
        parent = await parent_of(pool)
        (worker,) = children(parent)
        await asyncio.sleep(0.2)  # the parent looks at it behind its job, and again before the next
        os.kill(worker, signal.SIGSTOP)
        while runs(worker):
            await asyncio.sleep(0.01)
        begun = time.monotonic()
        assert (await pool.check(Request(code="say at once"))).entry == "at once"
        assert time.monotonic() - begun < 20
    finally:
        await pool.close()


async def test_a_worker_that_is_stopped_while_it_works_has_its_job_tried_once_more():
    pool = Pool(Settings(workers=1, check_seconds=3 * DEADLINE, cache_mb=0), JOB)
    await pool.start()
    try:
        parent = await parent_of(pool)
        asking = asyncio.create_task(pool.check(Request(code="sleep 0.5")))
        await asyncio.sleep(0.2)
        os.kill(children(parent)[0], signal.SIGSTOP)
        assert (await asyncio.wait_for(asking, LONGEST)).entry == "None"
    finally:
        await pool.close()


async def test_a_parent_that_is_killed_while_jobs_wait_has_each_of_them_answered_by_the_next():
    pool = Pool(Settings(workers=1, check_seconds=DEADLINE, cache_mb=0, queue=20), JOB)
    await pool.start()
    try:
        parent = await parent_of(pool)
        asking = [asyncio.create_task(pool.check(Request(code=f"say-slowly {n}"))) for n in range(20)]
        await asyncio.sleep(0.1)
        os.kill(parent, signal.SIGKILL)
        begun = time.monotonic()
        assert [report.entry for report in await asyncio.gather(*asking)] == [str(n) for n in range(20)]
        assert time.monotonic() - begun < LONGEST
    finally:
        await pool.close()
