"""The server of one step of a recorded load, as a pure function: one request in, one answer
out, no socket.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http.client import responses
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import ada_url

from cors_lab.fetch.websocket import accept_value
from cors_lab.fetch.wire import Frame, HTTPResponse, NetworkFailure
from tests.browsers.scenario import NO_LENGTH, NOT_FOUND, _echoed, _length, address, is_preflight

if TYPE_CHECKING:
    from cors_lab.fetch.wire import HTTPRequest

# Hosts that no scenario has a server for: what becomes of a connection to them.
FAILING = {"refused.test": "connection-refused", "nobody.test": "name-not-resolved"}
# Where nothing listens.
CLOSED_PORT = 8009
REPORT = {"status": 204, "headers": []}


def is_told(request: HTTPRequest) -> bool:
    """Is this a request that the recorder saw arrive?"""
    url = urlsplit(request.url)
    return (
        url.hostname not in FAILING
        and url.port != CLOSED_PORT
        and url.path not in ("/__import.js",)
    )


def place(server: dict[str, Any], wanted: str) -> dict[str, Any]:
    """The part of a step's server that answers for an address: a hop's own, or the step's if
    it has no hops.
    """
    hops = {address(hop["url"]): hop for hop in reversed(server.get("hops", []))}
    found: dict[str, Any] = hops.get(wanted, server)
    return found


@dataclass(slots=True)
class LoadTransport:
    """A transport whose other end is the server of the current step; it keeps every request
    that reached it.
    """

    assets: dict[str, bytes]
    server: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    received: list[HTTPRequest] = field(default_factory=list)

    def begin(self, step: dict[str, Any], action: str) -> None:
        """Put the server of this step in place and forget the requests of the step before."""
        self.server, self.url, self.received = step["server"], step[action]["url"], []
        if self.url.startswith("ws"):  # the handshake is a request by http
            self.url = self.url.replace("ws", "http", 1)

    def send(self, request: HTTPRequest, target: str | None) -> HTTPResponse | NetworkFailure:
        """Answer one request; `target` plays no part, every origin is the scenario's."""
        self.received.append(request)
        url = urlsplit(request.url)
        failing = FAILING.get(url.hostname or "")
        if url.port == CLOSED_PORT:
            failing = "connection-refused"
        if failing is not None:
            return NetworkFailure(failing, "there is no such server")
        return self._answer(request)

    def _spec(self, request: HTTPRequest) -> dict[str, Any]:
        if urlsplit(request.url).path.endswith("/report"):
            return REPORT
        wanted = address(request.url)
        hops = self.server.get("hops", [])
        listed = {address(hop["url"]): hop for hop in reversed(hops)}
        own = address(self.url) if ada_url.check_url(self.url) else ""
        known = listed.get(wanted) or (self.server if not hops or wanted == own else {})
        spec: dict[str, Any] = known.get("options" if is_preflight(request) else "main", NOT_FOUND)
        return spec

    def _answer(self, request: HTTPRequest) -> HTTPResponse | NetworkFailure:
        spec = self._spec(request)
        if spec.get("close"):
            return NetworkFailure(
                "connection-closed", "the server closed the connection without an answer"
            )
        if _comes_too_late(spec.get("delay_ms", 0), request):
            return NetworkFailure("timeout", "the server took longer than the page waited")
        if request.kind == "websocket" and spec.get("ws"):
            return _handshake(spec, request)
        body = self.assets[spec["asset"]] if spec.get("asset") else spec.get("body", "").encode()
        headers = _echoed(spec["headers"], request)
        if "stream_ms" not in spec:
            headers += _length(spec["status"], body)
        silent = request.method == "HEAD" or spec["status"] in NO_LENGTH
        return HTTPResponse(
            spec["status"],
            headers,
            b"" if silent else body,
            responses.get(spec["status"], "Unknown"),
            "body-timeout" if _comes_too_late(spec.get("stream_ms", 0), request) else None,
            elapsed=(spec.get("delay_ms", 0) + spec.get("stream_ms", 0)) / 1000,
        )


def _comes_too_late(milliseconds: int, request: HTTPRequest) -> bool:
    return request.patience is not None and milliseconds > 1000 * request.patience


def _handshake(spec: dict[str, Any], request: HTTPRequest) -> HTTPResponse:
    """The answer that opens a web socket, and what comes over it."""
    key = dict(request.headers)["Sec-WebSocket-Key"]
    opening = (
        ("Upgrade", "websocket"),
        ("Connection", "Upgrade"),
        ("Sec-WebSocket-Accept", "bogus" if spec.get("bad_key") else accept_value(key)),
    )
    frames = (Frame("text", "hi"), Frame("close", "", 1000))
    if spec.get("drop"):
        frames = (Frame("dropped"),)
    elif "close_code" in spec:
        frames = (Frame("close", "", spec["close_code"]),)
    headers = opening + _echoed(spec["headers"], request)
    return HTTPResponse(101, headers, status_text="Switching Protocols", frames=frames)
