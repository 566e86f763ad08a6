"""What an HTTP cache stores of a response, and for how long it is fresh (RFC 9111, private cache).

Pure: `now` is the time in seconds since 1970; `departures` are the names of the engine's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cors_lab.fetch.cache_control import LONGEST, parse_date, parse_directives, parse_seconds
from cors_lab.fetch.stored_response import StoredResponse, asked_for, initial_age, named

if TYPE_CHECKING:
    from collections.abc import Hashable, Set

    from cors_lab.fetch.wire import HTTPRequest, HTTPResponse

# https://www.rfc-editor.org/rfc/rfc9110#section-15.1
HEURISTICALLY_CACHEABLE = frozenset({200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501})
NEVER_STORED_BY = {
    "http-cache-stores-every-status": frozenset({205}),
    "http-cache-never-stores-300-429": frozenset({300, 429}),
}
# Of http-cache-stores-reusable-only: the statuses that WebKit stores, and those that need an expiry
# for it.
REUSABLE = frozenset({200, 203, 204, 300, 301, 404, 405, 410, 414, 501})
REUSABLE_IF_EXPLICIT = frozenset({201, 202, 205, 302, 303, 307, 403, 406, 415})
# The headers a cache reads in a response; Pragma is not in RFC 9111, yet browsers read it there.
READ = frozenset(
    {"cache-control", "pragma", "expires", "date", "age", "last-modified", "vary", "etag"}
)

# The statuses that a departure is about, by its name.
HEURISTIC_ONLY = {"http-cache-heuristic-200-203": frozenset({200, 203})}
FRESH_ONLY = {
    "http-cache-fresh-statuses": frozenset({200, 203, 204, 300, 301, 302, 303, 307, 308, 410})
}
FRESH_FOREVER = {
    "http-cache-gone-forever": frozenset({410}),
    "http-cache-permanent-redirects": frozenset({300, 301, 308}),
}
FRESH_FOREVER["http-cache-moved-forever"] = frozenset({301})
MOST_VARY_NAMES = 100  # more is a hostile server's work, and matches nothing


class Fields(NamedTuple):
    """What a cache reads in a response: header values by lower-case name, and directives."""

    values: dict[str, str]
    control: dict[str, str]
    size: int

    @classmethod
    def of(cls, response: HTTPResponse) -> Fields:
        """Those of this response; `size` is what it takes in bytes."""
        values: dict[str, str] = {}
        size = len(response.body)
        for name, value in response.headers:
            size += len(name) + len(value)
            lower = name.lower()
            if lower in READ:
                values[lower] = f"{values[lower]}, {value}" if lower in values else value
        control = {}
        if "cache-control" in values:
            control = parse_directives(values["cache-control"])
        return cls(values, control, size)

    @property
    def explicit(self) -> bool:
        """Does the server say something about its expiry?"""
        said = ("public", "private", "max-age")
        return "expires" in self.values or not self.control.keys().isdisjoint(said)


def stored_response(
    key: Hashable,
    request: HTTPRequest,
    response: HTTPResponse,
    now: float,
    departures: Set[str],
) -> StoredResponse | None:
    """The entry for this response, None where it must not be stored.
    https://www.rfc-editor.org/rfc/rfc9111#section-3
    """
    fields = Fields.of(response)
    if not _may_be_stored(request, response, fields, departures):
        return None
    url = without_fragment(request.url)
    vary: tuple[tuple[str, str], ...] = ()
    if "vary" in fields.values:
        vary = named(request, _names(fields.values["vary"]))
    reusable_only = "http-cache-stores-reusable-only" in departures
    if not fields.values and response.status < 300 and not reusable_only:
        # The common case: never fresh, yet "force-cache" finds it.
        return StoredResponse(key, url, response, vary, now, size=fields.size)
    stored = StoredResponse(
        key,
        url,
        response,
        vary,
        now,
        initial_age(fields.values, now),
        _freshness_lifetime(response.status, fields, departures, now),
        _grace(fields.control),
        fields.values.get("etag", ""),
        fields.values.get("last-modified", ""),
        fields.size,
    )
    if reusable_only and not _is_reusable(stored, fields):
        return None
    return stored


def _may_be_stored(
    request: HTTPRequest, response: HTTPResponse, fields: Fields, departures: Set[str]
) -> bool:
    heeds_request = "http-cache-ignores-request-no-store" not in departures
    if heeds_request and "no-store" in asked_for(request, "cache-control").lower():
        return False
    if "no-store" in fields.control:
        return False
    if not (fields.explicit or _is_stored(response.status, departures)):
        return False
    never = [statuses for name, statuses in NEVER_STORED_BY.items() if name in departures]
    return not any(response.status in statuses for statuses in never)


def _is_reusable(stored: StoredResponse, fields: Fields) -> bool:
    """Is it worth storing, for an engine that keeps only what it can use again?"""
    explicit = "expires" in fields.values or "max-age" in fields.control
    if not _is_known(stored.response.status, explicit):
        return False
    validator = stored.etag or stored.last_modified
    return bool(validator) or stored.freshness_lifetime > 0 or stored.stale_while_revalidate > 0


def _grace(control: dict[str, str]) -> int:
    """Seconds for which it may be used although it is stale (stale-while-revalidate)."""
    if "must-revalidate" in control:
        return 0
    return parse_seconds(control.get("stale-while-revalidate")) or 0


def _is_stored(status: int, departures: Set[str]) -> bool:
    """Is a response of this status stored without a word about its expiry?
    https://www.rfc-editor.org/rfc/rfc9111#section-3
    """
    if status == 303 and "http-cache-never-stores-300-429" in departures:
        return False
    return status in HEURISTICALLY_CACHEABLE or "http-cache-stores-every-status" in departures


def _freshness_lifetime(status: int, known: Fields, departures: Set[str], now: float) -> float:
    """Seconds for which the server, or else a guess from Last-Modified, calls it good.
    https://www.rfc-editor.org/rfc/rfc9111#section-4.2.1
    """
    fields, control = known.values, known.control
    pragma_counts = "cache-control" not in fields or "http-cache-pragma-wins" in departures
    if "no-cache" in control or (
        pragma_counts and "no-cache" in parse_directives(fields.get("pragma", ""))
    ):
        return 0
    if any(status not in statuses for name, statuses in FRESH_ONLY.items() if name in departures):
        return 0
    max_age = parse_seconds(control.get("max-age"))
    if max_age is not None:
        return max_age
    date = parse_date(fields.get("date", ""))
    made = now if date is None else date
    if "expires" in fields:
        return max(0, (parse_date(fields["expires"]) or 0) - made)
    return _heuristic_lifetime(status, known, departures, made) or _implicit_lifetime(
        status, departures
    )


def _heuristic_lifetime(status: int, known: Fields, departures: Set[str], made: float) -> float:
    """A tenth of the time since it was last modified.
    https://www.rfc-editor.org/rfc/rfc9111#section-4.2.2
    """
    modified = parse_date(known.values.get("last-modified", ""))
    narrowed = [statuses for name, statuses in HEURISTIC_ONLY.items() if name in departures]
    if narrowed:
        allowed = status in narrowed[0]
    else:
        allowed = status in HEURISTICALLY_CACHEABLE or "public" in known.control
    if allowed and modified is not None:
        return max(0, made - modified) / 10
    return 0


def _implicit_lifetime(status: int, departures: Set[str]) -> float:
    """A status that says "for good" needs no other word, to some engines."""
    if any(status in FRESH_FOREVER[name] for name in FRESH_FOREVER.keys() & departures):
        return LONGEST
    return 0


def _is_known(status: int, explicit: bool) -> bool:
    return status in REUSABLE or (explicit and status in REUSABLE_IF_EXPLICIT)


def _names(vary: str) -> tuple[str, ...]:
    """The header names in a Vary, lower-case, each once, sorted; only the star where there is
    one.
    """
    names = {name.strip(" \t").lower() for name in vary.split(",")} - {""}
    if "*" in names or len(names) > MOST_VARY_NAMES:
        return ("*",)
    return tuple(sorted(names))


def without_fragment(url: str) -> str:
    """The part of a URL that names the resource on the server."""
    return url.partition("#")[0]
