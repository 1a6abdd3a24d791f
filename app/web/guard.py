"""The gate: which host, which site, whose cookie. Rates are in `rates`.

Every decision rests on the settings and on headers that a page of another site cannot forge;
`request.url` is never asked.
"""

import hashlib
import secrets
from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.settings import Settings
from app.web.errors import problem_answer

ANY_ADDRESS = "any-address"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
TEN_YEARS = 10 * 365 * 24 * 3600
TOKEN_BYTES = 24
NEW_TOKEN = "new_learner_token"  # noqa: S105 - a name


class Gate:
    """Refuses hosts that are not ours, and writes that another site's page started."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._hosts = {host.lower() for host in settings.hosts}
        self._site = settings.site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 400 or 403."""
        if scope["type"] == "http" and (refusal := self._refusal(scope)):
            status, message = refusal
            await problem_answer(Request(scope), status, message)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._serves(_name(host)):
            return 400, "this host name is not served here (STRIDE_HOSTS lists those that are)"
        if scope["method"] not in SAFE_METHODS and not self._from_here(headers, host, scope["path"]):
            return (
                403,
                "this form was not sent by a page of this site (Origin and Sec-Fetch-Site tell), so nothing was done",
            )
        return None

    def _serves(self, name: str) -> bool:
        return name in self._hosts or (ANY_ADDRESS in self._hosts and _is_address(name))

    def _from_here(self, headers: Headers, host: str, path: str) -> bool:
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in ("same-origin", "none")
        origin = headers.get("origin")
        if origin is not None:
            return origin == self._site if self._site else urlsplit(origin).netloc == host
        # No browser of today sends neither; programs do. JSON cannot come from another site's form,
        # and the API takes nothing else.
        return (
            path.startswith("/api/")
            or headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"
        )


class LearnerCookie:
    """Hands a new learner their secret, whatever kind of answer the page made."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; if a learner was made on the way, add the cookie to the answer."""

        async def with_cookie(message: Message) -> None:
            token = scope.get("state", {}).get(NEW_TOKEN)
            if message["type"] == "http.response.start" and token:
                MutableHeaders(scope=message).append("Set-Cookie", self._cookie(token))
            await send(message)

        await self._app(scope, receive, with_cookie)

    def _cookie(self, token: str) -> str:
        cookie = f"{cookie_name(self._settings)}={token}; Max-Age={TEN_YEARS}; Path=/; HttpOnly; SameSite=Lax"
        return f"{cookie}; Secure" if self._settings.secure else cookie


def cookie_name(settings: Settings) -> str:
    """`__Host-learner`, which browsers accept over https only, or its plain name on loopback http."""
    return "__Host-learner" if settings.secure else "learner"


def new_token() -> str:
    """A learner's secret; ids that a client made up are never adopted."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What the server keeps of a token: its SHA-256, so that a stolen database opens no account."""
    return hashlib.sha256(token.encode()).hexdigest()


def _name(host: str) -> str:
    """The host without its port: `127.0.0.1:8000` and `[::1]:8000` lose theirs."""
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdigit() else host.lower()


def _is_address(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
