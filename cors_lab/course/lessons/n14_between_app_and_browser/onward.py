"""From one layer to the next: over a port, and written down on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Request, Response

from cors_lab.browser.transport.sockets import SocketTransport
from cors_lab.fetch.wire import HTTPRequest, HTTPResponse

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

# They belong to one connection, not to the message.
HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "upgrade", "host"})
FRAMING = frozenset({"connection", "transfer-encoding", "date"})
NOT_RUNNING = "http://127.0.0.1:9"  # the port of a service that no machine has: it is refused


class Unreachable(ConnectionError):
    """The next layer does not answer."""


@dataclass(slots=True)
class Onward:
    """Passes every request on to the server at this URL; raises Unreachable where none answers."""

    url: str

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        answer = SocketTransport().send(_request(Request(environ), self.url), self.url)
        if not isinstance(answer, HTTPResponse):
            raise Unreachable(answer.detail)
        headers = [pair for pair in answer.headers if not _of_the_connection(*pair)]
        start_response(f"{answer.status} {answer.status_text or 'Unknown'}", headers)
        return [answer.body]


def _of_the_connection(name: str, value: str) -> bool:
    """Does this line say something of this connection alone? So does what serves our layers."""
    return name.lower() in FRAMING or (name.lower() == "server" and value.startswith("Werkzeug"))


def _request(request: Request, url: str) -> HTTPRequest:
    """The same request, to the host that is next."""
    body = request.get_data() or None
    kept = [(name, value) for name, value in request.headers if name.lower() not in HOP_BY_HOP]
    host = ("Host", url.partition("://")[2])
    path = request.environ.get("REQUEST_URI") or request.full_path.rstrip("?")
    return HTTPRequest("request", request.method, f"{url}{path}", (host, *kept), body)


@dataclass(slots=True)
class Heard:
    """What one layer was asked, and what it answered (None: nothing)."""

    layer: str
    method: str
    asked: tuple[tuple[str, str], ...]
    status: int | None = None
    answered: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Tap:
    """Writes down what a layer is asked, and what it answers."""

    layer: str
    behind: WSGIApplication
    log: list[Heard] = field(default_factory=list)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        request = Request(environ)
        heard = Heard(self.layer, request.method, tuple(request.headers))
        self.log.append(heard)
        response = Response(*run_wsgi_app(self.behind, environ, buffered=True))
        heard.status = response.status_code
        heard.answered = tuple(response.headers)
        return response(environ, start_response)
