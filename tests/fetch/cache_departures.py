"""Cases for the departures of the HTTP cache: several fetches of one profile against a server whose
first answer may be kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from cors_lab import Browser
from cors_lab.fetch.wire import HTTPRequest, HTTPResponse
from tests.fetch.exchange import ALLOW, ANY, CREDENTIALS, PAGE, URL, Wire, answer, header

Case = Callable[[str], Hashable]
FRESH = ("Cache-Control", "max-age=600")
MANUAL: dict[str, Any] = {"redirect": "manual"}
HOME: dict[str, Any] = {"url": f"{PAGE}/x"}
ELSEWHERE = "https://api.elsewhere.test/notes"
stored = answer(ANY, FRESH)
tagged = answer(ANY, FRESH, ("ETag", '"1"'))


def cached(
    first: HTTPResponse,
    *calls: dict[str, Any],
    then: HTTPResponse | None = None,
    pages: tuple[str, ...] = (PAGE,),
) -> Case:
    """Several fetches against a server whose first answer may be kept: what each sent, and saw."""

    def case(engine: str) -> Hashable:
        count = 0

        def serve(request: HTTPRequest) -> HTTPResponse:
            nonlocal count
            count += 1
            return first if count == 1 or then is None else then

        browser = Browser(engine=engine, transport=Wire(serve))
        seen = []
        for number, call in enumerate(calls):
            result = browser.open(pages[number % len(pages)]).fetch(**({"url": URL} | call))
            shown = result.response and (result.response.status, result.response.body)
            seen.append(
                (
                    len(result.exchanges),
                    shown,
                    bool(result.exchanges) and header(result, "If-None-Match"),
                )
            )
        return tuple(seen)

    return case


def framed(engine: str) -> Hashable:
    """The same fetch two times from a sandboxed frame: what reached the server."""
    page = Browser(engine=engine, transport=Wire(lambda request: stored)).open(
        "null", embedder=PAGE
    )
    return tuple(len(page.fetch(URL).exchanges) for _ in range(2))


def redirected(engine: str) -> Hashable:
    """A response that is stored, and then a redirect to its URL: what reached the server."""
    there = "https://api.example/there"
    answers = {URL: answer(ANY, ("Location", there), status=302), there: stored}
    page = Browser(engine=engine, transport=Wire(lambda request: answers[request.url])).open(PAGE)
    return tuple(len(page.fetch(url).exchanges) for url in (there, URL))


CACHE_CASES: dict[str, Case] = {
    "opaque-origin-caches-nothing": framed,
    "authorization-validates": cached(
        stored, HOME, HOME | {"headers": {"Authorization": "Bearer t"}}
    ),
    "sent-redirects-bypass-http-cache": redirected,
    "http-cache-forgets-refused-redirects": cached(
        answer(FRESH, ("Location", "/there"), status=302), {}, {}
    ),
    "http-cache-bodyless-keeps": cached(
        stored, {"url": f"{PAGE}/x"}, {"url": f"{PAGE}/x", "method": "PUT"}, {"url": f"{PAGE}/x"}
    ),
    "http-cache-keeps-heads": cached(stored, HOME | {"method": "HEAD"}, HOME | {"method": "HEAD"}),
    "http-cache-answers-head": cached(stored, {}, {"method": "HEAD"}),
    "anonymous-http-cache": cached(
        answer(ALLOW, CREDENTIALS, FRESH), {}, {"credentials": "include"}
    ),
    "http-cache-one-variant": cached(
        answer(ANY, FRESH, ("Vary", "Origin")),
        {},
        {},
        {},
        pages=(PAGE, "https://www.app.example", PAGE),
    ),
    "http-cache-validates-other-variant": cached(
        answer(ANY, FRESH, ("Vary", "Origin"), ("ETag", '"1"')),
        {},
        {},
        pages=(PAGE, "https://www.app.example"),
    ),
    "http-cache-gone-forever": cached(answer(ANY, status=410), {}, {}),
    "http-cache-pragma-wins": cached(answer(ANY, FRESH, ("Pragma", "no-cache")), {}, {}),
    "http-cache-permanent-redirects": cached(
        answer(ANY, ("Location", "/there"), status=301),
        {"redirect": "manual"},
        {"redirect": "manual"},
    ),
    "http-cache-heuristic-200-203": cached(
        answer(ANY, ("Last-Modified", "Sat, 01 Jan 2000 00:00:00 GMT"), status=404), {}, {}
    ),
    "http-cache-ignores-request-no-store": cached(
        stored, {"url": f"{PAGE}/x", "headers": {"Cache-Control": "no-store"}}, {"url": f"{PAGE}/x"}
    ),
    "http-cache-fresh-statuses": cached(answer(ANY, FRESH, status=404), {}, {}),
    "http-cache-failure-invalidates": cached(
        stored,
        {"url": f"{PAGE}/x"},
        {"url": f"{PAGE}/x", "method": "PUT"},
        {"url": f"{PAGE}/x"},
        then=answer(ANY, FRESH, status=500),
    ),
    "http-cache-ignores-request-freshness": cached(
        stored,
        {"url": f"{PAGE}/x"},
        {"url": f"{PAGE}/x", "headers": {"Cache-Control": "min-fresh=900"}},
    ),
    "http-cache-ignores-min-fresh": cached(
        stored, HOME, HOME | {"headers": {"Cache-Control": "min-fresh=900"}}
    ),
    "http-cache-bypassed-by-no-cache": cached(
        answer(ANY, FRESH, ("ETag", "1")),
        {"url": f"{PAGE}/x"},
        {"url": f"{PAGE}/x", "headers": {"Cache-Control": "no-cache"}},
    ),
    "http-cache-ignores-request-pragma": cached(
        stored, {"url": f"{PAGE}/x"}, {"url": f"{PAGE}/x", "headers": {"Pragma": "no-cache"}}
    ),
    "http-cache-keeps-locations": cached(
        answer(FRESH),
        {"url": f"{PAGE}/x"},
        {"url": f"{PAGE}/y", "method": "PUT", "body": "b"},
        {"url": f"{PAGE}/x"},
        then=answer(("Content-Location", "/x")),
    ),
    "http-cache-moved-forever": cached(
        answer(ANY, ("Location", "/there"), status=301), MANUAL, MANUAL
    ),
    "only-if-cached-asks-server": cached(
        answer(), HOME | {"cache": "only-if-cached", "mode": "same-origin"}
    ),
    "http-cache-validates-200-only": cached(
        answer(("ETag", '"1"'), status=404), HOME, HOME, then=answer(status=304, body=b"")
    ),
    "http-cache-validates-no-redirects": cached(
        answer(ANY, ("Location", "/x"), ("ETag", '"1"'), ("Cache-Control", "no-cache"), status=301),
        MANUAL,
        MANUAL,
    ),
    "http-cache-answers-ranges": cached(stored, HOME, HOME | {"headers": {"Range": "bytes=0-0"}}),
    "http-cache-kept-by-unknown-methods": cached(stored, HOME, HOME | {"method": "FOO"}, HOME),
    "http-cache-validates-no-errors": cached(
        answer(("ETag", '"1"'), status=404), HOME, HOME, then=answer(status=304, body=b"")
    ),
    "range-from-zero-is-whole": cached(stored, HOME, HOME | {"headers": {"Range": "bytes=0-"}}),
    "http-cache-kept-across-sites": cached(
        answer(ANY, FRESH),
        {"url": ELSEWHERE},
        {"url": ELSEWHERE, "method": "POST"},
        {"url": ELSEWHERE},
        then=answer(ANY),
    ),
    "http-cache-emptied-by-reload": cached(
        tagged,
        HOME,
        HOME | {"cache": "reload", "headers": {"If-None-Match": '"1"'}},
        HOME,
        then=answer(status=304, body=b""),
    ),
    "http-cache-skips-manual-redirects": cached(
        answer(ANY, FRESH, ("Location", "/there"), status=302), MANUAL, MANUAL
    ),
    "http-cache-keeps-readable-only": cached(answer(FRESH), {}, {}, then=answer(ANY)),
    "http-cache-stores-reusable-only": cached(answer(ANY), {}, {"cache": "force-cache"}),
    "http-cache-stores-every-status": cached(answer(ANY, status=500), {}, {"cache": "force-cache"}),
    "http-cache-never-stores-300-429": cached(
        answer(ANY, FRESH, status=300), {}, {"cache": "force-cache"}
    ),
    "http-cache-ignores-ranges": cached(
        answer(ANY, FRESH, body=b"old"),
        {},
        {"headers": {"Range": "bytes=0-1"}},
        {},
        then=answer(ANY, FRESH, body=b"new"),
    ),
    "http-cache-drops-for-any-method": cached(stored, HOME, HOME | {"method": "OPTIONS"}, HOME),
    "http-cache-answers-delete": cached(
        stored, HOME, HOME | {"method": "DELETE", "cache": "force-cache"}
    ),
    "no-store-keeps-http-cache": cached(
        stored, HOME, HOME | {"method": "PUT", "body": "b", "cache": "no-store"}, HOME
    ),
    "no-cache-mode-always-validates": cached(
        stored, HOME, HOME | {"cache": "no-cache", "headers": {"Cache-Control": "max-stale"}}
    ),
    "http-cache-read-despite-no-store": cached(
        stored, HOME, HOME | {"headers": {"Cache-Control": "no-store"}}
    ),
    "conditional-bypasses-forced-cache": cached(
        tagged, HOME, HOME | {"cache": "force-cache", "headers": {"If-None-Match": '"2"'}}
    ),
    "conditional-bypasses-validation": cached(
        tagged,
        HOME,
        HOME | {"cache": "no-cache", "headers": {"If-None-Match": '"1"'}},
        then=answer(("ETag", '"1"'), status=304, body=b""),
    ),
    "conditional-updates-http-cache": cached(
        tagged,
        HOME,
        HOME | {"headers": {"If-None-Match": '"1"'}},
        HOME,
        then=answer(FRESH, body=b"new"),
    ),
    "http-cache-forgets-refused": cached(answer(FRESH), {}, {}),
}
