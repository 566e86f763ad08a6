"""How long a browser goes on with an old answer: measured by turning its clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.browser.browser import Browser
from cors_lab.server.policy import Policy, PolicyFront

if TYPE_CHECKING:
    from collections.abc import Callable
    from wsgiref.types import WSGIApplication

PAGE, API = "https://app.example", "https://api.example"
LONGEST = 400 * 86400  # seconds


def how_long(engine: str, max_age: str | int | None = None, cache_control: str = "") -> int:
    """For how many seconds this engine does not ask again.

    With `cache_control`, a copy of a `GET` in the HTTP cache; else the answer to the preflight of
    a `DELETE`, whose server sends this `max_age`. Raises ValueError for an engine that is none.
    """
    low, high = 0, LONGEST
    while high - low > 1:
        middle = (low + high) // 2
        if _asks_again(engine, max_age, cache_control, middle):
            high = middle
        else:
            low = middle
    return high


def _asks_again(engine: str, max_age: str | int | None, cache_control: str, later: int) -> bool:
    policy = Policy(allow_origin=PAGE, allow_methods="DELETE", max_age=max_age)
    browser = Browser(engine, hosts={API: PolicyFront(_saying(cache_control), policy)})
    page = browser.open(PAGE)
    method = "GET" if cache_control else "DELETE"
    page.fetch(f"{API}/prices", method)
    browser.advance(later)
    again = page.fetch(f"{API}/prices", method)
    remembered = 0 if cache_control else 1
    return len(again.exchanges) > remembered


def _saying(cache_control: str) -> WSGIApplication:
    """A server that answers everything, with this Cache-Control."""
    headers = [("Cache-Control", cache_control)] if cache_control else []

    def app(environ: Any, start_response: Callable[..., Any]) -> list[bytes]:
        start_response("200 OK", headers)
        return [b"3"]

    return app
