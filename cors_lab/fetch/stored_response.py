"""A response in the HTTP cache: its age, whether it answers a request, must it be validated? RFC
9111, 4.1 to 4.3, 5.2.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cors_lab.fetch.cache_control import LONGEST, parse_date, parse_directives, parse_seconds
from cors_lab.fetch.response import REDIRECT_STATUSES

if TYPE_CHECKING:
    from collections.abc import Hashable, Set

    from cors_lab.fetch.wire import HTTPRequest, HTTPResponse

Pairs = tuple[tuple[str, str], ...]


class StoredResponse(NamedTuple):  # a tuple, since one is made for nearly every fetch
    """A response in the cache, with the request's values of what its Vary names and its age when
    stored; times in seconds.
    """

    key: Hashable
    url: str
    response: HTTPResponse
    vary: Pairs
    stored_at: float
    initial_age: float = 0
    freshness_lifetime: float = 0
    stale_while_revalidate: float = 0
    etag: str = ""
    last_modified: str = ""
    size: int = 0
    authorized: bool = False

    def current_age(self, now: float) -> float:
        """Seconds since the server made it, at least 0.
        https://www.rfc-editor.org/rfc/rfc9111#section-4.2.3
        """
        return self.initial_age + max(0.0, now - self.stored_at)

    def is_fresh(self, now: float) -> bool:
        """Has it not yet outlived its freshness lifetime?
        https://www.rfc-editor.org/rfc/rfc9111#section-4.2
        """
        return self.freshness_lifetime > self.current_age(now)

    def is_stale_while_revalidate(self, now: float) -> bool:
        """May it be used once more while it is validated in the background?
        https://fetch.spec.whatwg.org/#concept-stale-while-revalidate-response
        """
        age = self.current_age(now)
        return (
            self.freshness_lifetime <= age < self.freshness_lifetime + self.stale_while_revalidate
        )

    def matches(self, request: HTTPRequest) -> bool:
        """Has the request the values of the headers that Vary names? `*` never matches.
        https://www.rfc-editor.org/rfc/rfc9111#section-4.1
        """
        return not self.vary or (
            self.vary[0][0] != "*"
            and self.vary == named(request, tuple(name for name, _ in self.vary))
        )


def must_validate(
    stored: StoredResponse, request: HTTPRequest, now: float, departures: Set[str] = frozenset()
) -> bool:
    """Is it a stale response for this request, whose own Cache-Control or Pragma may ask for more,
    or less? https://www.rfc-editor.org/rfc/rfc9111#section-5.2.1
    """
    if "http-cache-ignores-request-pragma" in departures:
        pragma = ""
    else:
        pragma = asked_for(request, "pragma")
    asked = parse_directives(asked_for(request, "cache-control") or pragma)
    # chromium: of what a request asks for it knows only this; webkit: and that it takes what is
    # stale.
    if "http-cache-ignores-request-freshness" in departures:
        return not stored.is_fresh(now) or asked.get("max-age") == "0"
    if "http-cache-ignores-min-fresh" in departures:
        staleness = stored.current_age(now) - stored.freshness_lifetime
        return (
            "no-cache" in asked
            or asked.get("max-age") == "0"
            or (staleness >= 0 and not _may_be_stale(stored, asked, staleness))
        )
    age, limit, margin = (
        stored.current_age(now),
        parse_seconds(asked.get("max-age")),
        parse_seconds(asked.get("min-fresh")) or 0,
    )
    if "no-cache" in asked or (limit is not None and age >= limit):
        return True
    left = stored.freshness_lifetime - age - margin
    return left <= 0 and (margin > 0 or not _may_be_stale(stored, asked, -left))


def _may_be_stale(stored: StoredResponse, asked: dict[str, str], staleness: float) -> bool:
    """Does the request take a response that is stale for so many seconds, and the server allow it?
    https://www.rfc-editor.org/rfc/rfc9111#section-5.2.1.2
    """
    control = parse_directives(
        ", ".join(
            value for name, value in stored.response.headers if name.lower() == "cache-control"
        )
    )
    if "max-stale" not in asked or not control.keys().isdisjoint(("must-revalidate", "no-cache")):
        return False
    allowed: int | None = LONGEST
    if asked["max-stale"] != "":
        allowed = parse_seconds(asked["max-stale"])
    return allowed is not None and staleness <= allowed


def validators(
    stored: StoredResponse, same_variant: bool = True, departures: Set[str] = frozenset()
) -> Pairs:
    """The headers that turn a request into a validation; of another variant only the ETag says
    something. https://www.rfc-editor.org/rfc/rfc9111#section-4.3.1
    """
    if stored.response.status != 200 and "http-cache-validates-200-only" in departures:  # chromium
        return ()
    if stored.response.status >= 400 and "http-cache-validates-no-errors" in departures:  # firefox
        return ()
    if (
        stored.response.status in REDIRECT_STATUSES
        and "http-cache-validates-no-redirects" in departures
    ):  # webkit
        return ()
    candidates = (
        ("If-None-Match", stored.etag),
        ("If-Modified-Since", stored.last_modified if same_variant else ""),
    )
    return tuple(pair for pair in candidates if pair[1])


def initial_age(fields: dict[str, str], now: float) -> float:
    """The age a response arrives with: by its Age, or by its Date.
    https://www.rfc-editor.org/rfc/rfc9111#section-4.2.3
    """
    date = parse_date(fields.get("date", ""))
    age = parse_seconds(fields.get("age", "").partition(",")[0].strip(" \t"))
    return max(0, 0 if date is None else now - date, age or 0)


def named(request: HTTPRequest, names: tuple[str, ...]) -> Pairs:
    """The request's values of these headers, lines of one name joined; an absent header counts as
    empty.
    """
    return tuple((name, asked_for(request, name)) for name in names)


def asked_for(request: HTTPRequest, name: str) -> str:
    """The request's value of a header, empty where it has none."""
    return ", ".join(value for header, value in request.headers if header.lower() == name)
