"""The pool with a tiny job: deadlines, deaths, limits, and answers that go to who asked."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.checker.report import Request
from app.settings import Settings
from app.workers.keeper import Busy
from app.workers.pool import Pool

pytestmark = pytest.mark.anyio
JOB = "tests.workers.tiny_job"


@contextlib.asynccontextmanager
async def running(**fields) -> AsyncIterator[Pool]:
    pool = Pool(Settings(**{"workers": 2, "check_seconds": 1.0, "cache_mb": 0, **fields}), JOB)
    await pool.start()
    try:
        yield pool
    finally:
        await pool.close()


async def entry(pool: Pool, code: str) -> str | None:
    return (await pool.check(Request(code=code))).entry


async def stop_message(pool: Pool, code: str) -> str:
    report = await pool.check(Request(code=code))
    assert report.verdict == "cannot-tell"
    assert report.findings[0].slug == "stopped"
    return report.findings[0].message


async def until(condition, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


async def pids(pool: Pool) -> tuple[int, int]:
    worker, parent = (await entry(pool, "pid")).split()
    return int(worker), int(parent)


async def test_start_returns_before_the_workers_are_warm_and_a_check_that_comes_earlier_waits():
    async with running() as pool:
        assert not pool.ready
        assert await entry(pool, "say hello") == "hello"
        assert pool.ready


async def test_everybody_gets_their_own_answer_while_others_hang_and_die():
    async with running(workers=3, queue=200) as pool:
        words = [f"say {n}" for n in range(120)]
        trouble = ["die", "sleep 30", "crash", "killed"] * 3
        reports = await asyncio.gather(*(pool.check(Request(code=code)) for code in [*words, *trouble]))
    assert [report.entry for report in reports[:120]] == [str(n) for n in range(120)]
    assert {report.findings[0].slug for report in reports[120:]} == {"stopped"}


async def test_a_check_that_hangs_is_stopped_at_the_deadline_and_the_next_one_is_answered():
    async with running(workers=1) as pool:
        await entry(pool, "say warm")
        begun = time.monotonic()
        assert "longer than 1 s" in await stop_message(pool, "sleep 60")
        assert 0.9 < time.monotonic() - begun < 30
        assert await entry(pool, "say next") == "next"


async def test_the_deadline_counts_from_when_a_worker_takes_the_job():
    async with running(workers=1, check_seconds=3.0) as pool:
        assert await asyncio.gather(*(entry(pool, "sleep 1.6") for _ in range(2))) == ["None"] * 2


@pytest.mark.parametrize("code", ["die", "crash"])
async def test_a_worker_that_dies_by_itself_is_a_report(code):
    async with running() as pool:
        assert "the process that checked it ended" in await stop_message(pool, code)


async def test_a_job_whose_worker_is_killed_from_outside_is_tried_once_more():
    async with running(workers=1) as pool:
        await entry(pool, "say warm")
        assert await entry(pool, "killed-but-first") == "second"
        assert "ended from outside" in await stop_message(pool, "killed")


async def test_an_idle_worker_that_is_killed_is_replaced_before_the_next_job():
    async with running(workers=1) as pool:
        first, parent = await pids(pool)
        os.kill(first, signal.SIGKILL)
        await until(lambda: not Path(f"/proc/{first}").exists())
        second, same_parent = await pids(pool)
        assert second != first
        assert same_parent == parent


async def test_the_parent_is_started_again_and_the_waiting_check_is_answered():
    async with running(workers=1, check_seconds=5) as pool:
        worker, parent = await pids(pool)
        asking = asyncio.create_task(entry(pool, "sleep 0.5"))
        await asyncio.sleep(0.2)
        os.kill(parent, signal.SIGKILL)
        assert await asking == "None"
        assert (await pids(pool))[1] != parent
        await until(lambda: not alive(worker))


async def test_closing_ends_every_process_even_a_busy_one():
    async with running(workers=2, check_seconds=30) as pool:
        worker, parent = await pids(pool)
        busy = asyncio.create_task(pool.check(Request(code="sleep 30")))
        await asyncio.sleep(0.2)
    assert (await busy).findings[0].slug == "stopped"
    await until(lambda: not alive(worker) and not alive(parent))


async def test_a_check_that_the_server_no_longer_waits_for_is_a_report_and_not_an_error():
    async with running(workers=1) as pool:
        asking = asyncio.create_task(stop_message(pool, "sleep 60"))
        await asyncio.sleep(0.1)
        asking.cancel()
        assert "ended from outside" in await asking


async def test_a_full_queue_is_busy_and_says_when_to_come_back():
    async with running(workers=1, queue=1, check_seconds=20.0) as pool:
        await entry(pool, "say warm")
        asking = [asyncio.create_task(entry(pool, "sleep 1")) for _ in range(2)]
        await asyncio.sleep(0)  # both have asked
        with pytest.raises(Busy) as refused:
            await pool.check(Request(code="say me"))
        assert refused.value.retry_after >= 1
        await asyncio.gather(*asking)
        assert await entry(pool, "say now") == "now"


async def test_memory_is_capped():
    async with running(worker_memory_mb=1024) as pool:
        assert await entry(pool, "memory 4096") == "MemoryError"
        assert await entry(pool, "memory 10") == str(10 * 2**20)


async def test_nothing_is_written_to_a_file(tmp_path):
    async with running() as pool:
        assert await entry(pool, f"write {tmp_path / 'file'}") == "PermissionError"
    assert list(tmp_path.iterdir()) == []


async def test_what_a_job_prints_is_not_taken_for_an_answer():
    async with running(workers=1) as pool:
        assert await entry(pool, "print nonsense") == "None"
        assert await entry(pool, "say fine") == "fine"


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "nonsense",
        "{}",
        "[]",
        '{"ok": {"verdict": "splendid"}}',
        '{"error": "?"}',
        '{"ok": null, "more": 1}',
        "\x00",
    ],
)
async def test_an_answer_that_is_not_a_report_is_not_passed_on(answer):
    async with running(workers=1) as pool:
        assert "the checker itself failed" in await stop_message(pool, f"raw {answer}")
        assert await entry(pool, "say fine") == "fine"


async def test_an_answer_that_is_too_long_is_stopped():
    async with running(workers=1, check_seconds=20) as pool:
        assert "too long" in await stop_message(pool, f"much {5 * 2**20}")
        assert len(await entry(pool, f"much {2**20}")) == 2**20


async def test_a_worker_is_replaced_after_its_share_of_jobs():
    pool = Pool(Settings(workers=1, cache_mb=0), JOB)
    pool._keeper._rules = pool._keeper._rules.model_copy(update={"jobs_per_worker": 3})  # noqa: SLF001
    await pool.start()
    seen = [(await pids(pool))[0] for _ in range(7)]
    await pool.close()
    assert [seen.count(pid) for pid in dict.fromkeys(seen)] == [3, 3, 1]


async def test_a_worker_that_has_grown_is_replaced():
    pool = Pool(Settings(workers=1, cache_mb=0), JOB)
    pool._keeper._rules = pool._keeper._rules.model_copy(update={"grown_mb": 200})  # noqa: SLF001
    await pool.start()
    before = (await pids(pool))[0]
    assert await entry(pool, "keep 10") == "kept"
    assert (await pids(pool))[0] == before
    assert await entry(pool, "keep 300") == "kept"
    assert (await pids(pool))[0] != before
    await pool.close()


async def test_a_job_that_cannot_be_imported_gives_reports_not_a_hang():
    pool = Pool(Settings(workers=1), "tests.workers.no_such_job")
    await pool.start()
    report = await asyncio.wait_for(pool.check(Request(code="say x")), 60)
    await pool.close()
    assert report.findings[0].slug == "stopped"


async def test_the_same_question_is_answered_from_memory_and_another_one_is_not():
    async with running(workers=1, cache_mb=1) as pool:
        first = await pids(pool)
        os.kill(first[0], signal.SIGKILL)
        assert await pids(pool) == first
        again = await pool.check(Request(code="pid", mode="eval"))
        assert again.entry != f"{first[0]} {first[1]}"


async def test_that_there_was_no_report_is_not_remembered():
    async with running(workers=1, cache_mb=1, check_seconds=0.2) as pool:
        for _ in range(2):
            begun = time.monotonic()
            assert "longer than 0.2 s" in await stop_message(pool, "sleep 30")
            assert time.monotonic() - begun >= 0.2


async def test_what_was_asked_for_longest_ago_makes_room():
    async with running(workers=1, cache_mb=1) as pool:
        first = await pids(pool)
        os.kill(first[0], signal.SIGKILL)
        for size in range(500_000, 500_003):
            await entry(pool, f"much {size}")
        assert await pids(pool) != first
