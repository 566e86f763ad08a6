"""The world that browsers are recorded in: the pages, the scenarios' servers on loopback, and one
step after the other.
"""

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote, urlsplit

import trustme

from cors_lab.fetch.wire import HTTPResponse, NetworkFailure
from tests.browsers.replay import View, wire_view
from tests.browsers.scenario import Scenario, answer, url_of

if TYPE_CHECKING:
    from cors_lab.fetch.wire import HTTPRequest

HARNESS = Path(__file__).with_name("harness.js").read_text(encoding="utf-8")
FRAME = "/__frame"  # where the document of a sandboxed frame is
TLS_NAMES = (
    "app.test",
    "api.test",
    "other.test",
    "*.site.test",
    "*.example.com",
    "localhost",
    "127.0.0.1",
)
UNTRUSTED = "untrusted.test"


class Driver(Protocol):
    """What a real browser must let a recorder do."""

    def forget(self) -> None:
        """Delete all cookies."""

    def open(self, url: str) -> None:
        """Show a page and wait until it is loaded."""

    def follow(self, url: str) -> None:
        """Let the page navigate itself to another URL and wait until that is loaded."""

    def run(self, request: dict[str, Any]) -> View:
        """Run one request with the page's harness."""

    def heard(self) -> View:
        """The console lines, with the recorder's prefixes, and the like, since this was last
        asked.
        """


@dataclass(slots=True)
class World:
    """Every server there is, as one handler: the pages, and the current step's answers."""

    scenario: Scenario = field(default_factory=dict)
    step: dict[str, Any] = field(default_factory=dict)
    received: list[HTTPRequest] = field(default_factory=list)

    def handle(self, request: HTTPRequest) -> HTTPResponse | NetworkFailure:
        """The page itself at `/`, otherwise what the current step's server answers; what lies
        outside `/<id>/` is not written down.
        """
        path = urlsplit(request.url).path
        if path == "/":
            return page_document(self.scenario)
        if path == FRAME:
            return frame_document()
        if path == "/favicon.ico" or not self.step:
            return HTTPResponse(204)
        if f"/{self.scenario['id']}/" in request.url:
            self.received.append(request)
        return answer(self.step["server"], url_of(self.step), request)

    def record(self, driver: Driver, scenario: Scenario) -> list[View]:
        """What a browser does with a scenario, step by step, in the shape of `observed`."""
        self.scenario, self.step = scenario, {}
        driver.forget()
        driver.open(_page_url(scenario))
        return [self._record_step(driver, step) for step in scenario["steps"]]

    def _record_step(self, driver: Driver, step: dict[str, Any]) -> View:
        time.sleep(step.get("wait_ms", 0) / 1000)
        driver.heard()
        self.step, self.received = step, []
        outcome = (
            self._visit(driver, step) if "visit" in step else _sorted(driver.run(step["request"]))
        )
        heard = driver.heard()
        return outcome | {"wire": [wire_view(request, step) for request in self.received]} | heard

    def _visit(self, driver: Driver, step: dict[str, Any]) -> View:
        driver.follow(step["visit"]["url"])
        driver.open(_page_url(self.scenario))
        return {"visited": True}


def _sorted(outcome: View) -> View:
    return outcome | (
        {"headers": sorted(map(list, outcome["headers"]))} if "headers" in outcome else {}
    )


def _page_url(scenario: Scenario) -> str:
    return f"{scenario.get('embedder') or scenario['page']}/"


def page_document(scenario: Scenario) -> HTTPResponse:
    """The page of a scenario, with the harness in it, and with a frame where the page's origin is
    opaque.
    """
    frames = {
        "sandbox": f'<iframe sandbox="allow-scripts" src="{FRAME}"></iframe>',
        "data": f'<iframe src="data:text/html;charset=utf-8,{quote(_document("", framed=False))}"></iframe>',  # noqa: E501
    }
    kind = scenario.get("page_kind")
    return _html(_document(frames.get(kind or "", ""), framed=kind is not None))


def frame_document() -> HTTPResponse:
    """The document of a sandboxed frame."""
    return _html(_document("", framed=False))


def _html(document: str) -> HTTPResponse:
    body = document.encode()
    return HTTPResponse(
        200,
        (("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))),
        body,
        "OK",
    )


def _document(content: str, framed: bool) -> str:
    script = f"const FRAMED = {'true' if framed else 'false'};\n{HARNESS}"
    return (
        '<!doctype html><meta charset="utf-8"><link rel="icon" '
        f'href="data:,"><title>page</title><script>{script}</script>{content}'
    )


class Authority:
    """A certificate authority made for one recording, and a certificate for these names, or for all
    that the scenarios use.
    """

    def __init__(self, *names: str) -> None:
        self.ca = trustme.CA()
        self.certificate = self.ca.issue_cert(*(names or TLS_NAMES))

    def context(self) -> ssl.SSLContext:
        """A server's TLS settings."""
        context, untrusted = (
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER),
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER),
        )
        self.certificate.configure_cert(context)
        trustme.CA().issue_cert(UNTRUSTED).configure_cert(untrusted)

        def choose(connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
            connection.context = untrusted if name == UNTRUSTED else context

        context.sni_callback = choose
        return context
