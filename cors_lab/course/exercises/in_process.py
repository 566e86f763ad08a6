"""Servers of one answer, and a page that asks them, in process: keys are computed from them."""

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
    """A server that does whatever it is asked, and adds these headers to each answer."""

    def app(environ: Any, start_response: Callable[..., Any]) -> Iterable[bytes]:
        lines = [("Content-Type", "application/json"), *headers]
        start_response(f"{status} {HTTPStatus(status).phrase}", lines)
        return [b'["Buy milk"]']

    return app


def ask(
    server: WSGIApplication,
    *,
    page: str = APP,
    path: str = "/notes",
    server_origin: str = API,
    **arguments: Any,
) -> FetchResult:
    """One fetch of a page, from a fresh profile, to the origin that this server answers for."""
    browser = Browser(hosts={server_origin: server})
    return browser.open(page).fetch(f"{server_origin}{path}", **arguments)
