"""A scene in the simulated browser, and what an engine leaves behind of it."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from cors_lab.browser.browser import Browser
from cors_lab.course.exercises.trials import Nowhere, opened
from cors_lab.fetch.wire import NetworkFailure
from cors_lab.result.answers import sent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cors_lab.course.clinic.model import Scene, Sick
    from cors_lab.fetch.wire import HTTPRequest, HTTPResponse
    from cors_lab.result.record import Exchange
    from cors_lab.result.result import FetchResult

STRANGER = "https://stranger.test"
WHEN = "2026-12-01T09:30:00.000Z"


class Network(NamedTuple):
    """What has no server in the scene: on a host that has one nothing listens, others have no
    address.
    """

    known: frozenset[str]

    def send(self, request: HTTPRequest, target: str | None) -> NetworkFailure:
        """Nobody answers, and why."""
        host = request.url.partition("://")[2].partition("/")[0].partition(":")[0]
        if host in self.known:
            return NetworkFailure("connection-refused", "nothing listens on this port")
        return Nowhere().send(request, target)


class Played(NamedTuple):
    """What happened: all the calls, the last of them shows the case."""

    calls: tuple[FetchResult, ...]

    @property
    def last(self) -> FetchResult:
        """The call that shows it."""
        return self.calls[-1]


def play(scene: Scene, engine: str, page: str = "", wait: float = 0.0) -> Played:
    """Play a scene in a fresh profile of this engine; `page` is another page that asks the same."""
    names = frozenset(origin.partition("://")[2].partition(":")[0] for origin in scene.hosts)
    browser = Browser(
        engine,
        hosts=scene.hosts,
        transport=Network(names),
        address_spaces=scene.spaces or None,
        local_network_access="denied" if scene.spaces else "prompt",
    )
    asks = page or scene.page
    document = browser.open(asks, csp=scene.csp) if scene.csp else opened(browser, asks)
    calls = [document.fetch(scene.url, **{**scene.arguments, **call}) for call in scene.first]
    if scene.login:
        calls.append(document.fetch(scene.login, method="POST", credentials="include"))
    browser.hosts.update(scene.later)
    browser.advance(wait)
    calls.append(document.fetch(scene.url, **scene.arguments))
    return Played(tuple(calls))


class Symptoms(NamedTuple):
    """What a learner is given: the console of each engine, the Network rows, curl, and a HAR."""

    story: str
    engine: str
    console: dict[str, tuple[str, ...]]
    rows: tuple[tuple[str, str, str], ...]
    curl: str
    har: dict[str, Any]
    seen: str
    call: str


def symptoms(sick: Sick) -> Symptoms:
    """What this case leaves behind, in three engines."""
    scene = sick.scene(sick.starter)
    engines = (sick.engine, *(name for name in NAMES if name != sick.engine))
    played = {name: play(scene, name) for name in engines}
    first = played[sick.engine]
    exchanges = [one for call in first.calls for one in call.exchanges]
    if sick.sign == "stranger-reads":
        exchanges += play(scene, sick.engine, _stranger(scene)).last.exchanges
    return Symptoms(
        sick.story,
        sick.engine,
        {name: tuple(one.last.console()) for name, one in played.items()},
        tuple(_row(one) for one in exchanges) + _nothing_sent(first.last, scene),
        "\n\n".join(_curl(one) for one in exchanges),
        {"log": {"version": "1.2", "creator": {"name": "CORS Lab", "version": "1"},
                 "entries": [_entry(one, scene) for one in exchanges]}},
        _seen(first.last),
        _call(scene),
    )  # fmt: skip


NAMES = {"chromium": "Chromium", "firefox": "Firefox", "webkit": "WebKit"}


def _stranger(scene: Scene) -> str:
    """An origin that is not the page's, and that a careless server lets in."""
    _, _, host = scene.page.partition("://")
    tried = (STRANGER, f"{scene.page}.evil.test", f"https://evil{host}", f"http://{host}")
    for origin in tried:
        if origin != scene.page and play(scene, "chromium", origin).last.fulfilled:
            return origin
    return STRANGER


def _row(one: Exchange) -> tuple[str, str, str]:
    status = "(failed)"
    if one.response is not None:
        status = str(one.response.status)
    elif one.failure is not None:
        status = f"(failed) {one.failure.code}"
    return (f"{one.request.method} {one.request.url}", one.kind, status)


def _nothing_sent(last: FetchResult, scene: Scene) -> tuple[tuple[str, str, str], ...]:
    """A row for the last call where it did not reach the wire."""
    if last.exchanges:
        return ()
    method = str(scene.arguments.get("method", "GET"))
    return ((f"{method} {scene.url}", "request", sent(last, preflight=False)),)


def _curl(one: Exchange) -> str:
    parts = [f"curl -i -X {one.request.method} {shlex.quote(one.request.url)}"]
    told = [(name, value) for name, value in one.request.headers if name.lower() in TOLD]
    parts += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in told]
    if one.request.body:
        parts.append(f"--data {shlex.quote(one.request.body.decode('latin-1'))}")
    lines = ["$ " + " \\\n    ".join(parts)]
    if one.response is None:
        return "\n".join([*lines, _curl_failed(one)])
    lines.append(f"HTTP/1.1 {one.response.status} {one.response.status_text}")
    lines += [f"{name}: {value}" for name, value in _told(one.response)]
    return "\n".join([*lines, "", one.response.body.decode("utf-8", "replace")[:120].strip()])


def _told(answer: HTTPResponse) -> list[tuple[str, str]]:
    """The headers; Flask takes `Allow` from a set, whose order differs from process to process."""
    return [
        (name, ", ".join(sorted(value.split(", "))) if name == "Allow" else value)
        for name, value in answer.headers
    ]


def _curl_failed(one: Exchange) -> str:
    """What curl says where no answer comes. https://curl.se/libcurl/c/libcurl-errors.html"""
    parts = urlsplit(one.request.url)
    if one.failure is not None and one.failure.code == "name-not-resolved":
        return f"curl: (6) Could not resolve host: {parts.hostname}"
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    said = "Couldn't connect to server"
    return f"curl: (7) Failed to connect to {parts.hostname} port {port} after 0 ms: {said}"


TOLD = frozenset(
    (
        "origin cookie authorization content-type access-control-request-method "
        "access-control-request-headers baggage sentry-trace x-requested-with x-trace-id "
        "x-client-version"
    ).split()
)


def _entry(one: Exchange, scene: Scene) -> dict[str, Any]:
    """One entry of a HAR file."""
    answer = one.response
    headers = _told(answer) if answer else []
    return {
        "startedDateTime": WHEN,
        "time": 1,
        "request": {"method": one.request.method, "url": one.request.url, "httpVersion": "HTTP/1.1",
                    "headers": _pairs(one.request.headers), "queryString": [], "cookies": [],
                    "headersSize": -1, "bodySize": len(one.request.body or b"")},
        "response": {"status": answer.status if answer else 0,
                     "statusText": answer.status_text if answer else "", "httpVersion": "HTTP/1.1",
                     "headers": _pairs(headers), "cookies": [], "redirectURL": "",
                     "content": {"size": 0, "mimeType": "application/json"},
                     "headersSize": -1, "bodySize": -1},
        "cache": {},
        "timings": {"send": 0, "wait": 1, "receive": 0},
        "_resourceType": "preflight" if one.kind == "preflight" else "fetch",
    }  # fmt: skip


def _pairs(headers: Any) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


def _seen(result: FetchResult) -> str:
    """What JavaScript sees of it."""
    response = result.response
    if response is None:
        return "fetch rejected: TypeError"
    headers = ", ".join(f"{name}: {value}" for name, value in response.headers) or "none"
    return f"type {response.type}, status {response.status}, headers {headers}"


def _call(scene: Scene) -> str:
    """The page's call, as JavaScript."""
    options: Mapping[str, Any] = {
        name: dict(value) if name == "headers" else value
        for name, value in scene.arguments.items()
        if value
    }
    more = f", {json.dumps(options)}" if options else ""
    return f"// on {scene.page}\nfetch({json.dumps(scene.url)}{more})"
