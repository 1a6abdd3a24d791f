"""`check --jsonl`: one request per line in, one answer per line out, in the same order.

A line that is no request gets an error of its own and the next line is read; the pool's deadline
stands between a paste that hangs and the rest. Several lines are checked at a time.
"""

import asyncio
import json
from collections.abc import Callable, Iterable
from typing import Any

from pydantic import ValidationError

from app.checker.report import Request
from app.kit.refusals import refusals
from app.workers.pool import Pool
from app.workers.strict import StrictRequest

Id = str | int | float | None


class _Line(StrictRequest):
    """A request with the name that its answer will carry."""

    id: Id = None


class _NotARequest(Exception):  # noqa: N818 - a value of the line, reported and done with
    def __init__(self, id_: Id, reason: str) -> None:
        super().__init__(reason)
        self.id = id_


async def answer_lines(pool: Pool, lines: Iterable[bytes], write: Callable[[str], object], at_once: int) -> None:
    """Answer every line of `lines`; an empty one is no request, and is told so.

    Args:
        pool: started.
        lines: `{"id", "code", "input_shape", "entry", "mode"}` each.
        write: takes one line, `{"id", "report"}` or `{"id", "error"}`, as soon as it is its turn.
        at_once: how many lines to have under way.
    """
    places = asyncio.Semaphore(at_once)
    under_way: asyncio.Queue[asyncio.Task[str] | None] = asyncio.Queue()

    async def write_in_order() -> None:
        while (task := await under_way.get()) is not None:
            write(await task)
            places.release()

    writer = asyncio.create_task(write_in_order())
    # Reading may block (someone types, or a program waits for its answer), so it has a thread.
    source = iter(lines)
    while (line := await asyncio.to_thread(next, source, None)) is not None:
        await places.acquire()
        under_way.put_nowait(asyncio.create_task(_answer(pool, line)))
    under_way.put_nowait(None)
    await writer


async def _answer(pool: Pool, line: bytes) -> str:
    try:
        request = _request(line)
    except _NotARequest as wrong:
        return json.dumps({"id": wrong.id, "error": str(wrong)})
    report = await pool.check(Request.model_validate(request.model_dump(exclude={"id"}, exclude_unset=True)))
    return f'{{"id":{json.dumps(request.id)},"report":{report.model_dump_json()}}}'


def _request(line: bytes) -> _Line:
    if not line.strip():
        raise _NotARequest(None, "the line is empty")
    try:
        value = json.loads(line.decode("utf-8-sig"), parse_constant=_refuse)
    except UnicodeDecodeError:
        raise _NotARequest(None, "the line is not UTF-8") from None
    except RecursionError:
        raise _NotARequest(None, "the line is nested too deeply") from None
    except ValueError as fault:
        raise _NotARequest(None, f"the line is not JSON: {fault}") from None
    if not isinstance(value, dict):
        raise _NotARequest(None, "a request is an object with the field code")
    try:
        return _Line.model_validate(value)
    except ValidationError as fault:
        refused = refusals(fault.errors(include_input=False, include_url=False), value)
        raise _NotARequest(_id(value), "; ".join(f"{field}: {why}" for field, why in refused.items())) from None


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not a number in JSON")


def _id(value: dict[str, Any]) -> Id:
    given = value.get("id")
    return given if isinstance(given, str | int | float) and not isinstance(given, bool) else None
