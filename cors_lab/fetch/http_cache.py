"""The HTTP cache of a browser: what is stored, for how long it is fresh, which request it answers
(RFC 9111, private cache).

Pure: the caller passes the time as `now` (seconds since 1970). The cache modes of the Fetch API are
decided where it is asked, in https://fetch.spec.whatwg.org/#http-network-or-cache-fetch; a "stale
response" there is one that `must_validate` here.

# not simulated: partial content (206 not stored), cached failures, the 504 of only-if-cached
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cors_lab.fetch.cache_control import LONGEST, parse_date, parse_directives, parse_seconds
from cors_lab.fetch.ranges import is_single_range
from cors_lab.fetch.stored_response import (
    Pairs,
    StoredResponse,
    asked_for,
    initial_age,
    must_validate,
    named,
    validators,
)
from cors_lab.fetch.url import parse_url, same_origin

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Set

    from cors_lab.fetch.wire import HTTPRequest, HTTPResponse

__all__ = ["HTTPCache", "StoredResponse", "must_validate", "validators"]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
INVALIDATING = frozenset({"POST", "PUT", "DELETE", "PATCH"})
NEVER_STORED = frozenset({*range(100, 200), 206, 304, 401, 407, 416})
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

# A departure's name -> the statuses it is about; which engine has which departure stands in
# engines.py.
HEURISTIC_ONLY = {"http-cache-heuristic-200-203": frozenset({200, 203})}
FRESH_ONLY = {
    "http-cache-fresh-statuses": frozenset({200, 203, 204, 300, 301, 302, 303, 307, 308, 410})
}
FRESH_FOREVER = {
    "http-cache-gone-forever": frozenset({410}),
    "http-cache-permanent-redirects": frozenset({300, 301, 308}),
}
FRESH_FOREVER["http-cache-moved-forever"] = frozenset({301})

ANSWER_HEADS = ("http-cache-answers-head", "http-cache-keeps-heads")

# A 304 leaves these of the stored lines as they are: they describe the body or the connection.
KEPT_BY_304 = frozenset(
    {
        "connection",
        "proxy-connection",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "etag",
    }
) | {
    *(
        "content-encoding",
        "content-length",
        "content-location",
        "content-md5",
        "content-range",
        "content-type",
    ),
    *(
        "www-authenticate",
        "proxy-authenticate",
        "proxy-authorization",
        "x-frame-options",
        "x-xss-protection",
    ),
}

MOST_VARY_NAMES = 100  # more is a hostile server's work, and matches nothing


class HTTPCache:
    """The stored responses of a profile, least recently used first, bounded in number and bytes;
    `departures` are names of the engine's.
    """

    __slots__ = ("_bytes", "_entries", "departures", "max_bytes", "max_entries")

    def __init__(
        self,
        departures: Set[str] = frozenset(),
        max_entries: int = 2_000,
        max_bytes: int = 32 * 2**20,
    ) -> None:
        self.departures = departures
        self.max_entries = max_entries
        self.max_bytes = max_bytes
        self._entries: dict[tuple[Hashable, str], tuple[StoredResponse, ...]] = {}
        self._bytes = 0

    def __iter__(self) -> Iterator[StoredResponse]:
        """The stored responses, least recently used URL first."""
        return (stored for variants in self._entries.values() for stored in variants)

    def __len__(self) -> int:
        """How many URLs have stored responses."""
        return len(self._entries)

    def select(self, key: Hashable, request: HTTPRequest) -> StoredResponse | None:
        """The stored response that answers this request, fresh or not.
        https://www.rfc-editor.org/rfc/rfc9111#section-4
        """
        return next(
            (stored for stored in self._variants(key, request) if stored.matches(request)), None
        )

    def select_other_variant(self, key: Hashable, request: HTTPRequest) -> StoredResponse | None:
        """A stored response whose Vary does not match, for an engine that asks the server by its
        ETag whether it is good all the same.
        """
        if "http-cache-validates-other-variant" not in self.departures:
            return None
        others = (stored for stored in self._variants(key, request) if not stored.matches(request))
        return next((stored for stored in others if self.validators(stored, False)), None)

    def validators(self, stored: StoredResponse, same_variant: bool = True) -> Pairs:
        """The headers that turn a request into a validation.
        https://www.rfc-editor.org/rfc/rfc9111#section-4.3.1
        """
        return validators(stored, same_variant, self.departures)

    def store(
        self, key: Hashable, request: HTTPRequest, response: HTTPResponse, now: float
    ) -> bool:
        """Store what may be stored, and say whether it was; what it supersedes is dropped.
        https://www.rfc-editor.org/rfc/rfc9111#section-3
        """
        if self._leaves_alone(key, request, response) or response.status in NEVER_STORED:
            return False
        if request.method != "GET" and not (
            request.method == "HEAD" and "http-cache-keeps-heads" in self.departures
        ):
            return False
        if response.body_error is not None:
            return False
        stored = self._stored_response(key, request, response, now)
        if (
            stored is not None
            and "authorization-validates" in self.departures
            and named(request, ("authorization",))[0][1]
        ):
            stored = stored._replace(authorized=True)
        return self._keep(stored, key, request)

    def _leaves_alone(self, key: Hashable, request: HTTPRequest, response: HTTPResponse) -> bool:
        """Has this answer nothing to do with the cache? What engines drop all the same is dropped
        here.
        """
        if (
            response.status == 304
            and "http-cache-bypassed-by-no-cache" in self.departures
            and self._is_bypassed(request)
        ):
            return self.discard(key, request.url)
        if "http-cache-drops-for-any-method" in self.departures:
            if request.method in ("HEAD", "OPTIONS"):
                return self.discard(key, request.url)
        elif "http-cache-ignores-request-no-store" not in self.departures and _forbids_storing(
            request
        ):
            return True
        ignores = (
            "http-cache-ignores-ranges" in self.departures
            or "http-cache-answers-ranges" in self.departures
        )
        return ignores and self._is_range(request)

    def freshen(
        self, stored: StoredResponse, request: HTTPRequest, response: HTTPResponse, now: float
    ) -> StoredResponse:
        """The stored response with the headers of the 304 that validated it, also kept so.
        https://www.rfc-editor.org/rfc/rfc9111#section-4.3.4
        """
        merged = replace(stored.response, headers=_merge(stored.response.headers, response.headers))
        fresh = self._stored_response(stored.key, request, merged, now)
        if fresh is None:
            return stored._replace(response=merged)
        self._keep(fresh, stored.key, request)
        return fresh

    def invalidate(self, key: Hashable, request: HTTPRequest, response: HTTPResponse) -> bool:
        """Drop what an unsafe request that succeeded may have changed, and say whether it did.
        https://www.rfc-editor.org/rfc/rfc9111#section-4.4
        """
        succeeded = (
            200 <= response.status <= 399 or "http-cache-failure-invalidates" in self.departures
        )
        idle = (
            request.body is None
            and request.method == "PUT"
            and "http-cache-bodyless-keeps" in self.departures
        )
        # chromium: only methods that it knows.
        foreign = (
            request.method not in INVALIDATING
            and "http-cache-kept-by-unknown-methods" in self.departures
        )
        if request.method in SAFE_METHODS or not succeeded or idle or foreign:
            return False
        others: tuple[str, ...] = ()
        if "http-cache-keeps-locations" not in self.departures:
            others = _locations(request, response)
        return sum(self.discard(key, url) for url in (request.url, *others)) > 0

    def discard(self, key: Hashable, url: str) -> bool:
        """Drop all that is stored for a URL, and say whether there was something."""
        gone = self._entries.pop((key, _without_fragment(url)), ())
        self._bytes -= sum(stored.size for stored in gone) if gone else 0
        return bool(gone)

    def clear(self) -> None:
        """Drop everything."""
        self._entries.clear()
        self._bytes = 0

    def _variants(self, key: Hashable, request: HTTPRequest) -> tuple[StoredResponse, ...]:
        """The stored responses of the request's URL, which becomes the most recently used."""
        place = key, _without_fragment(request.url)
        variants = self._entries.get(place, ())
        head = request.method == "HEAD" and not self.departures.isdisjoint(ANSWER_HEADS)
        if (
            not variants
            or (request.method != "GET" and not head)
            or self._is_range(request)
            or self._is_bypassed(request)
        ):
            return ()
        self._entries[place] = self._entries.pop(place)
        return variants

    def _is_range(self, request: HTTPRequest) -> bool:
        """Does it ask for a part that cannot be answered from a whole?"""
        wanted = asked_for(request, "range")
        if wanted == "bytes=0-" and "range-from-zero-is-whole" in self.departures:
            return False
        able = "http-cache-answers-ranges" in self.departures and request.method == "GET"
        return bool(wanted) and not (able and is_single_range(wanted))

    def _is_bypassed(self, request: HTTPRequest) -> bool:
        """Does the request itself keep the cache out of it?
        https://www.rfc-editor.org/rfc/rfc9111#section-5.2.1.5
        """
        asked = parse_directives(asked_for(request, "cache-control"))
        # chromium: `no-cache` does not even validate.
        if "http-cache-bypassed-by-no-cache" in self.departures:
            return "no-cache" in asked or "no-cache" in parse_directives(
                asked_for(request, "pragma")
            )
        return "no-store" in asked and "http-cache-read-despite-no-store" not in self.departures

    def _keep(self, stored: StoredResponse | None, key: Hashable, request: HTTPRequest) -> bool:
        """Put it in place of the variant it supersedes, then drop the least recently used until the
        bounds hold.
        """
        place = key, _without_fragment(request.url)
        known = self._entries.get(place, ())
        self.discard(*place)
        if stored is None:
            return False
        others: tuple[StoredResponse, ...] = ()
        if "http-cache-one-variant" not in self.departures:
            others = tuple(v for v in known[:15] if not v.matches(request))
        self._entries[place] = (stored, *others)
        self._bytes += (
            sum(variant.size for variant in self._entries[place]) if others else stored.size
        )
        while self._bytes > self.max_bytes or len(self._entries) > self.max_entries:
            self.discard(*next(iter(self._entries)))
        return place in self._entries

    def _stored_response(
        self, key: Hashable, request: HTTPRequest, response: HTTPResponse, now: float
    ) -> StoredResponse | None:
        """The entry for this response, None where it must not be stored."""
        if (
            "http-cache-ignores-request-no-store" not in self.departures
            and "no-store" in asked_for(request, "cache-control").lower()
        ):
            return None
        fields: dict[str, str] = {}
        size = len(response.body)
        for name, value in response.headers:
            size += len(name) + len(value)
            lower = name.lower()
            if lower in READ:
                fields[lower] = f"{fields[lower]}, {value}" if lower in fields else value
        if "cache-control" in fields:
            control = parse_directives(fields["cache-control"])
        else:
            control = {}
        explicit = "expires" in fields or not control.keys().isdisjoint(
            ("public", "private", "max-age")
        )
        if "no-store" in control or not (explicit or self._is_stored(response.status)):
            return None
        if any(
            response.status in statuses
            for name, statuses in NEVER_STORED_BY.items()
            if name in self.departures
        ):
            return None
        if "vary" in fields:
            vary = named(request, _names(fields["vary"]))
        else:
            vary = ()
        url, etag, modified = (
            _without_fragment(request.url),
            fields.get("etag", ""),
            fields.get("last-modified", ""),
        )
        if (
            not fields
            and response.status < 300
            and "http-cache-stores-reusable-only" not in self.departures
        ):  # the common case: never fresh, yet "force-cache" finds it
            return StoredResponse(key, url, response, vary, now, size=size)
        age, lifetime = (
            initial_age(fields, now),
            self._freshness_lifetime(response.status, fields, control, now),
        )
        if "must-revalidate" in control:
            grace = 0
        else:
            grace = parse_seconds(control.get("stale-while-revalidate")) or 0
        if "http-cache-stores-reusable-only" in self.departures and not (
            _is_known(response.status, "expires" in fields or "max-age" in control)
            and (etag or modified or lifetime > 0 or grace > 0)
        ):
            return None
        return StoredResponse(
            key, url, response, vary, now, age, lifetime, grace, etag, modified, size
        )

    def _is_stored(self, status: int) -> bool:
        """Is a response of this status stored without a word about its expiry?
        https://www.rfc-editor.org/rfc/rfc9111#section-3
        """
        if status == 303 and "http-cache-never-stores-300-429" in self.departures:
            return False
        return (
            status in HEURISTICALLY_CACHEABLE or "http-cache-stores-every-status" in self.departures
        )

    def _freshness_lifetime(
        self, status: int, fields: dict[str, str], control: dict[str, str], now: float
    ) -> float:
        """Seconds for which the server, or else a guess from Last-Modified, calls it good.
        https://www.rfc-editor.org/rfc/rfc9111#section-4.2.1
        """
        pragma_counts = "cache-control" not in fields or "http-cache-pragma-wins" in self.departures
        if "no-cache" in control or (
            pragma_counts and "no-cache" in parse_directives(fields.get("pragma", ""))
        ):
            return 0
        if any(
            status not in statuses
            for name, statuses in FRESH_ONLY.items()
            if name in self.departures
        ):
            return 0
        max_age = parse_seconds(control.get("max-age"))
        if max_age is not None:
            return max_age
        date = parse_date(fields.get("date", ""))
        made = now if date is None else date
        if "expires" in fields:
            return max(0, (parse_date(fields["expires"]) or 0) - made)
        return self._heuristic_lifetime(status, fields, control, made) or self._implicit_lifetime(
            status
        )

    def _heuristic_lifetime(
        self, status: int, fields: dict[str, str], control: dict[str, str], made: float
    ) -> float:
        """A tenth of the time since it was last modified.
        https://www.rfc-editor.org/rfc/rfc9111#section-4.2.2
        """
        modified = parse_date(fields.get("last-modified", ""))
        narrowed = [
            statuses for name, statuses in HEURISTIC_ONLY.items() if name in self.departures
        ]
        if narrowed:
            allowed = status in narrowed[0]
        else:
            allowed = status in HEURISTICALLY_CACHEABLE or "public" in control
        if allowed and modified is not None:
            return max(0, made - modified) / 10
        return 0

    def _implicit_lifetime(self, status: int) -> float:
        """A status that says "for good" needs no other word, to some engines."""
        if any(status in FRESH_FOREVER[name] for name in FRESH_FOREVER.keys() & self.departures):
            return LONGEST
        return 0


def _forbids_storing(request: HTTPRequest) -> bool:
    """Does a GET, whose answer alone could be stored, say that it must not be?"""
    return request.method == "GET" and "no-store" in asked_for(request, "cache-control").lower()


def _is_known(status: int, explicit: bool) -> bool:
    return status in REUSABLE or (explicit and status in REUSABLE_IF_EXPLICIT)


def _locations(request: HTTPRequest, response: HTTPResponse) -> tuple[str, ...]:
    """The URLs of the same origin that a response names in Location and Content-Location.
    https://www.rfc-editor.org/rfc/rfc9111#section-4.4
    """
    base = parse_url(request.url)
    named = [
        parse_url(value, base)
        for name, value in response.headers
        if name.lower() in ("location", "content-location")
    ]
    return tuple(url.href for url in named if base and url and same_origin(url.origin, base.origin))


def _merge(stored: Pairs, fresh: Pairs) -> Pairs:
    """The stored lines, with each header that the 304 carries replaced by its lines.
    https://www.rfc-editor.org/rfc/rfc9111#section-3.2
    """
    updates = tuple((name, value) for name, value in fresh if name.lower() not in KEPT_BY_304)
    replaced = {name.lower() for name, _ in updates}
    return tuple((name, value) for name, value in stored if name.lower() not in replaced) + updates


def _names(vary: str) -> tuple[str, ...]:
    """The header names in a Vary, lower-case, each once, sorted; only the star where there is
    one.
    """
    names = {name.strip(" \t").lower() for name in vary.split(",")} - {""}
    if "*" in names or len(names) > MOST_VARY_NAMES:
        return ("*",)
    return tuple(sorted(names))


def _without_fragment(url: str) -> str:
    """The part of a URL that names the resource on the server."""
    return url.partition("#")[0]
