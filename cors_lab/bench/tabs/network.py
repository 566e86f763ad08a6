"""The Network tab: every request as DevTools lists it, raw headers both ways, and what the browser
added to the page's own.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from cors_lab.display.text import visible
from cors_lab.result.answers import left
from cors_lab.result.origins import NAMING, Origins, origins_of
from cors_lab.result.sequence import place
from cors_lab.result.text import failure_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cors_lab.result.record import Exchange, Step
    from cors_lab.result.result import FetchResult

Row = dict[str, Any]
Pairs = tuple[tuple[str, str], ...]

TYPES = {"preflight": "preflight", "request": "fetch", "navigation": "document"}
CACHED = {"http-cache-hit": "(from cache)"}
MOST_BODY, MOST_LINES = 4000, 100


def network_view(result: FetchResult, written: Mapping[str, Any]) -> list[Row]:
    """One row for each request, sent or not, in order; `written` are the arguments that the page
    gave to `fetch`.
    """
    own = {(name.lower(), value) for name, value in written.get("headers", ())}
    rows = [
        _row(exchange, result, own, number)
        for number, exchange in enumerate(result.exchanges, start=1)
    ]
    return [*rows, *_from_cache(result), *_never_sent(result)]


def _row(exchange: Exchange, result: FetchResult, own: set[tuple[str, str]], number: int) -> Row:
    request, response, known = exchange.request, exchange.response, origins_of(result)
    row = {
        "name": place(request.url, result.url),
        "method": visible(request.method),
        "type": TYPES[exchange.kind],
        "status": (
            f"{response.status} {visible(response.status_text)}".strip() if response else "(failed)"
        ),
        "note": _why(result) if _failed(result.steps, number) else "",
        "size": f"{len(response.body)} B" if response else "",
        "state": "failed" if response is None or _failed(result.steps, number) else "passed",
        "general": [["Request URL", visible(request.url, 1000)]],
        "asked": [
            [
                visible(name),
                visible(value, 1000),
                _mark(exchange, name, value, own),
                _named(known, name, value),
            ]
            for name, value in request.headers[:MOST_LINES]
        ],
        "answered": _answered(response.headers if response else (), known),
        "sent_body": _body(request.body),
        "body": _body(response.body) if response else "",
    }
    if response is None:
        if exchange.failure:
            words = failure_words(exchange.failure.code)
        else:
            words = "no answer"
        row["note"] = words if left(exchange) else f"{words}: it never left"
    return row


def _mark(exchange: Exchange, name: str, value: str, own: set[tuple[str, str]]) -> str:
    """Who wrote this line: the page or the browser?"""
    mine = exchange.kind == "request" and any(
        name.lower() == header and text in value for header, text in own
    )
    if mine:
        return "page"
    return "browser"


def _named(known: Origins, name: str, value: str) -> int:
    """The number of the origin that this line names, 0 for none."""
    if name.lower() in NAMING:
        return known.number(value)
    return 0


def _answered(headers: Pairs, known: Origins) -> list[list[Any]]:
    """The response's lines in the order of the wire; of several with one name, each says so."""
    count = Counter(name.lower() for name, _ in headers)
    shown = []
    for name, value in headers[:MOST_LINES]:
        lines = count[name.lower()]
        tag = f"{lines} lines" if lines > 1 else ""
        shown.append([visible(name), visible(value, 1000), tag, _named(known, name, value)])
    return shown


def _failed(steps: Iterable[Step], number: int) -> bool:
    return any(step.state == "failed" and step.exchange == number for step in steps)


def _why(result: FetchResult) -> str:
    """What DevTools puts into its Status column for a blocked request."""
    if result.error and result.error.cors_error:
        return "CORS error"
    return "blocked by the browser"


def _body(body: bytes | None) -> str:
    text = (body or b"").decode("utf-8", "replace")
    lines = "\n".join(visible(line, MOST_BODY) for line in text[:MOST_BODY].splitlines())
    return lines + ("\n…" if len(text) > MOST_BODY else "")


def _blank(result: FetchResult, status: str, note: str, state: str) -> Row:
    shown = {
        "name": place(result.url, result.url),
        "method": visible(result.method),
        "type": "fetch",
        "status": status,
        "note": note,
    }
    general = [["Request URL", visible(result.url, 1000)]]
    return shown | {
        "size": "",
        "state": state,
        "general": general,
        "asked": [],
        "answered": [],
        "sent_body": "",
        "body": "",
    }


def _from_cache(result: FetchResult) -> list[Row]:
    """A request that the HTTP cache answered reaches no server; DevTools lists it all the same."""
    if not any(step.code in CACHED for step in result.steps):
        return []
    if result.response is None:
        return [_blank(result, "(from cache)", _why(result), "failed")]
    return [_blank(result, f"{result.response.status} (from cache)", "", "passed")]


def _never_sent(result: FetchResult) -> list[Row]:
    """The request that a failed preflight, or a check before it, held back."""
    last = result.exchanges[-1] if result.exchanges else None
    if result.response is not None or (last and last.kind != "preflight") or _from_cache(result):
        return []
    return [_blank(result, "(not sent)", _why(result), "failed")]
