"""How long a request's body may be, in bytes and in seconds."""

import asyncio

from fastapi import Request
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.settings import Settings
from app.web.errors import problem_answer

SECONDS = 20.0
IMPORT = "/me/import"
"""Where a file may come, which is larger than a form."""


class BodyLimits:
    """Answers 413 to a body that is too large, 408 to one that does not arrive."""

    def __init__(self, app: ASGIApp, settings: Settings, seconds: float = SECONDS) -> None:
        self._app = app
        self._seconds = seconds
        self._most = settings.body_bytes
        self._special = {IMPORT: settings.import_bytes}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a `receive` that counts and keeps the time."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._special.get(scope["path"], self._most)
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and int(announced[:20]) > most:
            await problem_answer(Request(scope), 413, _too_large(most))(scope, receive, send)
            return
        await self._app(scope, self._counting(receive, most), send)

    def _counting(self, receive: Receive, most: int) -> Receive:
        received = 0
        complete = False
        end = asyncio.get_running_loop().time() + self._seconds

        async def counting() -> Message:
            nonlocal received, complete
            if complete:
                return await receive()
            try:
                async with asyncio.timeout_at(end):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408, "the request did not arrive in time") from None
            received += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            if received > most:
                raise HTTPException(413, _too_large(most))
            return message

        return counting


def _too_large(most: int) -> str:
    return f"this is more than {most // 1000} kB, which is as much as can be sent at once"
