"""A body that does not arrive is given up, so that slow clients do not hold the door open."""

import asyncio
import socket
import time

import httpx2 as httpx
import pytest
from starlette.exceptions import HTTPException

from app.settings import Settings
from app.web.body import BodyLimits


@pytest.mark.anyio
@pytest.mark.parametrize(("pauses", "status"), [([0, 0], 200), ([0, 10], 408), ([10], 408)])
async def test_a_body_that_is_late_is_408_and_one_in_time_is_read(pauses, status):
    waiting = list(pauses)

    async def receive():
        await asyncio.sleep(waiting.pop(0))
        return {"type": "http.request", "body": b"12345", "more_body": bool(waiting)}

    async def read(_scope, receive, _send):
        while (await receive())["more_body"]:
            pass

    limits = BodyLimits(read, Settings(body_bytes=10), seconds=0.1)
    begun = time.monotonic()
    try:
        await limits({"type": "http", "path": "/", "headers": []}, receive, None)
        ended = 200
    except HTTPException as refused:
        ended = refused.status_code
    assert ended == status
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("length", ["-1", "abc", "1e9", "9" * 400])
def test_a_length_that_is_no_length_is_refused_by_somebody_and_breaks_nothing(server, length):
    address = httpx.URL(server.url)
    with socket.create_connection((address.host, address.port), timeout=10) as connection:
        head = f"POST /api/check HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\r\n{{}}"
        connection.sendall(head.encode())
        assert connection.recv(1000).split(b" ")[1] in {b"400", b"413", b"415"}
    assert httpx.get(f"{server.url}/healthz").status_code == 200
