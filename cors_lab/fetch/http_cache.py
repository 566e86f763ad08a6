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

from cors_lab.fetch.cache_control import parse_directives
from cors_lab.fetch.ranges import is_single_range
from cors_lab.fetch.stored_response import (
    Pairs,
    StoredResponse,
    asked_for,
    must_validate,
    named,
    validators,
)
from cors_lab.fetch.storing import stored_response, without_fragment
from cors_lab.fetch.url import parse_url, same_origin

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Set

    from cors_lab.fetch.wire import HTTPRequest, HTTPResponse

__all__ = ["HTTPCache", "StoredResponse", "must_validate", "validators"]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
INVALIDATING = frozenset({"POST", "PUT", "DELETE", "PATCH"})
NEVER_STORED = frozenset({*range(100, 200), 206, 304, 401, 407, 416})
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
        stored = stored_response(key, request, response, now, self.departures)
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
        fresh = stored_response(stored.key, request, merged, now, self.departures)
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
        gone = self._entries.pop((key, without_fragment(url)), ())
        self._bytes -= sum(stored.size for stored in gone) if gone else 0
        return bool(gone)

    def clear(self) -> None:
        """Drop everything."""
        self._entries.clear()
        self._bytes = 0

    def _variants(self, key: Hashable, request: HTTPRequest) -> tuple[StoredResponse, ...]:
        """The stored responses of the request's URL, which becomes the most recently used."""
        place = key, without_fragment(request.url)
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
        place = key, without_fragment(request.url)
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


def _forbids_storing(request: HTTPRequest) -> bool:
    """Does a GET, whose answer alone could be stored, say that it must not be?"""
    return request.method == "GET" and "no-store" in asked_for(request, "cache-control").lower()


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
