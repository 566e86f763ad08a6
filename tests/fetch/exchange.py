"""A server that is a function request -> response, and a page that asks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cors_lab import Browser, FetchResult
from cors_lab.fetch.wire import HTTPRequest, HTTPResponse, NetworkFailure

PAGE = "https://app.example"
URL = "https://api.example/notes"
ALLOW = ("Access-Control-Allow-Origin", PAGE)
ANY = ("Access-Control-Allow-Origin", "*")
CREDENTIALS = ("Access-Control-Allow-Credentials", "true")
Server = Callable[[HTTPRequest], HTTPResponse | NetworkFailure]


def answer(*headers: tuple[str, str], status: int = 200, body: bytes = b"ok") -> HTTPResponse:
    return HTTPResponse(status, headers, body)


def server(
    main: HTTPResponse | NetworkFailure, preflight: HTTPResponse | NetworkFailure | None = None
) -> Server:
    """One answer for preflights, another for everything else."""
    return lambda request: (preflight or main) if request.kind == "preflight" else main


@dataclass
class Wire:
    """A transport to a function; `sent` is every request that reached it."""

    serve: Server
    sent: list[HTTPRequest] = field(default_factory=list)

    def send(self, request: HTTPRequest, target: str | None) -> HTTPResponse | NetworkFailure:
        self.sent.append(request)
        return self.serve(request)


def fetch(
    serve: Server,
    url: str = URL,
    *,
    engine: str = "standard",
    origin: str = PAGE,
    opened: dict[str, Any] | None = None,
    **call: Any,
) -> FetchResult:
    """What a page of `origin` gets from this server in a fresh profile."""
    return (
        Browser(engine=engine, transport=Wire(serve))
        .open(origin, **(opened or {}))
        .fetch(url, **call)
    )


def sent(result: FetchResult) -> list[str]:
    """The exchanges in short: `OPTIONS preflight`, `PUT`."""
    return [
        f"{e.request.method} preflight" if e.kind == "preflight" else e.request.method
        for e in result.exchanges
    ]


def header(result: FetchResult, name: str, exchange: int = -1) -> str | None:
    """The lines of one request header, joined."""
    found = [
        value
        for known, value in result.exchanges[exchange].request.headers
        if known.lower() == name.lower()
    ]
    return ", ".join(found) if found else None


def code(result: FetchResult) -> str | None:
    return result.error.code if result.error else None
