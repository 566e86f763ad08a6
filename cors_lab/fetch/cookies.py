"""The cookie store of a profile: Set-Cookie parsing, storage and retrieval as RFC 6265bis has them.

Time comes in as `now`, in seconds since the epoch; text is bytes as latin-1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cors_lab.fetch.cookie_policy import (
    POLICIES,
    REJECTED,
    WITHHELD,
    Attempt,
    Cookie,
    CookieContext,
    CookiePolicy,
    domain_matches,
    path_matches,
    verdict,
)
from cors_lab.fetch.set_cookie import SetCookie, parse_cookie_date, parse_set_cookie
from cors_lab.fetch.url import is_ip_address, is_public_suffix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.fetch.url import URL

__all__ = [
    "POLICIES",
    "Cookie",
    "CookieContext",
    "CookieJar",
    "CookiePolicy",
    "StoreResult",
    "parse_cookie_date",
    "parse_set_cookie",
]

DOMAIN_LIMIT, TOTAL_LIMIT = 180, 3000


def default_path(path: str) -> str:
    """The directory of a URL's path. RFC 6265bis, 5.1.4."""
    if path.startswith("/"):
        return path[: path.rfind("/")] or "/"
    return "/"


def cookie_domain(attribute: str, host: str) -> tuple[str, bool] | str:
    """(domain, host-only) for this Domain attribute and host, or the code of the rejection. RFC
    6265bis, 5.7.
    """
    if not host:
        return "cookie-no-host"
    if not attribute.isascii():
        return "cookie-domain-non-ascii"
    if not attribute or (attribute == host and (is_ip_address(host) or is_public_suffix(host))):
        return host, True
    if not domain_matches(host, attribute):
        return "cookie-domain-mismatch"
    if is_public_suffix(attribute):
        return "cookie-public-suffix"
    return (attribute, False)


class StoreResult(NamedTuple):
    """What became of one Set-Cookie line: "cookie-stored", "cookie-deleted" or the rejection's
    code; `cookie` None where unreadable.
    """

    code: str
    cookie: Cookie | None = None

    @property
    def stored(self) -> bool:
        """Is it in the jar now?"""
        return self.code == "cookie-stored"


class CookieJar:
    """The cookies of one profile under one engine's policy; iterating gives them all, oldest first
    (expired ones until the next use).
    """

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
        parsed = parse_set_cookie(set_cookie, self.policy.nameless, self.policy.libsoup)
        if isinstance(parsed, str):
            return StoreResult(parsed)
        if self.policy.tabs_refused and "\t" in parsed.name + parsed.value:
            return StoreResult("cookie-control-character")
        if (
            parsed.same_site == "None"
            and not parsed.secure
            and self.policy.reject_none_without_secure
        ):
            return StoreResult("cookie-samesite-none-insecure")
        place = cookie_domain(parsed.domain, url.host)
        if isinstance(place, str):
            return StoreResult(place)
        cookie = self._cookie(parsed, *place, url, context, now)
        attempt = Attempt(
            cookie, url, context, self.policy, parsed.path is not None, parsed.partitioned
        )
        self._drop_expired(now)
        code = verdict(REJECTED, attempt) or self._overwrites(attempt)
        if code:
            return StoreResult(code, cookie)
        return self._put(cookie, now)

    def _cookie(
        self,
        parsed: SetCookie,
        domain: str,
        host_only: bool,
        url: URL,
        context: CookieContext,
        now: float,
    ) -> Cookie:
        by_attribute = parsed.partitioned and self.policy.partitioned_attribute
        by_policy = self.policy.third_party == "partition" and context.third_party
        return Cookie(
            name=parsed.name,
            value=_as_utf8(parsed.value) if self.policy.utf8_values else parsed.value,
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
        """The code of the rejection where this cookie would overwrite, or hide, one that is better
        protected.
        """
        new, context = attempt.cookie, attempt.context
        old = self._cookies.get(new.key)
        if old and old.http_only and not context.http:
            return "cookie-overwrites-httponly"
        if new.secure or self.policy.is_secure(attempt.url):
            return None
        if any(_shadows(new, other) for other in self._cookies.values()):
            return "cookie-overwrites-secure"
        return None

    def _put(self, cookie: Cookie, now: float) -> StoreResult:
        if cookie.expired(now):
            self._cookies.pop(cookie.key, None)
            return StoreResult("cookie-deleted", cookie)
        old = self._cookies.get(cookie.key)
        if old is None:
            kept = cookie
        else:
            kept = cookie._replace(created=old.created)
        self._cookies[cookie.key] = kept
        self._evict(cookie.domain)
        return StoreResult("cookie-stored", kept)

    def _drop_expired(self, now: float) -> None:
        for cookie in [cookie for cookie in self._cookies.values() if cookie.expired(now)]:
            del self._cookies[cookie.key]

    def _evict(self, domain: str) -> None:
        # The newest cookie is last and stays; among the others those without Secure go first, the
        # oldest first.
        for limit, domains in ((DOMAIN_LIMIT, {domain}), (TOTAL_LIMIT, None)):
            crowd = [cookie for cookie in self if domains is None or cookie.domain in domains]
            if len(crowd) > limit:
                del self._cookies[min(crowd[:-1], key=lambda cookie: cookie.secure).key]

    def retrieve(
        self, url: URL, context: CookieContext, now: float
    ) -> tuple[list[Cookie], list[tuple[Cookie, str]]]:
        """(sent, withheld with the reason's code) of the cookies of this domain; longer paths
        first, then older. RFC 6265bis, 5.8.3.
        """
        self._drop_expired(now)
        sent: list[Cookie] = []
        withheld: list[tuple[Cookie, str]] = []
        for cookie in self._cookies.values():
            if not (
                cookie.domain == url.host
                if cookie.host_only
                else domain_matches(url.host, cookie.domain)
            ):
                continue
            code = verdict(WITHHELD, Attempt(cookie, url, context, self.policy))
            if code is None:
                sent.append(cookie)
            else:
                withheld.append((cookie, code))
        # The dict keeps the order of creation where the clock stood still.
        sent.sort(
            key=(
                self._libsoup_order
                if self.policy.libsoup
                else lambda cookie: (-len(cookie.path), cookie.created)
            )
        )
        return sent, withheld

    @staticmethod
    def _libsoup_order(cookie: Cookie) -> tuple[int, int, bool]:
        """Where paths are equally long, the domains in the order they are looked up: .host, host,
        .parent.
        """
        return -len(cookie.path), -len(cookie.domain), cookie.host_only

    def cookie_header(self, url: URL, context: CookieContext, now: float) -> str | None:
        """The value of the Cookie header, or None where nothing is sent."""
        sent, _ = self.retrieve(url, context, now)
        if sent:
            return cookie_string(sent)
        return None

    def document_cookie(self, url: URL, context: CookieContext, now: float) -> str:
        """What `document.cookie` gives in a page at `url`."""
        sent = self.cookie_header(url, context._replace(http=False), now) or ""
        try:
            return sent.encode("latin-1").decode("utf-8")
        except UnicodeDecodeError:
            # chromium: gives nothing at all where one cookie is no UTF-8.
            if self.policy.utf8_documents:
                return ""
            return sent.encode("latin-1").decode("utf-8", "replace")

    def set_document_cookie(
        self, text: str, url: URL, context: CookieContext, now: float
    ) -> StoreResult:
        """What assigning to `document.cookie` does."""
        line = text.encode("utf-8", "replace").decode("latin-1")
        return self.store(line, url, context._replace(http=False), now)


def _as_utf8(value: str) -> str:
    if value.isascii():
        return value
    return (
        value.encode("latin-1", "replace")
        .decode("utf-8", "replace")
        .encode("utf-8")
        .decode("latin-1")
    )


def cookie_string(cookies: list[Cookie]) -> str:
    """The value of a Cookie header; a cookie that is nothing at all leaves no trace beside
    others.
    """
    return "; ".join(filter(None, (cookie.pair for cookie in cookies)))


def _shadows(new: Cookie, old: Cookie) -> bool:
    """Would `new`, from an insecure page, be sent instead of or before the secure `old`? RFC
    6265bis, 5.7.
    """
    if not old.secure or old.name != new.name or old.partition != new.partition:
        return False
    related = domain_matches(new.domain, old.domain) or domain_matches(old.domain, new.domain)
    return related and path_matches(new.path, old.path)
