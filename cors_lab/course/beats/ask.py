"""What a lesson's cell asks again and again: a fetch in a fresh browser, and its result in a
word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.browser.browser import Browser

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import WSGIApplication

    from cors_lab.browser.browser import Page
    from cors_lab.fetch.wire import HTTPRequest, HTTPResponse
    from cors_lab.result.result import FetchResult

ABOUT_CORS = ("origin", "vary", "access-control-")


def fetch_from(page: str, url: str, engine: str = "chromium", **arguments: Any) -> FetchResult:
    """A fetch by a page of this origin in a fresh browser, which remembers nothing.

    `arguments` are those of `page.fetch`. Raises what that raises.
    """
    return Browser(engine=engine).open(page).fetch(url, **arguments)


def page_for(
    app: WSGIApplication,
    page: str = "https://app.example",
    api: str = "https://api.example",
    engine: str = "chromium",
) -> Page:
    """A page in a fresh browser, for which this app is the server at `api`."""
    return Browser(engine=engine, hosts={api: app}).open(page)


def wire(result: FetchResult) -> str:
    """The methods that went over the wire, in order: `OPTIONS, PUT`; or `nothing`."""
    methods = [exchange.request.method for exchange in result.exchanges]
    return ", ".join(methods) or "nothing"


def seen(result: FetchResult) -> int | str:
    """The status that the page reads, or Chromium's name for the error if it reads nothing."""
    if result.response is not None:
        return result.response.status
    if result.error is None:
        return "nothing"
    return result.error.cors_error or result.error.code


def cors_lines(message: HTTPRequest | HTTPResponse | None) -> list[str]:
    """The header lines of a request or a response that have to do with CORS, in order."""
    if message is None:
        return []
    return [f"{name}: {value}" for name, value in _about_cors(message.headers)]


def _about_cors(headers: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return (pair for pair in headers if pair[0].lower().startswith(ABOUT_CORS))
