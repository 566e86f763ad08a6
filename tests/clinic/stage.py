"""Where a case is played: its apps on real servers, one page, and behind every name of the network
the one that answers for it.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import uvicorn

from cors_lab import Browser, serve
from cors_lab.browser.transport.sockets import SocketTransport
from cors_lab.fetch.headers import get
from cors_lab.fetch.wire import HTTPResponse, NetworkFailure
from cors_lab.tools.check.apps import protocol
from cors_lab.tools.check.question import http_url
from tests.browsers.recording import FRAME, frame_document, page_document
from tests.browsers.scenario import FAILING
from tests.browsers.wire_server import LOOPBACK
from tests.clinic.case import PAGE, Deploy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cors_lab.fetch.wire import HTTPRequest
    from tests.browsers.recording import Driver, View
    from tests.clinic.case import Case

TOLD = (
    "origin",
    "access-control-request-method",
    "access-control-request-headers",
    "cookie",
    "authorization",
    "content-type",
)
OF_THE_CONNECTION = ("connection", "transfer-encoding", "keep-alive")


@dataclass(slots=True)
class Stage:
    """The network of one case: a browser is led here for every name, real or simulated."""

    case: Case
    servers: dict[str, str] = field(default_factory=dict)
    received: list[HTTPRequest] = field(default_factory=list)
    _stack: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def __enter__(self) -> Stage:
        self.deploy(self.case.apps)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def deploy(self, apps: Mapping[str, Any]) -> None:
        """Start these apps; from now on they answer for their origins."""
        self.servers |= {
            origin: self._stack.enter_context(served(make(), origin))
            for origin, make in apps.items()
        }

    def handle(self, request: HTTPRequest) -> HTTPResponse | NetworkFailure:
        """The page, or what a server says to this request."""
        url, place = http_url(request.url).origin.serialized, urlsplit(request.url)
        if url in self.servers and place.path != "/favicon.ico":
            self.received.append(request)
            return _whole(SocketTransport().send(request, self.servers[url]))
        if place.path == FRAME:
            return frame_document()
        if url == self.case.home:
            return self._page()
        return NetworkFailure(
            FAILING.get(place.hostname or "", "connection-closed"), "there is no such server"
        )

    def _page(self) -> HTTPResponse:
        document = page_document({"page_kind": "sandbox"} if self.case.page == "null" else {})
        policy = (("Content-Security-Policy", f"{self.case.policy}"),) if self.case.policy else ()
        return replace(document, headers=document.headers + policy)

    def send(self, request: HTTPRequest, target: str | None) -> HTTPResponse | NetworkFailure:
        """The same to the simulated browser."""
        return self.handle(request)

    def play(self, driver: Driver) -> list[View]:
        """What a real browser does with each call of the case: what JavaScript saw, what reached a
        server, and what was heard.
        """
        driver.forget()
        driver.open(f"{self.case.home}/")
        return [self._played(driver, call) for call in self._calls()]

    def _calls(self) -> Iterator[Mapping[str, Any]]:
        for step in self.case.steps:
            if isinstance(step, Deploy):
                self.deploy(step.apps)
            else:
                yield self.case.call(step)

    def _played(self, driver: Driver, call: Mapping[str, Any]) -> View:
        driver.heard()
        self.received.clear()
        outcome = driver.run(dict(call))
        heard = driver.heard()
        return outcome | {"wire": [told(request) for request in self.received]} | heard

    def simulate(self, engine: str) -> list[View]:
        """The same in the simulated browser."""
        browser = Browser(engine=engine, transport=self)
        page = (
            browser.open("null", embedder=PAGE, kind="sandbox")
            if self.case.page == "null"
            else browser.open(self.case.page)
        )
        return [self._simulated(page, call) for call in self._calls()]

    def _simulated(self, page: Any, call: Mapping[str, Any]) -> View:
        self.received.clear()
        result = page.fetch(**call)
        wire = [told(request) for request in self.received]
        return js_of(None if result.error else result.response) | {
            "wire": wire,
            "console": list(result.console()),
            "result": result,
        }


def js_of(response: Any) -> View:
    """What JavaScript sees of a response, as the harness in the page tells it."""
    if response is None:
        return {"fulfilled": False}
    return {
        "fulfilled": True,
        "type": response.type,
        "status": response.status,
        "headers": [list(pair) for pair in response.headers],
        "url": response.url,
        "redirected": response.redirected,
        "body": response.text()[:200],
    }


def told(request: HTTPRequest) -> View:
    """One request as a server got it, as far as CORS goes."""
    headers = {name: value for name in TOLD if (value := get(request.headers, name)) is not None}
    return {"method": request.method, "url": request.url, "headers": headers}


def _whole(answer: HTTPResponse | NetworkFailure) -> HTTPResponse | NetworkFailure:
    """The answer without what was said of a connection of its own."""
    if isinstance(answer, NetworkFailure):
        return answer
    servers = [value for name, value in answer.headers if name.lower() == "server"]
    others = tuple(pair for pair in answer.headers if pair[0].lower() not in OF_THE_CONNECTION)
    kept = tuple(
        pair for pair in others if pair[0].lower() != "server" or pair[1] == servers[-1]
    )  # werkzeug adds its own line
    length = (
        ()
        if get(kept, "Content-Length") or answer.status in (204, 304)
        else (("Content-Length", str(len(answer.body))),)
    )
    return HTTPResponse(answer.status, (*kept, *length), answer.body, answer.status_text)


@contextlib.contextmanager
def served(app: Any, origin: str) -> Iterator[str]:
    """The base URL of a real server of this app, on a free loopback port: the one of `origin`,
    behind a proxy that ends TLS.
    """
    if protocol(app) == "wsgi":
        with serve(
            lambda environ, start: app(
                environ | {"wsgi.url_scheme": origin.partition(":")[0]}, start
            )
        ) as server:
            yield server.url
        return
    listener = socket.create_server(
        (LOOPBACK, 0)
    )  # who connects before it has started waits in its queue
    server = uvicorn.Server(
        uvicorn.Config(
            app, log_config=None, log_level="critical", lifespan="off", ws="none", http="h11"
        )
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
