"""The files of `static/`, each under a name that holds the hash of its content.

A hashed address never changes its meaning, so browsers keep it for ever; a plain address answers
too (a font named inside a style sheet, `favicon.ico`) and is asked about again each time.
"""

import gzip
import hashlib
import mimetypes
import posixpath
import re
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
COMPRESSED = {".css", ".js", ".svg", ".json", ".txt", ".map", ".webmanifest"}
IN_STYLE_SHEET = re.compile(r"""url\((["']?)(?!data:|https?:|/|#)([^"')]+)\1\)""")

mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("application/manifest+json", ".webmanifest")


@dataclass(frozen=True)
class Asset:
    """One file, ready to be sent."""

    body: bytes
    zipped: bytes | None
    media_type: str
    digest: str


class Assets:
    """An ASGI application that serves a folder from memory, and the addresses of its files.

    Args:
        folder: the files.
        prefix: where the application is mounted.
        fresh: look at the folder again when a file is asked for by address (`serve --dev`).
    """

    def __init__(self, folder: Path, prefix: str = "/static", fresh: bool = False) -> None:
        self._folder = folder
        self._prefix = prefix
        self._fresh = fresh
        self._read()

    def url(self, path: str) -> str:
        """The address of `css/base.css`: `/static/css/base.<hash>.css`.

        Raises:
            LookupError: there is no such file; a template that names it is wrong.
        """
        if self._fresh:
            self._read()
        if path not in self._assets:
            raise LookupError(f"static/{path} does not exist")
        return f"{self._prefix}/{_hashed(path, self._assets[path].digest)}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a GET or HEAD for one file."""
        path = scope["path"].removeprefix(scope.get("root_path", "")).removeprefix("/")
        await self._answer(path, scope)(scope, receive, send)

    def _answer(self, path: str, scope: Scope) -> Response:
        if scope["method"] not in ("GET", "HEAD"):
            return PlainTextResponse("method not allowed", 405, headers={"Allow": "GET, HEAD"})
        plain = self._plain_names.get(path, path)
        asset = self._assets.get(plain)
        if asset is None:
            return PlainTextResponse("there is no such file", 404)
        headers = {
            "Cache-Control": FOREVER if plain != path else ASK_AGAIN,
            "ETag": f'W/"{asset.digest}"',
            "Vary": "Accept-Encoding",
        }
        asked = Headers(scope=scope)
        if headers["ETag"] in asked.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        body = asset.body
        if asset.zipped is not None and "gzip" in asked.get("accept-encoding", ""):
            body, headers["Content-Encoding"] = asset.zipped, "gzip"
        return Response(body, media_type=asset.media_type, headers=headers)

    def _read(self) -> None:
        files = sorted(path for path in self._folder.rglob("*") if path.is_file())
        self._assets = {}
        for file in sorted(files, key=lambda file: file.suffix == ".css"):
            name = file.relative_to(self._folder).as_posix()
            body = file.read_bytes()
            if file.suffix == ".css":
                body = self._with_hashed_names(body.decode(), Path(name).parent).encode()
            self._assets[name] = _asset(name, body)
        self._plain_names = {_hashed(name, asset.digest): name for name, asset in self._assets.items()}

    def _with_hashed_names(self, style: str, folder: Path) -> str:
        """The style sheet with the fonts and pictures it names under their hashed addresses."""

        def rename(found: re.Match[str]) -> str:
            name = posixpath.normpath(folder / found[2])
            asset = self._assets.get(name)
            return f"url({self._prefix}/{_hashed(name, asset.digest)})" if asset else found[0]

        return IN_STYLE_SHEET.sub(rename, style)


def _asset(name: str, body: bytes) -> Asset:
    suffix = Path(name).suffix
    zipped = gzip.compress(body, mtime=0) if suffix in COMPRESSED else None
    smaller = zipped if zipped is not None and len(zipped) < len(body) else None
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Asset(body, smaller, media_type, hashlib.sha256(body).hexdigest()[:12])


def _hashed(name: str, digest: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{digest}.{suffix}" if dot else f"{name}.{digest}"
