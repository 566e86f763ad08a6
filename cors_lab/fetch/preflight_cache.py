"""The CORS-preflight cache: what a server allowed, for how long.
https://fetch.spec.whatwg.org/#cors-preflight-cache
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cors_lab.fetch.headers import NON_WILDCARD

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from cors_lab.fetch.request import Request
    from cors_lab.fetch.trace import Trace
    from cors_lab.fetch.url import Site

Key = tuple["Site", str, str]


class CacheEntry(NamedTuple):
    """One method or one header name allowed for one URL until `expires` (seconds on the profile's
    clock). https://fetch.spec.whatwg.org/#cache-entry
    """

    key: Site
    origin: str
    url: str
    expires: float
    credentials: bool
    method: str | None = None
    header_name: str | None = None

    def max_age(self, now: float) -> float:
        """Seconds left."""
        return max(0.0, self.expires - now)


class PreflightCache:
    """Entries by network partition key, origin and URL; `limit` URLs at most, the least recently
    used goes first.

    `departures` are the names of the engine's.
    """

    def __init__(self, limit: int | None = None, departures: Set[str] = frozenset()) -> None:
        self._entries: dict[Key, list[CacheEntry]] = {}
        self._limit = limit
        self._departures = departures

    def __iter__(self) -> Iterator[CacheEntry]:
        return (entry for entries in self._entries.values() for entry in entries)

    def __len__(self) -> int:
        return sum(map(len, self._entries.values()))

    def _key(self, request: Request) -> Key:
        # firefox: by the page's origin, whatever a redirect has made of it.
        untainted = "preflight-origin-untainted" in self._departures
        if untainted:
            origin = request.origin.serialized
        else:
            origin = request.serialized_origin
        return request.client.top_level_site, origin, request.url.href

    def knows(self, request: Request) -> bool:
        """Is anything kept for this request's URL and origin, whether it allows the request or
        not?
        """
        return self._key(request) in self._entries

    def clear(self, request: Request | None = None) -> None:
        """Clear this request's entries, or all.
        https://fetch.spec.whatwg.org/#concept-cache-clear
        """
        if request is None:
            self._entries.clear()
        else:
            self._entries.pop(self._key(request), None)

    def _matches(self, request: Request, now: float, trace: Trace) -> list[CacheEntry]:
        """https://fetch.spec.whatwg.org/#concept-cache-match"""
        if not self._entries:
            return []
        entries = self._entries.get(self._key(request), [])
        if not entries or self._origin_is_new(request, trace):
            return []
        include = request.credentials == "include"
        matches = [
            entry for entry in entries if entry.expires > now and (entry.credentials or not include)
        ]
        if (
            not include
            and any(entry.credentials for entry in matches)
            and trace.departs("preflight-cache-by-credentials")
        ):
            matches = [entry for entry in matches if not entry.credentials]
        return matches

    @staticmethod
    def _origin_is_new(request: Request, trace: Trace) -> bool:
        # chromium: an opaque origin is like no other, not even like itself; chromium, webkit: so is
        # one that a redirect has tainted.
        if request.origin.opaque:
            return trace.departs("opaque-origin-preflights-again")
        return request.serialized_origin == "null" and trace.departs(
            "tainted-origin-preflights-again"
        )

    def has_match(self, request: Request, now: float, trace: Trace) -> bool:
        """Is there any cache entry match? https://fetch.spec.whatwg.org/#concept-cache-match"""
        return bool(self._matches(request, now, trace))

    def method_match(self, method: str, request: Request, now: float, trace: Trace) -> bool:
        """https://fetch.spec.whatwg.org/#concept-cache-match-method"""
        matches = self._matches(request, now, trace)
        if any(entry.method == method for entry in matches):
            return True
        return self._wildcard([entry for entry in matches if entry.method == "*"], request, trace)

    def header_name_match(self, name: str, request: Request, now: float, trace: Trace) -> bool:
        """https://fetch.spec.whatwg.org/#concept-cache-match-header"""
        matches = [entry for entry in self._matches(request, now, trace) if entry.header_name]
        if any((entry.header_name or "").lower() == name for entry in matches):
            return True
        if not self._wildcard(
            [entry for entry in matches if entry.header_name == "*"], request, trace
        ):
            return False
        return name not in NON_WILDCARD or trace.departs("cached-wildcard-covers-authorization")

    @staticmethod
    def _wildcard(stars: list[CacheEntry], request: Request, trace: Trace) -> bool:
        """Does one of these `*` entries stand for everything?"""
        # firefox: keeps `*` as a name like any other.
        if not stars or trace.departs("cached-wildcard-ignored"):
            return False
        # chromium, webkit: with credentials `*` is a name like any other; chromium: also for a
        # later request without them.
        if request.credentials == "include":
            return not trace.departs("cached-wildcard-literal-with-credentials")
        return not (
            all(entry.credentials for entry in stars)
            and trace.departs("credentialed-wildcard-stays-literal")
        )

    def store(
        self,
        request: Request,
        methods: list[str],
        header_names: list[str],
        max_age: float,
        now: float,
    ) -> None:
        """Update the entries that match and create the others.
        https://fetch.spec.whatwg.org/#concept-cache-create-entry
        """
        key = self._key(request)
        entries = [entry for entry in self._entries.pop(key, []) if entry.expires > now]
        common = (*key, now + max_age, request.credentials == "include")
        allowed = [CacheEntry(*common, method) for method in methods] + [
            CacheEntry(*common, None, name) for name in header_names
        ]
        for new in allowed:
            _update(entries, new, "preflight-cache-by-credentials" in self._departures)
        self._entries[key] = [entry for entry in entries if entry.expires > now]
        if self._limit is not None:
            while len(self._entries) > self._limit:
                del self._entries[next(iter(self._entries))]


def _covers(entry: CacheEntry, new: CacheEntry, by_credentials: bool) -> bool:
    """Is there a cache entry match, and a method or header-name cache entry match, for what `new`
    stands for?
    """
    if not (entry.credentials or not new.credentials) or (
        by_credentials and entry.credentials != new.credentials
    ):
        return False
    if new.method is not None:
        return entry.method in (new.method, "*")
    listed, name = (entry.header_name or "").lower(), (new.header_name or "").lower()
    return listed == name or (listed == "*" and name not in NON_WILDCARD)


def _update(entries: list[CacheEntry], new: CacheEntry, by_credentials: bool) -> None:
    matches = [
        position for position, entry in enumerate(entries) if _covers(entry, new, by_credentials)
    ]
    for position in matches:
        entries[position] = entries[position]._replace(expires=new.expires)
    if not matches:
        entries.append(new)
