"""One JSON line per request, and its id; never what was pasted, a cookie or a query.

The id is made here and never taken from the client; it is in the answer's `X-Request-ID`, in the log
line and on the error page, so that a learner's report leads to the line.
"""

import logging
import secrets
import sys
import time

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

QUIET = ("/static/", "/healthz", "/readyz")
LOG: structlog.stdlib.BoundLogger = structlog.get_logger("stride")


def configure_logging(least: int = logging.INFO) -> None:
    """One JSON object per line on standard error, warnings of libraries included.

    Args:
        least: the lowest level that is written.
    """
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(least),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")


class RequestLog:
    """Gives each request its id (`scope["state"]["request_id"]`) and writes its line."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and log it when it is over."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        status = 499  # nobody was there to hear the answer: the client closed the connection

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        begun = time.perf_counter()
        try:
            await self._app(scope, receive, noting)
        finally:
            if status >= 400 or not scope["path"].startswith(QUIET):
                LOG.info(
                    "request",
                    id=request_id,
                    method=scope["method"],
                    path=scope["path"],
                    status=status,
                    ms=round((time.perf_counter() - begun) * 1000, 1),
                )
