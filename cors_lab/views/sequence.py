"""One fetch as a sequence of events between page, browser and server, and each event in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from cors_lab.views.text import FROM_CACHE, SIGNS, WORDS, Pairs, failure_words, left, shown_headers, status_line, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.result import Exchange, FetchResult, Step

Kind = Literal["call", "send", "lost", "ran", "answer", "open", "closed", "unsent", "return", "reject"]
TELLS: dict[Kind, str] = {
    "call": "The page asks the browser",
    "send": "Browser to server",
    "lost": "No response",
    "ran": "At the server",
    "answer": "Server to browser",
    "open": "The browser checks",
    "closed": "The browser stops here",
    "unsent": "Never sent",
    "return": "Browser to page",
    "reject": "Browser to page",
}
# What every browser adds to every request says nothing about CORS.
ROUTINE = frozenset(
    {"host", "connection", "content-length", "user-agent", "accept", "accept-language", "accept-encoding", "referer"}
    | {"cache-control", "pragma", "sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest", "sec-fetch-user"}
)
TELLING = frozenset({"location", "vary", "set-cookie", "cross-origin-resource-policy"})
MOST_HEADERS = 12


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, or never happened, on the way from the page's call to what the page got."""

    kind: Kind
    text: str
    headers: Pairs = ()


def place(url: str, base: str) -> str:
    """The path of a URL on the same origin as `base`; else the whole URL."""
    there, here = urlsplit(url), urlsplit(base)
    same = (there.scheme, there.netloc) == (here.scheme, here.netloc)
    return visible(url[url.find("/", url.find("//") + 2) :] if same and "/" in url[len(f"{here.scheme}://") :] else url, 120)


def telling(headers: Pairs, response: bool) -> Pairs:
    """The header lines that decide something here, at most 12 of them."""
    chosen = [(n, v) for n, v in headers if (_decides(n.lower()) if response else n.lower() not in ROUTINE)]
    return shown_headers(chosen[:MOST_HEADERS])


def _decides(name: str) -> bool:
    return name.startswith("access-control-") or name in TELLING


def gate(result: FetchResult, position: int) -> Iterator[Event]:
    """What the browser does between one exchange and the next: a cache that spares it one, and its checks, as one gate, open or closed."""
    here = [step for step in result.steps if step.exchange == position]
    yield from (Event("open", FROM_CACHE[step.code]) for step in here if step.code in FROM_CACHE)
    checks = [step for step in here if step.state in ("passed", "failed")]
    failed = next((step for step in checks if step.state == "failed"), None)
    if failed is not None:
        yield Event("closed", outcome_of(failed))
    elif checks and position:
        yield Event("open", outcome_of(checks[0]) if len(checks) == 1 else f"{len(checks)} checks passed")


def outcome_of(step: Step) -> str:
    """Title and outcome of a check; a title that asks gets an answer."""
    title, passed = visible(step.title or step.code), step.state == "passed"
    return f"{title} {'Yes' if passed else 'No'}" if title.endswith("?") else f"{WORDS[step.state]}: {title}"


def on_the_wire(exchange: Exchange, base: str) -> Iterator[Event]:
    """One exchange: the request, whether the server ran it, and the response or what took its place."""
    request, response = exchange.request, exchange.response
    name = f"{visible(request.method)} {place(request.url, base)}" + (" (preflight)" if exchange.kind == "preflight" else "")
    if not left(exchange):
        yield Event("lost", f"{name}: {failure_words(exchange.failure.code if exchange.failure else '')}")
        return
    yield Event("send", name, telling(request.headers, response=False))
    if response is None:
        yield Event("lost", failure_words(exchange.failure.code if exchange.failure else "timeout"))
        return
    if exchange.kind != "preflight":
        yield Event("ran", f"the server ran {visible(request.method)}")
    yield Event("answer", status_line(exchange), telling(response.headers, response=True))


def never(result: FetchResult) -> Iterator[Event]:
    """The request that the failed check kept from being sent."""
    if result.response is not None:
        return
    last = result.exchanges[-1] if result.exchanges else None
    if last is None:
        yield Event("unsent", f"{visible(result.method)} {place(result.url, result.url)}")
    elif last.kind == "preflight":
        yield Event("unsent", f"{visible(result.method)} {place(last.request.url, result.url)}")
    elif last.response is not None and 300 < last.response.status < 400:
        yield from (Event("unsent", f"redirect to {visible(v, 120)}") for n, v in last.response.headers[:40] if n.lower() == "location")


def sequence(result: FetchResult) -> list[Event]:
    """All events in order, from the page's call to what JavaScript got."""
    events = [Event("call", f"fetch {visible(result.method)} {place(result.url, result.url)}"), *gate(result, 0)]
    for position, exchange in enumerate(result.exchanges, start=1):
        events += [*on_the_wire(exchange, result.url), *gate(result, position)]
    if result.response is None:
        return [*events, *never(result), Event("reject", "TypeError")]
    return [*events, Event("return", f"Response: {result.response.type}, status {result.response.status}")]


def describe(event: Event) -> str:
    """One event in words, for those who do not see the drawing."""
    sign = {"open": f"{SIGNS['passed']} ", "closed": f"{SIGNS['failed']} "}.get(event.kind, "")
    lines = "; ".join(f"{name}: {value}" for name, value in event.headers)
    return f"{TELLS[event.kind]}: {sign}{event.text}" + (f" ({lines})" if lines else "")
