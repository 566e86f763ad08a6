"""The cookie store of a profile: Set-Cookie parsing, storage and retrieval as RFC 6265bis has them.

Time comes in as `now`, in seconds since the epoch; text is bytes as latin-1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cors_lab.fetch.cookie_policy import (
    POLICIES,
    REJECTED,
    WITHHELD,
    Attempt,
    Cookie,
    CookieContext,
    CookiePolicy,
    SameSite,
    domain_matches,
    path_matches,
    verdict,
)
from cors_lab.fetch.url import is_ip_address, is_public_suffix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.fetch.url import URL

__all__ = ["POLICIES", "Cookie", "CookieContext", "CookieJar", "CookiePolicy", "StoreResult", "parse_cookie_date", "parse_set_cookie"]

PAIR_LIMIT, ATTRIBUTE_LIMIT = 4096, 1024
LONGEST_AGE = 400 * 86400
DOMAIN_LIMIT, TOTAL_LIMIT = 180, 3000
WHITESPACE = " \t"
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
MAX_AGE = re.compile(r"-?[0-9]+", re.ASCII)
SAME_SITE: dict[str, SameSite] = {"strict": "Strict", "lax": "Lax", "none": "None"}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DATE_DELIMITER = re.compile(r"[\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+")
DATE_TIME = re.compile(r"([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?![0-9])")
DATE_DAY = re.compile(r"([0-9]{1,2})(?![0-9])")
DATE_YEAR = re.compile(r"([0-9]{2,4})(?![0-9])")


def parse_cookie_date(text: str) -> float | None:
    """Seconds since the epoch, or None where no date can be read. RFC 6265bis, 5.1.1."""
    clock = day = month = year = None
    for token in filter(None, DATE_DELIMITER.split(text)):
        if clock is None and (found := DATE_TIME.match(token)):
            clock = (int(found[1]), int(found[2]), int(found[3]))
        elif day is None and (found := DATE_DAY.match(token)):
            day = int(found[1])
        elif month is None and token[:3].lower() in MONTHS:
            month = MONTHS.index(token[:3].lower()) + 1
        elif year is None and (found := DATE_YEAR.match(token)):
            year = int(found[1])
    if clock is None or day is None or month is None or year is None:
        return None
    return _timestamp(year, month, day, clock)


def _timestamp(year: int, month: int, day: int, clock: tuple[int, int, int]) -> float | None:
    full = year + (1900 if 70 <= year <= 99 else 2000 if year <= 69 else 0)
    if full < 1601:
        return None
    try:
        hour, minute, second = clock
        return datetime(full, month, day, hour, minute, second, tzinfo=UTC).timestamp()
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class SetCookie:
    """One Set-Cookie line as parsed: `domain` "" and `path` None where not given; `max_age` in seconds, `expires` since the epoch."""

    name: str
    value: str
    domain: str = ""
    path: str | None = None
    max_age: int | None = None
    expires: float | None = None
    secure: bool = False
    http_only: bool = False
    same_site: SameSite = "unset"
    partitioned: bool = False

    def expiry(self, now: float) -> float | None:
        """When it ends: Max-Age before Expires, at most 400 days from now; None for a session cookie."""
        if self.max_age is not None:
            return now + min(self.max_age, LONGEST_AGE) if self.max_age > 0 else float("-inf")
        return None if self.expires is None else min(self.expires, now + LONGEST_AGE)


def parse_set_cookie(line: str, nameless: bool = True) -> SetCookie | str:
    """The cookie that a Set-Cookie value describes, or the code of the reason to ignore it whole. RFC 6265bis, 5.6.

    `nameless`: a text without "=" is a value without a name, as the RFC has it; else it is a name, which no cookie may lack.
    """
    if CONTROL.search(line):
        return "cookie-control-character"
    pair, *attributes = line.split(";")
    name, equals, value = pair.partition("=")
    if not equals and nameless:
        name, value = "", pair
    name, value = name.strip(WHITESPACE), value.strip(WHITESPACE)
    if not name and not value:
        return "cookie-empty"
    if not name and not nameless:
        return "cookie-name-empty"
    if len(name) + len(value) > PAIR_LIMIT:
        return "cookie-too-large"
    return _with_attributes(SetCookie(name, value), attributes)


def _with_attributes(cookie: SetCookie, attributes: list[str]) -> SetCookie:
    # A later attribute of the same name wins; one whose value cannot be read counts as not there.
    changes: dict[str, object] = {}
    for attribute in attributes:
        name, _, value = attribute.partition("=")
        value = value.strip(WHITESPACE)
        if len(value) <= ATTRIBUTE_LIMIT:
            changes.update(_attribute(name.strip(WHITESPACE).lower(), value))
    return replace(cookie, **changes)  # type: ignore[arg-type]


def _attribute(name: str, value: str) -> dict[str, object]:
    """What one attribute says of the cookie: nothing where it is unknown or unreadable. RFC 6265bis, 5.6.1 to 5.6.7."""
    match name:
        case "secure" | "partitioned":
            return {name: True}
        case "httponly":
            return {"http_only": True}
        case "domain":
            return {"domain": value.removeprefix(".").lower()}
        case "path":
            return {"path": value if value.startswith("/") else None}
        case "samesite":
            return {"same_site": SAME_SITE.get(value.lower(), "unset")}
        case "max-age":
            return {"max_age": int(value)} if MAX_AGE.fullmatch(value) else {}
        case "expires":
            date = parse_cookie_date(value)
            return {} if date is None else {"expires": date}
    return {}


def default_path(path: str) -> str:
    """The directory of a URL's path. RFC 6265bis, 5.1.4."""
    return path[: path.rfind("/")] or "/" if path.startswith("/") else "/"


def cookie_domain(attribute: str, host: str) -> tuple[str, bool] | str:
    """(domain, host-only) for this Domain attribute and host, or the code of the rejection. RFC 6265bis, 5.7."""
    if not host:
        return "cookie-no-host"
    if not attribute.isascii():
        return "cookie-domain-non-ascii"
    if not attribute or (attribute == host and (is_ip_address(host) or is_public_suffix(host))):
        return host, True
    if not domain_matches(host, attribute):
        return "cookie-domain-mismatch"
    return "cookie-public-suffix" if is_public_suffix(attribute) else (attribute, False)


@dataclass(frozen=True, slots=True)
class StoreResult:
    """What became of one Set-Cookie line: "cookie-stored", "cookie-deleted" or the rejection's code; `cookie` None where unreadable."""

    code: str
    cookie: Cookie | None = None

    @property
    def stored(self) -> bool:
        """Is it in the jar now?"""
        return self.code == "cookie-stored"


class CookieJar:
    """The cookies of one profile under one engine's policy; iterating gives them all, oldest first (expired ones until the next use)."""

    def __init__(self, policy: CookiePolicy = POLICIES["chromium"]) -> None:
        self.policy = policy
        self._cookies: dict[tuple[object, ...], Cookie] = {}

    def __iter__(self) -> Iterator[Cookie]:
        return iter(tuple(self._cookies.values()))

    def __len__(self) -> int:
        return len(self._cookies)

    def clear(self) -> None:
        """Forget every cookie."""
        self._cookies.clear()

    def store(self, set_cookie: str, url: URL, context: CookieContext, now: float) -> StoreResult:
        """Parse and store one Set-Cookie value that came from `url`. RFC 6265bis, 5.7."""
        parsed = parse_set_cookie(set_cookie, self.policy.nameless)
        if isinstance(parsed, str):
            return StoreResult(parsed)
        place = cookie_domain(parsed.domain, url.host)
        if isinstance(place, str):
            return StoreResult(place)
        cookie = self._cookie(parsed, *place, url, context, now)
        attempt = Attempt(cookie, url, context, self.policy, parsed.path is not None, parsed.partitioned)
        self._drop_expired(now)
        code = verdict(REJECTED, attempt) or self._overwrites(attempt)
        return StoreResult(code, cookie) if code else self._put(cookie, now)

    def _cookie(self, parsed: SetCookie, domain: str, host_only: bool, url: URL, context: CookieContext, now: float) -> Cookie:
        by_attribute = parsed.partitioned and self.policy.partitioned_attribute
        by_policy = self.policy.third_party == "partition" and context.third_party
        return Cookie(
            name=parsed.name,
            value=parsed.value,
            domain=domain,
            host_only=host_only,
            path=parsed.path or default_path(url.path),
            secure=parsed.secure,
            http_only=parsed.http_only,
            same_site=parsed.same_site,
            expires=parsed.expiry(now),
            created=now,
            partition=context.partition if by_attribute or by_policy else None,
        )

    def _overwrites(self, attempt: Attempt) -> str | None:
        """The code of the rejection where this cookie would overwrite, or hide, one that is better protected."""
        new, context = attempt.cookie, attempt.context
        old = self._cookies.get(new.key)
        if old and old.http_only and not context.http:
            return "cookie-overwrites-httponly"
        if new.secure or self.policy.is_secure(attempt.url):
            return None
        return "cookie-overwrites-secure" if any(_shadows(new, other) for other in self._cookies.values()) else None

    def _put(self, cookie: Cookie, now: float) -> StoreResult:
        if cookie.expired(now):
            self._cookies.pop(cookie.key, None)
            return StoreResult("cookie-deleted", cookie)
        old = self._cookies.get(cookie.key)
        kept = cookie if old is None else replace(cookie, created=old.created)
        self._cookies[cookie.key] = kept
        self._evict(cookie.domain)
        return StoreResult("cookie-stored", kept)

    def _drop_expired(self, now: float) -> None:
        for cookie in [cookie for cookie in self._cookies.values() if cookie.expired(now)]:
            del self._cookies[cookie.key]

    def _evict(self, domain: str) -> None:
        # The newest cookie is last and stays; among the others those without Secure go first, the oldest first.
        for limit, domains in ((DOMAIN_LIMIT, {domain}), (TOTAL_LIMIT, None)):
            crowd = [cookie for cookie in self if domains is None or cookie.domain in domains]
            if len(crowd) > limit:
                del self._cookies[min(crowd[:-1], key=lambda cookie: cookie.secure).key]

    def retrieve(self, url: URL, context: CookieContext, now: float) -> tuple[list[Cookie], list[tuple[Cookie, str]]]:
        """(sent, withheld with the reason's code) of the cookies of this domain; longer paths first, then older. RFC 6265bis, 5.8.3."""
        self._drop_expired(now)
        sent: list[Cookie] = []
        withheld: list[tuple[Cookie, str]] = []
        for cookie in self._cookies.values():
            if not (cookie.domain == url.host if cookie.host_only else domain_matches(url.host, cookie.domain)):
                continue
            code = verdict(WITHHELD, Attempt(cookie, url, context, self.policy))
            if code is None:
                sent.append(cookie)
            else:
                withheld.append((cookie, code))
        # The dict keeps the order of creation where the clock stood still.
        sent.sort(key=lambda cookie: (-len(cookie.path), cookie.created))
        return sent, withheld

    def cookie_header(self, url: URL, context: CookieContext, now: float) -> str | None:
        """The value of the Cookie header, or None where nothing is sent."""
        sent, _ = self.retrieve(url, context, now)
        return "; ".join(cookie.pair for cookie in sent) if sent else None

    def document_cookie(self, url: URL, context: CookieContext, now: float) -> str:
        """What `document.cookie` gives in a page at `url`."""
        return self.cookie_header(url, replace(context, http=False), now) or ""

    def set_document_cookie(self, text: str, url: URL, context: CookieContext, now: float) -> StoreResult:
        """What assigning to `document.cookie` does."""
        return self.store(text, url, replace(context, http=False), now)


def _shadows(new: Cookie, old: Cookie) -> bool:
    """Would `new`, from an insecure page, be sent instead of or before the secure `old`? RFC 6265bis, 5.7."""
    if not old.secure or old.name != new.name or old.partition != new.partition:
        return False
    related = domain_matches(new.domain, old.domain) or domain_matches(old.domain, new.domain)
    return related and path_matches(new.path, old.path)
