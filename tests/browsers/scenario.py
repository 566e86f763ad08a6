"""The recorded scenarios, and their server as a pure function: one request in, one answer out, no
socket.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from functools import lru_cache
from http.client import responses
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import ada_url

from cors_lab.fetch.wire import HTTPResponse, NetworkFailure

if TYPE_CHECKING:
    from cors_lab.fetch.wire import HTTPRequest

DATA = Path(__file__).parent / "data"
RECORDED, OWN, VERSIONS = DATA / "recorded.jsonl.gz", DATA / "own.jsonl.gz", DATA / "versions.json"
ENGINES = ("chromium", "firefox", "webkit")
ECHOES = {
    "{origin}": "origin",
    "{acrm}": "access-control-request-method",
    "{acrh}": "access-control-request-headers",
}
NO_LENGTH = (204, 304)
NOT_FOUND: dict[str, Any] = {"status": 404, "headers": []}
# Hosts that no scenario has a server for: what becomes of a connection to them.
FAILING = {
    "refused.test": "connection-refused",
    "nowhere.test": "name-not-resolved",
    "untrusted.test": "tls",
}

Scenario = dict[str, Any]


def load(path: Path = RECORDED) -> list[Scenario]:
    """Every recorded scenario, in the order of the file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def versions() -> dict[str, str]:
    """The version of each engine that the recordings come from."""
    known: dict[str, str] = json.loads(VERSIONS.read_text())
    return known


def url_of(step: dict[str, Any]) -> str:
    """The URL that a step asks for."""
    url: str = (step.get("request") or step["visit"])["url"]
    return url


@lru_cache(maxsize=8192)
def address(url: str) -> str:
    """A URL as the scenarios tell servers apart: normalised, without userinfo, query and
    fragment.
    """
    parsed = ada_url.URL(url)
    return f"{parsed.protocol}//{parsed.host}{parsed.pathname}"


def answer(server: dict[str, Any], url: str, request: HTTPRequest) -> HTTPResponse | NetworkFailure:
    """What the server of one step, whose own URL is `url`, answers; a URL or a kind that it does
    not list is a 404 without headers.
    """
    if (failing := FAILING.get(urlsplit(request.url).hostname or "")) is not None:
        return NetworkFailure(failing, "there is no such server")
    spec = _place(server, url, address(request.url)).get(
        "options" if is_preflight(request) else "main", NOT_FOUND
    )
    if spec.get("close"):
        return NetworkFailure(
            "connection-closed", "the server closed the connection without an answer"
        )
    body = spec.get("body", "").encode("latin-1")
    headers = _echoed(spec["headers"], request) + _length(spec["status"], body)
    silent = request.method == "HEAD" or spec["status"] in NO_LENGTH
    return HTTPResponse(
        spec["status"], headers, b"" if silent else body, responses.get(spec["status"], "")
    )


def is_preflight(request: HTTPRequest) -> bool:
    """OPTIONS with Access-Control-Request-Method, which is all that a server can go by."""
    return (
        request.method == "OPTIONS" and header(request, "access-control-request-method") is not None
    )


def header(request: HTTPRequest, name: str) -> str | None:
    """The lines of one name joined by ", ", or None."""
    values = [value for key, value in request.headers if key.lower() == name]
    return ", ".join(values) if values else None


def _place(server: dict[str, Any], url: str, wanted: str) -> dict[str, Any]:
    places = {address(hop["url"]): hop for hop in reversed(server.get("hops", []))}
    own = {address(url): server} if ada_url.check_url(url) else {}
    found: dict[str, Any] = (places | own).get(wanted, {})
    return found


def _echoed(lines: list[list[str]], request: HTTPRequest) -> tuple[tuple[str, str], ...]:
    echoes = {mark: header(request, name) for mark, name in ECHOES.items()}
    return tuple(
        (name, _echo(value, echoes))
        for name, value in lines
        if not any(m in value and echoes[m] is None for m in echoes)
    )


def _echo(value: str, echoes: dict[str, str | None]) -> str:
    for mark, echo in echoes.items():
        value = value.replace(mark, echo or "")
    return value.strip("\t ")  # what HTTP takes away on the wire


def _length(status: int, body: bytes) -> tuple[tuple[str, str], ...]:
    return () if status in NO_LENGTH else (("Content-Length", str(len(body))),)


@dataclass(slots=True)
class ScenarioTransport:
    """A transport whose other end is the server of the current step; it keeps every request that
    reached it.
    """

    server: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    received: list[HTTPRequest] = field(default_factory=list)

    def begin(self, step: dict[str, Any]) -> None:
        """Put the server of this step in place and forget the requests of the step before."""
        self.server, self.url, self.received = step["server"], url_of(step), []

    def send(self, request: HTTPRequest, target: str | None) -> HTTPResponse | NetworkFailure:
        """Answer one request; `target` plays no part, every origin is the scenario's."""
        self.received.append(request)
        return answer(self.server, self.url, request)
