"""The experiment of lesson 04: put a request together, and see whether the browser asks first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.browser.browser import Browser
from cors_lab.course.beats.experiment import Control, Experiment
from cors_lab.course.lessons.n04_preflight_or_not.safelist import (
    Reason,
    header_reasons,
    method_reason,
)
from cors_lab.display.document import Checks, Item, Text, View
from cors_lab.fetch.engines import ENGINES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cors_lab.result.result import FetchResult

API, APP = "https://api.example", "https://app.example"
ALLOW_ALL = [
    ("Access-Control-Allow-Origin", APP),
    ("Access-Control-Allow-Methods", "PUT, PATCH, DELETE, QUERY, patch"),
    ("Access-Control-Allow-Headers", "*"),
]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "QUERY")
EXAMPLES = (
    "Accept: application/json",
    "Content-Type: text/plain;charset=UTF-8",
    "Content-Type: application/json",
    "Content-Type: multipart/form-data; boundary=x",
    "Authorization: Bearer secret",
    "X-Requested-With: XMLHttpRequest",
    "Access-Control-Allow-Origin: *",
    "baggage: sentry-release=1.0",
    "Range: bytes=0-99",
    "Range: bytes=-100",
    'Accept: text/html;q="0.9"',
    f"Accept-Language: {'de, ' * 40}en",
    "Cookie: session=ada",
)
CONTROLS = (
    Control("method", "Method", "select", tuple((name, name) for name in METHODS)),
    Control(
        "headers",
        "Headers, one a line",
        "lines",
        tuple((line if len(line) < 50 else f"{line[:46]}…", line) for line in EXAMPLES),
    ),
    Control("listener", "An XMLHttpRequest with an upload listener, or a stream as body", "check"),
    Control("engine", "Judged by", "select", tuple((name, name) for name in ENGINES)),
)
WORDS = {
    True: ("failed", "needs a preflight"),
    False: ("passed", "needs none"),
    None: ("noted", "dropped"),
}


def preflight_or_not(
    method: str = "GET", headers: str = "", *, listener: bool = False, engine: str = "chromium"
) -> Experiment:
    """The classifier, with these values to begin with; `headers` has one `Name: value` a line."""
    values = {"method": method, "headers": headers, "listener": listener, "engine": engine}
    return Experiment("Preflight or not?", CONTROLS, look, values)


def look(values: Mapping[str, Any]) -> View:
    """Ask the simulated browser, and say why. Raises ValueError for a line that is no header."""
    pairs, engine = pairs_of(str(values["headers"])), str(values["engine"])
    result = asked(str(values["method"]), pairs, bool(values["listener"]), engine)
    items = [
        _item(method_reason(result.method), "Method "),
        *(_item(reason) for reason in header_reasons(pairs, engine)),
    ]
    if values["listener"]:
        items.append(
            Item(
                "Upload listener or stream",
                "failed",
                "No form could do that, so it asks in any case.",
                "needs a preflight",
            )
        )
    preflight = next(
        (exchange.request for exchange in result.exchanges if exchange.kind == "preflight"), None
    )
    first = (preflight or result.exchanges[0].request).headers
    lines = [
        f"{name}: {value}"
        for name, value in first
        if name.lower().startswith(("origin", "access-control-request"))
    ]
    head = f"{'OPTIONS' if preflight else result.method} {result.url.removeprefix(API)}"
    sent = Text(
        "What the browser sends first (the lines that matter here)", "\n".join([head, *lines])
    )
    return View(*_verdict(items, preflight is not None), (Checks("One by one", tuple(items)), sent))


def asked(method: str, pairs: list[tuple[str, str]], listener: bool, engine: str) -> FetchResult:
    """The fetch, of a server that allows everything."""
    page = Browser(engine=engine, hosts={API: _server}).open(APP)
    return page.fetch(f"{API}/notes", method=method, headers=pairs, use_cors_preflight=listener)


def _server(environ: Any, start_response: Any) -> list[bytes]:
    start_response("200 OK", ALLOW_ALL)
    return [b""]


def pairs_of(lines: str) -> list[tuple[str, str]]:
    """Name and value of each line. Raises ValueError for one without a colon."""
    pairs = []
    for number, line in enumerate(lines.splitlines(), start=1):
        name, colon, value = line.strip().partition(":")
        if name and not colon:
            raise ValueError(
                f"line {number} of the headers has no colon: write it like `X-Demo: 1`."
            )
        if colon:
            pairs.append((name.strip(), value.strip()))
    return pairs


def _item(reason: Reason, before: str = "") -> Item:
    state, word = WORDS[reason.needs]
    return Item(f"{before}`{reason.name}`", state, reason.why, word)  # type: ignore[arg-type]  # the states above


def _verdict(items: list[Item], preflight: bool) -> tuple[Any, str]:
    if not preflight:
        return (
            "passed",
            "No preflight: this goes out at once. Only reading the answer needs permission.",
        )
    causes = dict.fromkeys(item.title for item in items if item.state == "failed")
    return "noted", f"A preflight goes first, because of {', '.join(causes)}."
