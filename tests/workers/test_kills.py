"""Processes killed and stopped from outside, while eight clients ask: everybody has their own answer, or a report."""

import asyncio
import os
import signal
import time
from pathlib import Path

import pytest

from app.checker.report import Report, Request
from app.settings import Settings
from app.workers.pool import Pool

pytestmark = pytest.mark.anyio
JOB = "tests.workers.tiny_job"
CLIENTS = 8
DEADLINE = 1.0
# A parent that is stopped is found out within a second, then another one is warmed.
LONGEST = 1 + 2 * DEADLINE + 8


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


async def parent_of(pool: Pool) -> int:
    return int((await pool.check(Request(code="pid"))).entry.split()[1])


async def ask_until(pool: Pool, enough: asyncio.Event, client: int) -> list[tuple[str, Report, float]]:
    """What a client sent, what it got, and how long that took."""
    got = []
    while not enough.is_set():
        word = f"{client}-{len(got)}"
        begun = time.monotonic()
        report = await pool.check(Request(code=f"say-slowly {word}"))
        got.append((word, report, time.monotonic() - begun))
    return got


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGSEGV, signal.SIGSTOP, signal.SIGTERM])
@pytest.mark.parametrize("whom", ["workers", "parent"])
async def test_whoever_is_ended_in_whatever_way_nobody_is_told_what_another_asked(whom, end):
    pool = Pool(Settings(workers=2, check_seconds=DEADLINE, cache_mb=0), JOB)
    await pool.start()
    try:
        parent = await parent_of(pool)
        enough = asyncio.Event()
        clients = [asyncio.create_task(ask_until(pool, enough, n)) for n in range(CLIENTS)]
        for _ in range(1 if whom == "parent" else 5):
            await asyncio.sleep(0.2)
            for pid in [parent] if whom == "parent" else children(parent):
                os.kill(pid, end)
        await asyncio.sleep(1)
        enough.set()
        got = [each for client in await asyncio.gather(*clients) for each in client]
        assert await parent_of(pool) != parent or whom == "workers"
        report = await pool.check(Request(code="say recovered"))
    finally:
        await pool.close()
    assert report.entry == "recovered"
    assert len(got) > CLIENTS
    for word, answer, seconds in got:
        assert answer.entry == word or [finding.slug for finding in answer.findings] == ["stopped"]
        assert seconds < LONGEST
    assert sum(answer.entry == word for word, answer, _ in got) > CLIENTS


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
    pool = Pool(Settings(workers=1, check_seconds=DEADLINE, cache_mb=0), JOB)
    await pool.start()
    try:
        parent = await parent_of(pool)
        os.kill(children(parent)[0], signal.SIGSTOP)
        await asyncio.sleep(0.1)  # until the kernel has stopped it
        begun = time.monotonic()
        assert (await pool.check(Request(code="say at once"))).entry == "at once"
        assert time.monotonic() - begun < DEADLINE
    finally:
        await pool.close()


async def test_a_worker_that_is_stopped_while_it_works_has_its_job_tried_once_more():
    pool = Pool(Settings(workers=1, check_seconds=DEADLINE, cache_mb=0), JOB)
    await pool.start()
    try:
        parent = await parent_of(pool)
        asking = asyncio.create_task(pool.check(Request(code="sleep 0.5")))
        await asyncio.sleep(0.2)
        os.kill(children(parent)[0], signal.SIGSTOP)
        assert (await asyncio.wait_for(asking, 2 * DEADLINE + 2)).entry == "None"
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
