"""A small WSGI app whose CORS settings are given as functions: for all that an audit must find, and
for what it must not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

PAGE = "https://app.example"
Headers = list[tuple[str, str]]
Answer = tuple[str, Headers]


class Server:
    """Answers `reply(method, path, environ)`; keeps what it was asked."""

    def __init__(self, reply: Callable[[str, str, dict[str, Any]], Answer]) -> None:
        self.reply = reply
        self.asked: list[tuple[str, str]] = []
        self.environs: list[dict[str, Any]] = []

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., object]
    ) -> list[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        self.asked.append((method, path))
        self.environs.append(environ)
        status, headers = self.reply(method, path, environ)
        start_response(status, headers)
        return []


def allowing(
    allowed: Callable[[str], bool] = lambda origin: origin == PAGE,
    credentials: str | None = "true",
    always: Headers = (),  # type: ignore[assignment]
    preflight: Headers = (
        ("Access-Control-Allow-Methods", "PUT"),
        ("Access-Control-Max-Age", "600"),
    ),  # type: ignore[assignment]
    vary: bool = True,
    routes: str = "GET, PUT",
    special: dict[tuple[str, str], Answer] | None = None,
) -> Server:
    """A server that does everything right, for the origins that `allowed` takes; `special` replaces
    an answer, by method and path.
    """

    def reply(method: str, path: str, environ: dict[str, Any]) -> Answer:
        if special and (answer := special.get((method, path)) or special.get(("*", path))):
            return answer
        origin = environ.get("HTTP_ORIGIN", "")
        headers: Headers = [("Allow", routes), *always, *([("Vary", "Origin")] if vary else [])]
        if origin and allowed(origin):
            headers.append(("Access-Control-Allow-Origin", origin))
            headers += [("Access-Control-Allow-Credentials", credentials)] if credentials else []
            headers += (
                [*preflight, ("Access-Control-Allow-Headers", "Content-Type")]
                if method == "OPTIONS"
                else []
            )
        if method == "OPTIONS":
            status = "204 No Content"
        else:
            if path in ("/me", "/me/"):
                status = "200 OK"
            else:
                status = "404 Not Found"
        return status, headers

    return Server(reply)
