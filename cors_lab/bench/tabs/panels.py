"""What the other tabs show of a run: the three consoles, what JavaScript sees, and what the profile
remembers. Words only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.display.text import duration, visible
from cors_lab.fetch.headers import FORBIDDEN_RESPONSE_HEADERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from cors_lab.browser.browser import Browser
    from cors_lab.result.result import FetchResult

NAMES = {"chromium": "Chromium", "firefox": "Firefox", "webkit": "WebKit (Safari)"}
# What `String(error)` gives in the page's `catch`: the same for every reason there can be.
TYPE_ERRORS = {
    "chromium": "TypeError: Failed to fetch",
    "firefox": "TypeError: NetworkError when attempting to fetch resource.",
    "webkit": "TypeError: Load failed",
    "standard": "TypeError",
}
MOST_BODY = 4000
MOST_ROWS = 60


def console_view(
    result: FetchResult, rehearse: Callable[[str], FetchResult]
) -> list[dict[str, Any]]:
    """For each engine the lines in its console; `rehearse(engine)` is the same call to the same
    server from a profile of that engine.
    """
    known = ending(rehearse(result.engine)) == ending(
        result
    )  # else somebody else's server answered, whom no rehearsal knows
    return [
        _console(
            engine, result, rehearse if known and engine != result.engine else lambda _: result
        )
        for engine in NAMES
    ]


def _console(
    engine: str, result: FetchResult, rehearse: Callable[[str], FetchResult]
) -> dict[str, Any]:
    other = rehearse(engine)
    return {
        "engine": NAMES[engine],
        "own": engine == result.engine,
        "lines": [visible(line, 2000) for line in other.console(engine)],
        "differs": (
            ""
            if ending(other) == ending(result)
            else f"Here it ends otherwise: {visible(other.verdict, 1000)}"
        ),
    }


def ending(result: FetchResult) -> tuple[str, int | None]:
    """The error's id, "" without one, and the status that the page reads."""
    return (result.error.code if result.error else ""), (
        result.response.status if result.response else None
    )


def javascript_view(result: FetchResult) -> dict[str, Any]:
    """The Response as the page gets it, with the headers that it is not shown; or the error, which
    says nothing.
    """
    response = result.response
    if response is None:
        return {"error": TYPE_ERRORS[result.engine]}
    rows = [
        ("type", response.type),
        ("status", response.status),
        ("ok", str(response.ok).lower()),
        ("statusText", response.status_text),
        ("redirected", str(response.redirected).lower()),
        ("url", response.url),
    ]
    return {
        "rows": [[name, visible(value, 1000)] for name, value in rows],
        "headers": [
            [visible(name), visible(value, 1000)] for name, value in response.headers[:MOST_ROWS]
        ],
        "hidden": _hidden(result),
        "body": "\n".join(
            visible(line, MOST_BODY) for line in response.text()[:MOST_BODY].splitlines()
        ),
        "broken": visible(result.error.message, 1000) if result.error else "",
    }


def _hidden(result: FetchResult) -> list[list[str]]:
    """The lines of the last response that JavaScript does not get, each with the reason."""
    last = result.exchanges[-1].response if result.exchanges else None
    if last is None or result.response is None:
        return []
    seen = {name for name, _ in result.response.headers}
    gone = [(name, value) for name, value in last.headers if name.lower() not in seen]
    return [
        [visible(name), visible(value, 1000), _why_hidden(name, result.response.type)]
        for name, value in gone[:MOST_ROWS]
    ]


def _why_hidden(name: str, kind: str) -> str:
    if name.lower() in FORBIDDEN_RESPONSE_HEADERS:
        return "never shown to a page"
    if kind == "cors":
        return "not exposed"
    return f"the response is {kind}"


def memory_view(browser: Browser, since: float) -> dict[str, Any]:
    """Cookies, preflight cache and HTTP cache, with the time left of each; `since` is when the
    bench's clock began, in seconds.
    """
    now = browser.now
    return {
        "clock": duration(now - since),
        "cookies": [
            [
                visible(cookie.pair),
                visible(f"{'' if cookie.host_only else '.'}{cookie.domain}{cookie.path}"),
                _flags(cookie),
                _until(cookie, now),
            ]
            for cookie in list(browser.cookies)[:MOST_ROWS]
        ],
        "preflights": [
            [
                visible(
                    f"method {entry.method}" if entry.method else f"header {entry.header_name}"
                ),
                visible(entry.url),
                visible(entry.origin),
                "yes" if entry.credentials else "no",
                duration(entry.max_age(now)),
            ]
            for entry in list(browser.preflight_cache)[:MOST_ROWS]
            if entry.max_age(now) > 0
        ],
        "responses": [_stored(stored, now) for stored in list(browser.http_cache)[:MOST_ROWS]],
    }


def _flags(cookie: Any) -> str:
    flags = [name for name, on in (("Secure", cookie.secure), ("HttpOnly", cookie.http_only)) if on]
    if cookie.same_site == "unset":
        same_site = "no SameSite"
    else:
        same_site = f"SameSite={cookie.same_site}"
    return "; ".join([same_site, *flags, *(["partitioned"] if cookie.partition else [])])


def _until(cookie: Any, now: float) -> str:
    if cookie.expires is None:
        return "this session"
    return duration(cookie.expires - now)


def _stored(stored: Any, now: float) -> list[str]:
    headers = {name.lower(): value for name, value in stored.response.headers}
    left = stored.freshness_lifetime - stored.current_age(now)
    allow = headers.get("access-control-allow-origin")
    return [
        visible(stored.url),
        str(stored.response.status),
        "none" if allow is None else visible(allow),
        visible(headers.get("vary", "none")),
        f"fresh for {duration(left)}" if left > 0 else "stale",
    ]
