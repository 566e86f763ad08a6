"""What a server of a lesson refuses: bodies that are too large, and pages that reach it by a
trick.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

MOST_BODY = 16 * 1024 * 1024  # bytes of a request: any page may POST to a port of this machine
LOOPBACK_NAME = re.compile(r"127(\.[0-9]{1,3}){3}|\[::1\]|([a-z0-9-]+\.)*localhost\.?")


def guarded(app: WSGIApplication, environ: WSGIEnvironment) -> WSGIApplication:
    """The app, or what answers in its place where the request is not one for it."""
    if _is_rebound(environ):
        return _refusal(
            "421 Misdirected Request", b"This server answers for loopback names only.\n"
        )
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or len(length) > 12 or int(length) > MOST_BODY:
        return _refusal("413 Content Too Large", b"A body may have 16 MiB at most.\n")
    environ["wsgi.input"] = Limited(environ["wsgi.input"])
    return app


def _is_rebound(environ: WSGIEnvironment) -> bool:
    """Does a page ask under a name of its own that it let point to this machine (DNS rebinding)?

    Such a page has to name the port that this server listens on. What comes through our browser
    under another name, as its `hosts` map it, names none, or another.
    """
    name, _, port = environ.get("HTTP_HOST", "").rpartition(":")
    is_ours = name != "" and port == environ.get("SERVER_PORT")
    return is_ours and not LOOPBACK_NAME.fullmatch(name.lower())


def _refusal(status: str, body: bytes) -> WSGIApplication:
    def refuse(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        start(status, [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [body]

    return refuse


class Limited:
    """A request's body that ends after 16 MiB: one in pieces does not say how long it is."""

    def __init__(self, stream: Any) -> None:
        self._stream, self._left = stream, MOST_BODY

    def read(self, size: int | None = -1) -> bytes:
        """So many bytes, or all there are."""
        return self._counted(self._stream.read(self._most(size)))

    def readline(self, size: int | None = -1) -> bytes:
        """One line."""
        return self._counted(self._stream.readline(self._most(size)))

    def readlines(self, hint: int = -1) -> list[bytes]:
        """All lines."""
        return list(self)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def _most(self, size: int | None) -> int:
        if size is None or size < 0:
            return self._left
        return min(size, self._left)

    def _counted(self, data: bytes) -> bytes:
        self._left -= len(data)
        return data
