"""How long a request's body may be, in bytes and in seconds."""

import asyncio

from fastapi import Request
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.settings import Settings
from app.web.errors import problem_answer

SECONDS = 20.0


class BodyLimits:
    """Answers 413 to a body that is too large, 408 to one that does not arrive."""

    def __init__(self, app: ASGIApp, settings: Settings, seconds: float = SECONDS) -> None:
        self._app = app
        self._seconds = seconds
        self._most = settings.body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a `receive` that counts and keeps the time."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and int(announced[:20]) > self._most:
            await problem_answer(Request(scope), 413, self._too_large())(scope, receive, send)
            return
        await self._app(scope, self._counting(receive), send)

    def _counting(self, receive: Receive) -> Receive:
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
            if received > self._most:
                raise HTTPException(413, self._too_large())
            return message

        return counting

    def _too_large(self) -> str:
        return f"this is more than {self._most // 1000} kB, which is as much as can be sent at once"
