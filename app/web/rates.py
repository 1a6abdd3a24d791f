"""How much one address may ask for: so many a minute of each kind, and so many checks at a time.

The page of the checker follows a learner's typing, so its checks count as writes; those of the API,
which a program can send in a loop, have a rate of their own. Counts are kept in memory: they are
per process, and forgotten with it.
"""

import math
import time
from collections import Counter

from fastapi import Request
from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from app.settings import Settings
from app.web.errors import problem_answer
from app.web.guard import SAFE_METHODS

FREE = ("/static/", "/healthz", "/readyz")
CHECKS = (
    "/api/check", "/api/stack", "/api/stack/code", "/api/stack/rows", "/api/solve",
    "/checker", "/stack", "/solve/inputs",
)  # fmt: skip
LINKED = ("/checker", "/stack", "/solve")
"""Pages whose addresses hold a question for a worker."""


class Rates:
    """Answers 429 with Retry-After to an address that asks too much."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._in_flight: Counter[str] = Counter()
        self._most_in_flight = settings.checks_in_flight
        self._rates = {
            "checks": RateLimitItemPerMinute(settings.checks_per_minute),
            "writes": RateLimitItemPerMinute(settings.writes_per_minute),
            "pages": RateLimitItemPerMinute(settings.pages_per_minute),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 429."""
        if scope["type"] != "http" or scope["path"].startswith(FREE):
            await self._app(scope, receive, send)
            return
        address = scope["client"][0] if scope.get("client") else "unknown"
        wait = await self._wait(_kind(scope), address)
        if wait:
            await _too_many(scope, wait)(scope, receive, send)
        elif _is_check(scope):
            await self._checked(address, scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _wait(self, kind: str, address: str) -> int:
        """Seconds until this address may ask again; 0: now."""
        rate = self._rates[kind]
        if await self._limiter.hit(rate, kind, address):
            return 0
        window = await self._limiter.get_window_stats(rate, kind, address)
        return max(1, math.ceil(window.reset_time - time.time()))

    async def _checked(self, address: str, scope: Scope, receive: Receive, send: Send) -> None:
        if self._in_flight[address] >= self._most_in_flight:
            await _too_many(scope, 1)(scope, receive, send)
            return
        self._in_flight[address] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._in_flight[address] -= 1
            if not self._in_flight[address]:
                del self._in_flight[address]


def _is_check(scope: Scope) -> bool:
    """A link to a check (`/checker?code=...`) asks a worker as much as its form does."""
    linked = scope["path"] in LINKED and bool(scope["query_string"])
    return linked or (scope["method"] not in SAFE_METHODS and scope["path"] in CHECKS)


def _kind(scope: Scope) -> str:
    if _is_check(scope) and scope["path"].startswith("/api/"):
        return "checks"
    return "writes" if _is_check(scope) or scope["method"] not in SAFE_METHODS else "pages"


def _too_many(scope: Scope, wait: int) -> ASGIApp:
    return problem_answer(Request(scope), 429, headers={"Retry-After": str(wait)})
