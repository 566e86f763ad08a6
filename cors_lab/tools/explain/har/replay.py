"""A recorded fetch run through the algorithm again: what it asks is answered from the recording,
and nothing goes on a network.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cors_lab.browser.browser import Browser
from cors_lab.fetch import headers as names
from cors_lab.fetch.headers import get
from cors_lab.fetch.url import parse_url
from cors_lab.fetch.wire import HTTPResponse, NetworkFailure
from cors_lab.tools.read.call import BROWSERS_OWN, origin_in

if TYPE_CHECKING:
    from cors_lab.browser.browser import Page
    from cors_lab.fetch.wire import HTTPRequest
    from cors_lab.result.result import FetchResult
    from cors_lab.tools.read import Entry, RecordedFetch

# Of the body nothing is replayed, so what describes it would not be true.
OF_THE_BODY = frozenset({"content-encoding", "transfer-encoding", "content-length"})
NOT_RECORDED = NetworkFailure("connection-closed", "not in the recording")
SAFE_VALUES = {"content-type": "application/json"}
# Set by browsers, their caches and extensions; an author's own would be named in a preflight.
ADDED = BROWSERS_OWN | {
    "cache-control",
    "pragma",
    "if-none-match",
    "if-modified-since",
    "x-client-data",
    "sec-gpc",
    "save-data",
    "dpr",
    "viewport-width",
    "width",
    "rtt",
    "ect",
    "downlink",
    "device-memory",
    "purpose",
    "origin",
    "x-devtools-emulate-network-conditions-client-id",
}
NAVIGATING = frozenset({"navigate", "websocket", "nested-navigate"})
INSIDE = (
    "data:",
    "blob:",
    "about:",
    "resource:",
    "chrome-extension:",
    "moz-extension:",
    "safari-web-extension:",
)
NOT_FETCHED = frozenset({"document", "websocket", "webtransport"})


@dataclass(slots=True)
class RecordedTransport:
    """Answers from the entries of one recorded fetch; it keeps what was asked and is not among
    them, and what has no answer.
    """

    entries: tuple[Entry, ...]
    allow_preflight: bool
    missing: list[HTTPRequest] = field(default_factory=list)
    hidden: list[Entry] = field(default_factory=list)
    assumed: bool = False
    _waiting: dict[tuple[bool, str, str], list[Entry]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def __post_init__(self) -> None:
        for entry in reversed(self.entries):
            url = parse_url(entry.url)
            self._waiting[
                entry.is_preflight, entry.method, url.on_the_wire if url else entry.url
            ].append(entry)

    def send(self, request: HTTPRequest, target: str | None) -> HTTPResponse | NetworkFailure:
        """What was recorded for this request."""
        preflight = request.kind == "preflight"
        entries = self._waiting.get((preflight, request.method, request.url))
        if not entries:
            if preflight and self.allow_preflight:
                self.assumed = True
                return _allows(request)
            self.missing.append(request)
            return NOT_RECORDED
        entry = entries.pop()
        if entry.status == 0:
            self.hidden.append(entry)
            return NOT_RECORDED
        headers = tuple(
            pair for pair in entry.response_headers if pair[0].lower() not in OF_THE_BODY
        )
        return HTTPResponse(entry.status, headers, b"", entry.status_text)


def _allows(request: HTTPRequest) -> HTTPResponse:
    """The answer that the preflight cache must have held for this request to be sent without
    asking.
    """
    asked = {name.lower(): value for name, value in request.headers}
    return HTTPResponse(
        204,
        (
            ("Access-Control-Allow-Origin", asked.get("origin", "*")),
            ("Access-Control-Allow-Credentials", "true"),
            ("Access-Control-Allow-Methods", asked.get("access-control-request-method", "GET")),
            ("Access-Control-Allow-Headers", asked.get("access-control-request-headers", "")),
        ),
    )


@dataclass(frozen=True, slots=True)
class Setting:
    """What a recording does not tell of a call: its credentials mode and its redirect mode."""

    credentials: str = "same-origin"
    redirect: str = "follow"

    @property
    def words(self) -> str:
        """As a page writes it."""
        if self.redirect != "follow":
            return f'redirect: "{self.redirect}"'
        return f'credentials: "{self.credentials}"'


@dataclass(frozen=True, slots=True)
class Replay:
    """A fetch as it was run again: the result, and what the recording could not answer."""

    arguments: dict[str, Any]
    result: FetchResult
    transport: RecordedTransport

    @property
    def complete(self) -> bool:
        """Was everything that the algorithm asked in the recording?"""
        return not (self.transport.missing or self.transport.hidden)


def open_page(origin: str, engine: str, transport: RecordedTransport | None = None) -> Page:
    """A page of this origin in a fresh profile."""
    return Browser(engine=engine, transport=transport).open(origin)


def replay(fetch: RecordedFetch, origin: str, engine: str, setting: Setting) -> Replay:
    """Run it again. Raises TypeError or ValueError where `fetch()` refuses what stands in the
    recording.
    """
    answered = any(entry.status and not entry.is_preflight for entry in fetch.exchanges)
    transport = RecordedTransport(fetch.exchanges, answered)
    arguments = arguments_of(fetch, origin) | {
        "credentials": setting.credentials,
        "redirect": setting.redirect,
    }
    return Replay(arguments, open_page(origin, engine, transport).fetch(**arguments), transport)


def arguments_of(fetch: RecordedFetch, origin: str) -> dict[str, Any]:
    """The arguments of `page.fetch` as far as the recording tells them; the preflight is the best
    witness of what an author set.
    """
    first = fetch.entry
    preflight = next(
        (entry for entry in fetch.exchanges if entry.is_preflight and entry.url == first.url), None
    )
    method = (
        get(preflight.headers, "Access-Control-Request-Method") if preflight else None
    ) or first.method
    asked = _asked(preflight) if preflight else None
    headers = _author_headers(first, asked)
    arguments: dict[str, Any] = {
        "url": first.url,
        "method": method,
        "headers": headers,
        "mode": mode_of(fetch, origin),
    }
    if preflight and not asked and method in names.SAFELISTED_METHODS:
        arguments["use_cors_preflight"] = (
            True  # an upload listener: nothing else makes a browser ask for this
        )
    return arguments


def _asked(preflight: Entry) -> list[str]:
    """What stands in Access-Control-Request-Headers."""
    return [
        name.strip().lower()
        for name in (get(preflight.headers, "Access-Control-Request-Headers") or "").split(",")
        if name.strip()
    ]


def _author_headers(entry: Entry, asked: list[str] | None) -> list[tuple[str, str]]:
    """The headers that the page set: without a preflight all that no browser adds, else what it
    names and what needs no leave.
    """
    found: list[tuple[str, str]] = []
    for name, value in () if entry.is_preflight else entry.headers:
        low = name.lower()
        own = low in asked if asked is not None else low not in ADDED
        if (
            own or (asked is not None and names.is_no_cors_safelisted(name, value))
        ) and not names.is_forbidden_request_header(name, value):
            found.append((name, value))
    present = {name.lower() for name, _ in found}
    return [
        *found,
        *(
            (name, SAFE_VALUES.get(name, "…".encode("ascii", "replace").decode()))
            for name in asked or []
            if name not in present
        ),
    ]


def mode_of(fetch: RecordedFetch, origin: str) -> str:
    """The request's mode: what Sec-Fetch-Mode says, else cors, unless a cross-origin request went
    out without Origin.
    """
    recorded = get(fetch.entry.headers, "Sec-Fetch-Mode")
    if recorded in ("cors", "no-cors", "same-origin"):
        return recorded
    first = fetch.exchanges[0]
    sent_without = (
        first.status > 0 and not first.is_preflight and get(first.headers, "Origin") is None
    )
    if sent_without and origin_in(first.url) != origin:
        return "no-cors"
    return "cors"


def is_fetched(entry: Entry) -> bool:
    """Is it a subresource or a fetch, not a navigation or a socket?"""
    return entry.kind not in NOT_FETCHED and get(entry.headers, "Sec-Fetch-Mode") not in NAVIGATING


def stays_inside(entry: Entry) -> bool:
    """Is it something that no server is asked for?"""
    return entry.url.startswith(INSIDE)


def page_origin(fetch: RecordedFetch) -> str | None:
    """The page's origin: what Origin says before any redirect, else Referer, else the page that the
    recording names.
    """
    first = fetch.exchanges[0]
    origin = get(first.headers, "Origin") or (
        get(fetch.entry.headers, "Origin") if fetch.entry.url == first.url else None
    )
    if origin:
        if origin != "null":
            return origin_in(origin)
        return "null"
    if get(first.headers, "Sec-Fetch-Site") == "same-origin":
        return origin_in(first.url)
    return origin_in(get(fetch.entry.headers, "Referer")) or origin_in(fetch.entry.page_url)
