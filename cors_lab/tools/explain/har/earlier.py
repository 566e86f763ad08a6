"""What came before a fetch in its recording and decides it: a copy in the HTTP cache, a permission
in the preflight cache, a cookie.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import product
from typing import TYPE_CHECKING

from cors_lab.fetch.headers import get
from cors_lab.fetch.url import parse_url
from cors_lab.tools.explain.har.replay import (
    RecordedTransport,
    Replay,
    Setting,
    arguments_of,
    open_page,
    page_origin,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.tools.read import Entry, RecordedFetch

INCLUDE = Setting("include")
MOST = 20  # fetches of one host that are looked back at
SENT_WITH_COOKIES = (  # Chromium sends it across sites, and only where a request has credentials
    "Sec-Fetch-Storage-Access"
)


@dataclass(slots=True)
class Past:
    """The fetches of a recording so far, by host; only its last ones are kept."""

    _hosts: dict[str, deque[RecordedFetch]] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=MOST))
    )

    def add(self, fetch: RecordedFetch) -> None:
        """One more fetch."""
        self._hosts[_host(fetch)].append(fetch)

    def cached(
        self, fetch: RecordedFetch, origin: str, engine: str
    ) -> tuple[RecordedFetch, Replay] | None:
        """The fetch whose answer this one was given by the HTTP cache, which failed it, and how
        that went.
        """
        for earlier, setting in product(self._same_url(fetch), (Setting(), INCLUDE)):
            run = after(earlier, fetch, origin, engine, Setting(), setting)
            if run is not None and run.result.error is not None and run.complete:
                return earlier, run
        return None

    def allowed(self, fetch: RecordedFetch, origin: str, engine: str) -> RecordedFetch | None:
        """The fetch whose preflight spared this one its own."""
        for earlier in self._same_url(fetch):
            if any(entry.is_preflight for entry in earlier.exchanges):
                run = after(earlier, fetch, origin, engine, Setting(), Setting())
                if (
                    run is not None
                    and run.complete
                    and all(exchange.kind != "preflight" for exchange in run.result.exchanges)
                ):
                    return earlier
        return None

    def cookie(
        self, fetch: RecordedFetch, origin: str, engine: str
    ) -> tuple[RecordedFetch, str] | None:
        """The fetch that set a cookie which this one lacks, and why it does."""
        for earlier in reversed(self._hosts[_host(fetch)]):
            if any(
                name.lower() == "set-cookie"
                for entry in earlier.exchanges
                for name, _ in entry.response_headers
            ):
                said: list[str] = []
                after(earlier, fetch, origin, engine, INCLUDE, INCLUDE, said)
                if said:
                    return earlier, said[0]
        return None

    def _same_url(self, fetch: RecordedFetch) -> Iterator[RecordedFetch]:
        return (
            earlier
            for earlier in reversed(self._hosts[_host(fetch)])
            if earlier.entry.url == fetch.entry.url
        )


def after(
    earlier: RecordedFetch,
    fetch: RecordedFetch,
    origin: str,
    engine: str,
    first: Setting,
    then: Setting,
    cookies: list[str] | None = None,
) -> Replay | None:
    """Both run again, one after the other in one profile; None where another page, or none, could
    have made the earlier one.

    Into `cookies` goes why a cookie was not kept, or not sent.
    """
    if page_origin(earlier) != origin:
        return None
    transport = RecordedTransport(
        tuple(_undated(entry) for entry in (*earlier.exchanges, *fetch.exchanges)), False
    )
    page = open_page(origin, engine, transport)
    try:
        before = page.fetch(**arguments_of(earlier, origin) | {"credentials": first.credentials})
        page.browser.advance(_seconds(earlier.entry, fetch.entry))
        transport.missing.clear()
        transport.hidden.clear()
        arguments = arguments_of(fetch, origin) | {"credentials": then.credentials}
        result = page.fetch(**arguments)
    except (TypeError, ValueError):
        return None
    if cookies is not None:
        cookies += [
            step.why
            for run in (before, result)
            for step in run.steps
            if step.code in ("cookie-refused", "cookie-withheld")
        ]
    return Replay(arguments, result, transport)


def _undated(entry: Entry) -> Entry:
    """Its Date is the recording's, and the profile's clock is not."""
    return replace(
        entry,
        response_headers=tuple(
            pair for pair in entry.response_headers if pair[0].lower() != "date"
        ),
    )


def _seconds(earlier: Entry, later: Entry) -> float:
    try:
        passed = datetime.fromisoformat(later.started) - datetime.fromisoformat(earlier.started)
    except (TypeError, ValueError):
        return 0.0
    return max(passed.total_seconds(), 0.0)


def _host(fetch: RecordedFetch) -> str:
    url = parse_url(fetch.entry.url)
    if url:
        return url.host
    return ""


def max_age(fetch: RecordedFetch) -> str:
    """What the preflight's answer says of how long it may be kept; "" for nothing."""
    return next(
        (
            value
            for entry in fetch.exchanges
            if entry.is_preflight
            and (value := get(entry.response_headers, "Access-Control-Max-Age"))
        ),
        "",
    )
