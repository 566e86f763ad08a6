"""Real servers for lessons: any WSGI app on a free loopback port, in a thread, known to the browser
by the name of its origin.

werkzeug is imported when the first server starts, not with this module: `import cors_lab` stays
fast, and no thread or socket exists before someone asks for one.
"""

from __future__ import annotations

import atexit
import re
import sys
import threading
import traceback
from collections import deque
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from io import StringIO
from typing import TYPE_CHECKING, Self

from cors_lab.server.guard import guarded
from cors_lab.server.registry import LOCK, SERVERS

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from werkzeug.serving import BaseWSGIServer

LOOPBACK = "127.0.0.1"
LOG_LIMIT = 1000
IDLE_SECONDS = (
    10  # a client that says nothing for so long is hung up on, or its thread would stay for ever
)
# A tuple origin as browsers serialise it. The full URL parser would come with a compiled library,
# too much for checking a name.
ORIGIN = re.compile(
    r"(?P<scheme>https?)://([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:]+\])(:(?P<port>[1-9][0-9]{0,4}))?"
)
DEFAULT_PORTS = {"http": "80", "https": "443"}


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """One line of a server's log: the request as it was sent, and the status of the answer.

    `method` has the case in which it was sent; `path` includes the query; `origin` is the Origin
    header or None; `preflight` is True for OPTIONS with Access-Control-Request-Method; `error` is
    what the app wrote to its error stream, for example a traceback.
    """

    method: str
    path: str
    status: int
    origin: str | None
    preflight: bool
    error: str = field(default="", compare=False)

    def __repr__(self) -> str:
        kind = " (preflight)" if self.preflight else ""
        if self.origin is None:
            origin = "no Origin"
        else:
            origin = f"Origin: {self.origin}"
        # a client chooses these texts: escaped, they cannot move the cursor or forge a line
        return f"{self.method} {self.path}{kind} -> {self.status}, {origin}".encode(
            "unicode_escape"
        ).decode()


class Server:
    """A WSGI app that runs in a thread on a free loopback port. Use `serve` to make one.

    `app` is the app, `origin` the origin it answers for, `port` and `url` where it listens
    (`http://127.0.0.1:PORT`).
    """

    __slots__ = ("_http", "_lock", "_log", "_thread", "app", "name", "origin", "port", "url")

    def __init__(
        self, app: WSGIApplication, name: str | None, now: Callable[[], float] | None = None
    ) -> None:
        self._log: deque[Entry] = deque(maxlen=LOG_LIMIT)
        self._lock = threading.Lock()
        self._http = _listen(_watched(app, self._record), now)
        self.app = app
        self.name = name
        self.port = self._http.port
        self.url = f"http://{LOOPBACK}:{self.port}"
        self.origin = name or self.url
        # `stop` waits for up to one interval; with werkzeug's own it would take half a second.
        run = partial(self._http.serve_forever, poll_interval=0.02)
        self._thread = threading.Thread(target=run, name=f"server of {self.origin}", daemon=True)
        self._thread.start()

    @property
    def log(self) -> list[Entry]:
        """The last 1000 requests, oldest first."""
        with self._lock:
            return list(self._log)

    @property
    def running(self) -> bool:
        """Does it still accept connections?"""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Close the port and end the thread; from then on connections are refused. Stopping twice
        does nothing.
        """
        with LOCK:
            if SERVERS.get(self.origin) is self:
                del SERVERS[self.origin]
        self._http.shutdown()
        self._thread.join()

    def _record(self, entry: Entry) -> None:
        with self._lock:
            self._log.append(entry)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def __repr__(self) -> str:
        # never the port: what a notebook shows is the same on each run
        return (
            f"<Server {self.name or 'without a name'} {'running' if self.running else 'stopped'}>"
        )


def serve(
    app: WSGIApplication, name: str | None = None, *, now: Callable[[], float] | None = None
) -> Server:
    """Start a WSGI app (a Flask app, a PolicyFront) on a free loopback port, as the server of the
    origin `name`.

    Where a server of that name runs already, the new one takes its place and the old one stops; so
    does one without a name that the same line of a cell started when it last ran. Without a name
    the origin is `http://127.0.0.1:PORT`. All servers stop when Python ends. `now()`, in seconds
    since the epoch, is the time that the server tells in `Date`, such as that of a browser whose
    clock was moved.
    Raises TypeError for an app that cannot be called, ValueError for a name that is not an origin.

    >>> from flask import Flask
    >>> with serve(Flask("api"), name="https://api.example") as server:
    ...     server
    <Server https://api.example running>
    >>> server
    <Server https://api.example stopped>
    """
    if not callable(app):
        raise TypeError(f"app must be a WSGI application, such as a Flask app, not {app!r}")
    if name is not None and not _is_origin(name):
        raise ValueError(
            "name must be an origin such as 'https://api.example' (lower case; no path, no default"
            f" port), not {name!r}"
        )
    server = Server(app, name, now)
    with LOCK:
        if server.origin in SERVERS:
            old = [SERVERS[server.origin]]
        else:
            old = []
        SERVERS[server.origin] = server
        if name is None:
            old += _of_the_last_run(server)
    for each in old:
        each.stop()
    return server


def _of_the_last_run(server: Server) -> list[Server]:
    """The servers without a name that the same line of a notebook's cell started when it last
    ran.
    """
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    caller = sys._getframe(2)
    if shell is None or caller.f_globals is not getattr(shell, "user_ns", None):
        return []
    place = (caller.f_code.co_filename, caller.f_lineno)
    run = shell.execution_count
    before = _BY_CELL.get(place)
    if before is None or before[0] != run:
        _BY_CELL[place] = (run, [server])
        if before:
            return before[1]
        return []
    before[1].append(server)
    return []


# Servers without a name, by the line of a cell that started them: its run, and what that started.
_BY_CELL: dict[tuple[str, int], tuple[int, list[Server]]] = {}


@atexit.register
def stop_all() -> None:
    """Stop every server that `serve` started."""
    with LOCK:
        servers = list(SERVERS.values())
    for server in servers:
        server.stop()


def _is_origin(name: object) -> bool:
    parts = ORIGIN.fullmatch(name) if isinstance(name, str) else None
    if parts is None:
        return False
    return parts["port"] is None or (
        int(parts["port"]) <= 65535 and parts["port"] != DEFAULT_PORTS[parts["scheme"]]
    )


def _listen(app: WSGIApplication, now: Callable[[], float] | None) -> BaseWSGIServer:
    """A threaded werkzeug server on a free loopback port that writes nothing to the notebook."""
    from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

    class Handler(WSGIRequestHandler):
        timeout = IDLE_SECONDS

        def log(self, type: str, message: str, *args: object) -> None:
            """Say nothing: `Server.log` has it."""

        def date_time_string(self, timestamp: float | None = None) -> str:
            """The value of `Date`."""
            return super().date_time_string(now() if now and timestamp is None else timestamp)

    class HTTPServer(ThreadedWSGIServer):
        def log(self, type: str, message: str, *args: object) -> None:
            """Say nothing: `Entry.error` has it."""

        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing of a request that cannot be parsed: the client sees the connection
            close.
            """

    return HTTPServer(LOOPBACK, 0, app, handler=Handler)


def _watched(app: WSGIApplication, record: Callable[[Entry], None]) -> WSGIApplication:
    """The app, with each request recorded before its client can see the answer: who has the answer
    finds it in the log.
    """

    def watched(environ: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
        statuses = ["500"]  # what werkzeug answers for an app that starts no response

        def start(status, headers, exc_info=None, /):  # type: ignore[no-untyped-def]  # the types are those of StartResponse
            statuses.append(status)
            return start_response(status, headers, exc_info)

        # werkzeug gives sys.stderr, and Flask would print its tracebacks into the notebook
        environ["wsgi.errors"] = StringIO()
        with closing(_body(guarded(app, environ), environ, start)) as body:
            first = next(body, b"")
            record(_entry(environ, statuses[-1]))
            yield first
            yield from body

    return watched


def _body(app: WSGIApplication, environ: WSGIEnvironment, start: StartResponse) -> Generator[bytes]:
    """What the app answers; an exception before the first byte becomes a 500, one after it breaks
    the connection off.
    """
    try:
        yield from _chunks(app(environ, start))
    except (Exception, SystemExit, KeyboardInterrupt):  # exit() in a view ends no server
        traceback.print_exc(file=environ["wsgi.errors"])
        # PEP 3333: given `exc_info` when headers are on the wire already, `start` raises it again
        start(
            "500 INTERNAL SERVER ERROR",
            [("Content-Type", "text/plain"), ("Content-Length", "21")],
            sys.exc_info(),
        )
        yield b"Internal Server Error"


def _chunks(iterable: Iterable[bytes]) -> Iterator[bytes]:
    try:
        yield from iterable
    finally:
        if close := getattr(iterable, "close", None):  # PEP 3333 asks for it
            close()


def _entry(environ: WSGIEnvironment, status: str) -> Entry:
    """REQUEST_METHOD and REQUEST_URI are as sent: Flask's `request.method` is in upper case, its
    `path` is decoded.
    """
    method = environ["REQUEST_METHOD"]
    preflight = method == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ
    error = environ["wsgi.errors"].getvalue()
    return Entry(
        method,
        environ["REQUEST_URI"],
        int(status[:3]),
        environ.get("HTTP_ORIGIN"),
        preflight,
        error,
    )
