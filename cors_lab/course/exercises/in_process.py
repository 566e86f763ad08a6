"""Servers of one answer, and a page that asks them, in process: what the keys of questions are
computed from.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from cors_lab.browser.browser import Browser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import WSGIApplication

    from cors_lab.result.result import FetchResult

APP, API = "https://app.example", "https://api.example"
JSON = {"Content-Type": "application/json"}
ALLOW_ORIGIN = "Access-Control-Allow-Origin"


def answering(*headers: tuple[str, str], status: int = 200) -> WSGIApplication:
    """A server that does whatever it is asked, and answers everything with these headers."""

    def app(environ: Any, start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response(
            f"{status} {HTTPStatus(status).phrase}",
            [("Content-Type", "application/json"), *headers],
        )
        return [b'["Buy milk"]']

    return app


def ask(
    server: WSGIApplication, *, page: str = APP, path: str = "/notes", **arguments: Any
) -> FetchResult:
    """One fetch of a page, from a fresh profile, to https://api.example, which this server answers
    for.
    """
    return Browser(hosts={API: server}).open(page).fetch(f"{API}{path}", **arguments)
