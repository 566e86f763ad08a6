"""The CORS-preflight cache: what a server allowed, for how long.
https://fetch.spec.whatwg.org/#cors-preflight-cache
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cors_lab.fetch.headers import NON_WILDCARD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from cors_lab.fetch.request import Request
    from cors_lab.fetch.trace import Trace
    from cors_lab.fetch.url import Site

Key = tuple["Site", str, str]
Name = tuple[str, str, bool]  # "method" or "header", what it allows, with credentials?


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


class Kept(NamedTuple):
    """The entries of one URL by name, since a server may list thousands and each is looked up.

    `credentialed_until`: when the last of those that were allowed with credentials expires.
    """

    entries: dict[Name, CacheEntry]
    credentialed_until: float


class PreflightCache:
    """Entries by network partition key, origin and URL; `limit` URLs at most, the least recently
    used goes first.

    `departures` are the names of the engine's.
    """

    def __init__(self, limit: int | None = None, departures: Set[str] = frozenset()) -> None:
        self._entries: dict[Key, Kept] = {}
        self._limit = limit
        self._departures = departures

    def __iter__(self) -> Iterator[CacheEntry]:
        return (entry for kept in self._entries.values() for entry in kept.entries.values())

    def __len__(self) -> int:
        return sum(len(kept.entries) for kept in self._entries.values())

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

    def _matches(
        self, request: Request, now: float, trace: Trace, *names: Name
    ) -> list[CacheEntry]:
        """The matching entries of these names, or of all.
        https://fetch.spec.whatwg.org/#concept-cache-match
        """
        if self._entries:
            kept = self._entries.get(self._key(request))
        else:
            kept = None
        if not kept or not kept.entries or self._origin_is_new(request, trace):
            return []
        include = request.credentials == "include"
        # chromium, webkit: what was allowed with credentials counts for requests with them alone.
        apart = (
            not include
            and kept.credentialed_until > now
            and trace.departs("preflight-cache-by-credentials")
        )
        found: Iterable[CacheEntry] = kept.entries.values()
        if names:
            found = [kept.entries[name] for name in names if name in kept.entries]
        return [
            entry
            for entry in found
            if entry.expires > now
            and (entry.credentials or not include)
            and not (apart and entry.credentials)
        ]

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
        if self._matches(request, now, trace, *_names("method", method)):
            return True
        return self._wildcard(
            self._matches(request, now, trace, *_names("method", "*")), request, trace
        )

    def header_name_match(self, name: str, request: Request, now: float, trace: Trace) -> bool:
        """https://fetch.spec.whatwg.org/#concept-cache-match-header"""
        if self._matches(request, now, trace, *_names("header", name)):
            return True
        stars = self._matches(request, now, trace, *_names("header", "*"))
        if not self._wildcard(stars, request, trace):
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
        before = self._entries.pop(key, Kept({}, 0.0)).entries
        kept = {name: entry for name, entry in before.items() if entry.expires > now}
        common = (*key, now + max_age, request.credentials == "include")
        allowed = [CacheEntry(*common, method) for method in methods]
        allowed += [CacheEntry(*common, None, name) for name in header_names]
        for new in allowed:
            _update(kept, new, "preflight-cache-by-credentials" in self._departures)
        fresh = {name: entry for name, entry in kept.items() if entry.expires > now}
        credentialed = [entry.expires for entry in fresh.values() if entry.credentials]
        self._entries[key] = Kept(fresh, max(credentialed, default=0.0))
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


def _update(kept: dict[Name, CacheEntry], new: CacheEntry, by_credentials: bool) -> None:
    kind = "header" if new.method is None else "method"
    candidates = {*_names(kind, _listed(new)), *_names(kind, "*")}
    matches = [
        name for name in candidates if name in kept and _covers(kept[name], new, by_credentials)
    ]
    for name in matches:
        kept[name] = kept[name]._replace(expires=new.expires)
    if not matches:
        kept[kind, _listed(new), new.credentials] = new


def _listed(entry: CacheEntry) -> str:
    """The method, or the header name in lower case, that this entry allows."""
    if entry.method is not None:
        return entry.method
    return (entry.header_name or "").lower()


def _names(kind: str, value: str) -> tuple[Name, Name]:
    return (kind, value, True), (kind, value, False)
