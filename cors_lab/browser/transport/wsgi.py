"""A request to a WSGI app that is called in this process."""

from __future__ import annotations

import io
import sys
import traceback
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from cors_lab.browser.transport import MAX_BODY
from cors_lab.browser.transport.address import parse_address
from cors_lab.fetch.wire import HTTPResponse, NetworkFailure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import WSGIApplication

    from cors_lab.fetch.wire import HTTPRequest

CRASH = HTTPResponse(
    500, (("Content-Type", "text/plain"),), b"Internal Server Error", "INTERNAL SERVER ERROR"
)


class WSGITransport:
    """A server without a network: the WSGI app is called in this process; `max_bytes` bounds the
    body.
    """

    def __init__(self, app: WSGIApplication, max_bytes: int = MAX_BODY) -> None:
        self._app, self._max_bytes = app, max_bytes

    def send(
        self, request: HTTPRequest, target: str | None = None
    ) -> HTTPResponse | NetworkFailure:
        """The app's answer; an app that raises answers 500 as under werkzeug's server, its
        traceback goes to stderr.
        """
        body, heads, error = bytearray(), [CRASH], None

        def start_response(
            status: str, headers: list[tuple[str, str]], exc_info: object = None
        ) -> Callable[[bytes], object]:
            "".join(name + value for name, value in headers).encode(
                "latin-1"
            )  # a server could not send other characters either
            heads.append(HTTPResponse(int(status[:3]), tuple(headers), status_text=status[4:]))
            return body.extend

        try:
            self._collect(self._app(_environ(request), start_response), body)
        except Exception:
            traceback.print_exc()
            error = "body-incomplete"
        if len(heads) == 1 or (error and not body):
            return CRASH
        if request.method == "HEAD" or heads[-1].status in (204, 304):
            body.clear()
        if len(body) > self._max_bytes:
            error = "body-too-large"
        return replace(heads[-1], body=bytes(body[: self._max_bytes]), body_error=error)

    def _collect(self, pieces: Iterable[bytes], body: bytearray) -> None:
        """Gather the body while it is small enough, and close the iterable as every WSGI server
        must.
        """
        try:
            for piece in pieces:
                body += piece
                if len(body) > self._max_bytes:
                    return
        finally:
            getattr(pieces, "close", lambda: None)()


def _environ(request: HTTPRequest) -> dict[str, Any]:
    """The WSGI environment of a request, as werkzeug's server makes it."""
    scheme, host, port, target = parse_address(request.url)
    path, _, query = target.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SERVER_NAME": host.strip("[]"),
        "SERVER_PORT": str(port),
    }
    environ |= {
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
    }
    environ |= {
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
    }
    environ |= {"wsgi.input": io.BytesIO(request.body or b""), "wsgi.errors": sys.stderr}
    environ |= {"wsgi.multithread": False, "wsgi.multiprocess": False, "wsgi.run_once": False}
    for name, value in request.headers:
        key = name.upper().replace("-", "_")
        if key in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = key
        else:
            key = f"HTTP_{key}"
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    return environ
