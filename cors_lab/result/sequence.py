"""One fetch as a sequence of events between page, browser and server, and each event in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cors_lab.display.text import SIGNS, WORDS, Pairs, shown_headers, visible
from cors_lab.result.answers import UNREADABLE, left
from cors_lab.result.text import FROM_CACHE, failure_words, status_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.result.record import Exchange, Fetched, Step

Happened = Literal[
    "call",
    "decide",
    "cached",
    "send",
    "lost",
    "ran",
    "answer",
    "open",
    "closed",
    "hop",
    "veil",
    "return",
    "reject",
]
Kind = Happened | Literal["unsent", "withheld"]  # these two never happened
TELLS: dict[Kind, str] = {
    "call": "The page asks the browser",
    "decide": "The browser decides",
    "cached": "From the browser's memory",
    "send": "Browser to server",
    "lost": "No response",
    "ran": "At the server",
    "answer": "Server to browser",
    "open": "The browser checks",
    "closed": "The browser stops here",
    "hop": "The browser follows a redirect",
    "veil": "The browser hides it",
    "unsent": "Never sent",
    "withheld": "Never handed to the page",
    "return": "Browser to page",
    "reject": "Browser to page",
}
NEVER: frozenset[Kind] = frozenset({"unsent", "withheld"})
# What every browser adds to every request says nothing about CORS.
ROUTINE = frozenset(
    {
        "host",
        "connection",
        "content-length",
        "user-agent",
        "accept",
        "accept-language",
        "accept-encoding",
        "referer",
    }
    | {
        "cache-control",
        "pragma",
        "sec-fetch-site",
        "sec-fetch-mode",
        "sec-fetch-dest",
        "sec-fetch-user",
    }
)
TELLING = frozenset({"location", "vary", "set-cookie", "cross-origin-resource-policy"})
MOST_HEADERS = 12
# What a failed check looked at: a header of the answer, or its status.
STATUS = "status"
BLAMED = {
    "allow-origin-present": "Access-Control-Allow-Origin",
    "allow-origin-match": "Access-Control-Allow-Origin",
    "allow-credentials": "Access-Control-Allow-Credentials",
    "preflight-status": STATUS,
    "allow-methods-valid": "Access-Control-Allow-Methods",
    "method-allowed": "Access-Control-Allow-Methods",
    "allow-headers-valid": "Access-Control-Allow-Headers",
    "header-allowed": "Access-Control-Allow-Headers",
    "resource-policy": "Cross-Origin-Resource-Policy",
    "location-valid": "Location",
    "location-http": "Location",
    "location-without-userinfo": "Location",
}
SAFELISTED_METHODS = frozenset({"GET", "HEAD", "POST"})


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, or never happened, on the way from the page's call to what the page
    got.

    `blamed` is what the check that failed looked at in this answer: the name of a header, there or
    not, or "status"; "" for none.
    `step` is the check or fact that the event comes from, where there is one.
    """

    kind: Kind
    text: str
    headers: Pairs = ()
    blamed: str = ""
    step: Step | None = None

    @property
    def missing(self) -> str:
        """The name of the header that the failed check looked for in vain, or ""."""
        there = {name.lower() for name, _ in self.headers}
        if self.blamed in ("", STATUS) or self.blamed.lower() in there:
            return ""
        return self.blamed


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL, as it writes them."""
    return "/".join(url.split("/")[:3])


def place(url: str, base: str) -> str:
    """The path of a URL on the same origin as `base`; else the whole URL."""
    origin = origin_of(url)
    return visible(url[len(origin) :] or "/" if origin == origin_of(base) else url, 120)


def telling(headers: Pairs, response: bool) -> Pairs:
    """The header lines that decide something here, at most 12 of them."""
    chosen = [
        (n, v)
        for n, v in headers
        if (_decides(n.lower()) if response else n.lower() not in ROUTINE)
    ]
    return shown_headers(chosen[:MOST_HEADERS])


def _decides(name: str) -> bool:
    return name.startswith("access-control-") or name in TELLING


def at_browser(steps: list[Step], judging: bool, base: str) -> Iterator[Event]:
    """What the browser does between one exchange and the next: decisions, caches, redirects, and
    its checks as one gate, open or closed.

    `judging`: do checks that pass judge an answer? Before the first request they only say that it
    may leave.
    """
    passed: list[Step] = []
    for step in steps:
        if step.state == "passed" and judging:
            passed.append(step)
        elif step.state == "failed":
            yield Event("closed", outcome_of(step), step=step)
            return
        elif step.state == "noted" and (event := fact(step, base)) is not None:
            yield from opened(passed)
            passed, judging = [], event.kind == "cached"
            yield event
    yield from opened(passed)


def opened(passed: list[Step]) -> Iterator[Event]:
    """The gate of checks that all passed; nothing where none was made."""
    if passed:
        yield Event(
            "open",
            outcome_of(passed[0]) if len(passed) == 1 else f"{len(passed)} checks passed",
            step=passed[0],
        )


def fact(step: Step, base: str) -> Event | None:
    """The event that a noted fact is, if it moves the story on."""
    facts = step.facts or {}
    if step.code in FROM_CACHE:
        return Event("cached", FROM_CACHE[step.code], step=step)
    if step.code == "http-cache-validated":
        return Event("cached", "304: the stored response again", step=step)
    if step.code == "preflight-needed":
        return Event(
            "decide",
            "must be allowed first:"
            f" {wanted(str(facts.get('method', '')), facts.get('headers', ()))}",
            step=step,
        )
    if step.code == "preflight-not-needed" and step.exchange == 0:
        return Event("decide", "no preflight needed", step=step)
    if step.code == "same-origin" and step.exchange == 0:
        return Event("decide", "same origin: no CORS", step=step)
    if step.code == "redirect-followed":
        return Event("hop", f"redirected to {place(str(facts.get('url', '')), base)}", step=step)
    if step.code == "origin-tainted":
        return Event("decide", "from here on, Origin: null", step=step)
    return None


def wanted(method: str, names: tuple[str, ...]) -> str:
    """What a preflight has to ask for."""
    if method in SAFELISTED_METHODS or not method:
        parts = []
    else:
        parts = [f"method {visible(method)}"]
    parts += (
        [f"header{'' if len(names) == 1 else 's'} {visible(', '.join(map(str, names)))}"]
        if names
        else []
    )
    return (
        "; ".join(parts) or "the upload is watched"
    )  # neither: an XMLHttpRequest with an upload listener


def outcome_of(step: Step) -> str:
    """Title and outcome of a check; a title that asks gets an answer."""
    title, passed = visible(step.title or step.code), step.state == "passed"
    if title.endswith("?"):
        return f"{title} {'Yes' if passed else 'No'}"
    return f"{WORDS[step.state]}: {title}"


def on_the_wire(exchange: Exchange, base: str, blamed: str) -> Iterator[Event]:
    """One exchange: the request, whether the server ran it, and the response or what took its
    place.
    """
    request, response = exchange.request, exchange.response
    name = f"{visible(request.method)} {place(request.url, base)}" + (
        " (preflight)" if exchange.kind == "preflight" else ""
    )
    if not left(exchange):
        yield Event(
            "lost", f"{name}: {failure_words(exchange.failure.code if exchange.failure else '')}"
        )
        return
    yield Event("send", name, telling(request.headers, response=False))
    if response is None:
        yield Event("lost", failure_words(exchange.failure.code if exchange.failure else "timeout"))
        return
    if exchange.kind != "preflight":
        yield Event("ran", f"the server ran {visible(request.method)}")
    yield Event("answer", status_line(exchange), telling(response.headers, response=True), blamed)


def never(result: Fetched, base: str) -> Iterator[Event]:
    """What the failed check kept from happening: a request from being sent, or an answer from
    reaching the page.
    """
    last = result.exchanges[-1] if result.exchanges else None
    failed = next((step for step in reversed(result.steps) if step.state == "failed"), None)
    if any(
        step.code == "http-cache-hit" and failed and step.exchange == failed.exchange
        for step in result.steps
    ):
        yield Event("withheld", "the stored response")
    elif last is None:
        yield Event("unsent", f"{visible(result.method)} {place(result.url, result.url)}")
    elif last.kind == "preflight":
        methods = [
            value
            for name, value in last.request.headers
            if name.lower() == "access-control-request-method"
        ]
        yield Event(
            "unsent",
            f"{visible(methods[0] if methods else result.method)} {place(last.request.url, base)}",
        )
    elif last.response is not None and 300 < last.response.status < 400:
        yield from (
            Event("unsent", f"redirect to {visible(v, 120)}")
            for n, v in last.response.headers[:40]
            if n.lower() == "location"
        )
    elif last.response is not None:
        yield Event("withheld", status_line(last))


def ending(result: Fetched) -> Iterator[Event]:
    """What the page gets: a Response, seen or veiled, or a TypeError."""
    if result.response is None:
        yield Event("reject", "TypeError")
        return
    if result.response.type in UNREADABLE:
        yield Event("veil", "status, headers and body")
    broken = "; the body breaks off" if result.error else ""
    yield Event(
        "return", f"Response: {result.response.type}, status {result.response.status}{broken}"
    )


def sequence(result: Fetched) -> list[Event]:
    """All events in order, from the page's call to what JavaScript got."""
    visit = any(exchange.kind == "navigation" for exchange in result.exchanges)
    events = [
        Event(
            "call",
            f"{'visit' if visit else 'fetch'} {visible(result.method)}"
            f" {place(result.url, result.url)}",
        )
    ]
    base = result.url
    for position in range(len(result.exchanges) + 1):
        here = [
            step
            for step in result.steps
            if step.exchange == position and step.state != "not-reached"
        ]
        failed = next((step.code for step in here if step.state == "failed"), "")
        if position:
            events += on_the_wire(result.exchanges[position - 1], base, BLAMED.get(failed, ""))
        if not position or result.exchanges[position - 1].failure is None:
            events += at_browser(here, position > 0, base)
        base = next(
            (
                str((step.facts or {}).get("url", ""))
                for step in here
                if step.code == "redirect-followed"
            ),
            base,
        )
    return [*events, *(never(result, base) if result.response is None else ()), *ending(result)]


def describe(event: Event) -> str:
    """One event in words, for those who do not see the drawing."""
    sign = {"open": f"{SIGNS['passed']} ", "closed": f"{SIGNS['failed']} "}.get(event.kind, "")
    lines = [f"{name}: {value}" for name, value in event.headers] + (
        [f"no {event.missing}"] if event.missing else []
    )
    return f"{TELLS[event.kind]}: {sign}{event.text}" + (f" ({'; '.join(lines)})" if lines else "")
