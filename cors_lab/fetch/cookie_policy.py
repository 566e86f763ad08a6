"""May this cookie be stored, may it be sent? RFC 6265bis, and where each engine's policy on third
parties leaves it.

Rejections and reasons for withholding are tables of (code, condition), asked in order: the first
that holds is the answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from cors_lab.fetch.url import (
    is_ip_address,
    is_loopback,
    registrable_domain,
    same_origin,
    same_site,
    schemeful_site,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cors_lab.fetch.url import URL, Origin, Site

SameSite = Literal["Strict", "Lax", "None", "unset"]
ThirdParty = Literal["allow", "block-writes", "block", "partition"]
# Top-level names that the public suffix list does not have (RFC 2606, RFC 6761, and what home
# networks use).
UNLISTED_SUFFIXES = frozenset(
    {"test", "example", "invalid", "localhost", "local", "internal", "lan", "home", "corp"}
)


class CookiePolicy(NamedTuple):
    """What a browser lets cookies do, beyond what RFC 6265bis leaves no choice about.

    `lax_by_default`: no SameSite means Lax, else None. `reject_none_without_secure`: as it says.
    `schemeful`: http and https of one domain are two sites. `redirect_chain`: one cross-site hop
    makes all later hops cross-site, and with `redirect_may_set` only as to what is sent.
    `sandbox_is_home`: a page whose origin is null is of the site of the page around it.
    `third_party`: "allow", "block-writes" (sends what a visit stored), "block", or "partition" (a
    jar for each top-level site).
    `partitioned_attribute`: knows `Partitioned`. `secure_on_loopback`: takes http://localhost for a
    secure connection.
    `nameless`: "Set-Cookie: text" is a value without a name, else a name without a value.
    `bare_equals`: a value without a name may have "=" in it. `utf8_values`: what is no UTF-8 in a
    value becomes U+FFFD. `utf8_documents`: one such cookie makes `document.cookie` empty.
    `tabs_refused`: a tab inside a name or a value counts as a control character.
    `libsoup`: parsed by WebKitGTK's library, which cuts a line at the first byte that is not
    printable ASCII, knows no prefixes, takes the later of Max-Age and Expires, keeps a cookie that
    is empty, and sends cookies with paths of one length in the order of domains.
    """

    lax_by_default: bool = True
    reject_none_without_secure: bool = True
    schemeful: bool = True
    redirect_chain: bool = True
    redirect_may_set: bool = False
    sandbox_is_home: bool = False
    third_party: ThirdParty = "allow"
    partitioned_attribute: bool = False
    secure_on_loopback: bool = False
    nameless: bool = True
    bare_equals: bool = True
    utf8_values: bool = False
    utf8_documents: bool = False
    tabs_refused: bool = False
    libsoup: bool = False

    def enforcement(self, cookie: Cookie) -> SameSite:
        """The cookie's SameSite as this engine enforces it: "Strict", "Lax" or "None"."""
        if cookie.same_site != "unset":
            return cookie.same_site
        if self.lax_by_default:
            return "Lax"
        return "None"

    def is_secure(self, url: URL) -> bool:
        """May Secure cookies travel to and from this URL?"""
        return url.scheme in ("https", "wss") or (self.secure_on_loopback and is_loopback(url.host))

    def same_site(self, a: Origin, b: Origin) -> bool:
        """Are these two origins one site for this engine's cookies?"""
        return same_site(a, b, schemeful=self.schemeful)


# Evidence: recorded scenarios t01080-t01193 and t01980-t02028; of redirects e00801-e00842.
POLICIES = {
    # Not simulated: Fetch's "unset-or-less" (it never withholds a cookie without SameSite);
    # "standard" is RFC 6265bis, which does.
    "standard": CookiePolicy(),
    # chromium: t01085 (Lax by default), t01171 (schemeful), t01098, t01183 (third parties allowed),
    # t01104 (Partitioned), r00472; tabs and document.cookie: asked of Chromium
    "chromium": CookiePolicy(
        redirect_chain=False,
        partitioned_attribute=True,
        secure_on_loopback=True,
        bare_equals=False,
        utf8_documents=True,
        tabs_refused=True,
    ),
    # firefox: t01085 (no Lax default), t01167, t01171 (not schemeful), t01098 and t01183 (a jar for
    # each top-level site), t01104, e00845 (set after redirects) and r00479 (UTF-8)
    "firefox": CookiePolicy(
        lax_by_default=False,
        schemeful=False,
        redirect_may_set=True,
        third_party="partition",
        partitioned_attribute=True,
        secure_on_loopback=True,
        nameless=False,
        utf8_values=True,
    ),
    # webkit: t01086 (no Lax default), t01081 (None without Secure), t02004 (not schemeful), t01098
    # (third parties do not write), t01105 e00960 (set after redirects), e00909 (sandboxed), r00440
    # (no prefixes), r00458 (cut lines), g020187 (the later of Max-Age and Expires), r00463 (order),
    # r00478 (empty)
    "webkit": CookiePolicy(
        lax_by_default=False,
        reject_none_without_secure=False,
        schemeful=False,
        redirect_may_set=True,
        sandbox_is_home=True,
        third_party="block-writes",
        libsoup=True,
    ),
}


class Cookie(NamedTuple):
    """One stored cookie; times in seconds since the epoch, `expires` None for a session cookie;
    `partition` None or the top-level site.
    """

    name: str
    value: str
    domain: str
    host_only: bool
    path: str
    secure: bool
    http_only: bool
    same_site: SameSite
    expires: float | None
    created: float
    partition: Site | None = None

    def __repr__(self) -> str:
        flags = [flag for flag, on in (("Secure", self.secure), ("HttpOnly", self.http_only)) if on]
        flags += [f"SameSite={self.same_site}"] if self.same_site != "unset" else []
        flags += [f"partition={self.partition}"] if self.partition else []
        where = f"{'' if self.host_only else '.'}{self.domain}{self.path}"
        return f"<Cookie {'; '.join([self.pair, where, *flags])}>"

    @property
    def pair(self) -> str:
        """As it stands in the Cookie header: a cookie without a name is its bare value."""
        if self.name:
            return f"{self.name}={self.value}"
        return self.value

    @property
    def key(self) -> tuple[str, str, bool, str, Site | None]:
        """A later cookie with the same key replaces this one."""
        return (self.name, self.domain, self.host_only, self.path, self.partition)

    def expired(self, now: float) -> bool:
        """Has its time come?"""
        return self.expires is not None and self.expires <= now


class CookieContext(NamedTuple):
    """Who asks: `same_site` by the initiator and the redirects, `third_party` and the partition by
    the top-level page.

    `navigation`: a top-level navigation with a safe method. `http`: False where a script asks
    through `document.cookie`.
    """

    same_site: bool
    top_level: Origin | None = None
    third_party: bool = False
    navigation: bool = False
    http: bool = True

    @property
    def partition(self) -> Site | None:
        """The key of the jar that the top-level page's site has for itself."""
        if self.top_level is None:
            return None
        return schemeful_site(self.top_level)

    @property
    def redirected(self) -> bool:
        """Is it the redirects alone that make it cross-site: has it come home by way of another
        site?
        """
        return not self.same_site and not self.third_party


def fetch_context(
    policy: CookiePolicy, urls: Sequence[URL], origin: Origin, top_level: Origin | None = None
) -> CookieContext:
    """A subresource request: its URL list so far, its page's origin, and the top-level origin
    around that page (default: itself).
    """
    top = origin if top_level is None else top_level
    origin = top if origin.opaque and policy.sandbox_is_home else origin
    # webkit: to the page's own origin nothing else counts (e00809).
    home = policy.libsoup and same_origin(urls[-1].origin, origin)
    hops = urls if policy.redirect_chain and not home else urls[-1:]
    inside = policy.same_site(origin, top)
    third_party = not (inside and policy.same_site(urls[-1].origin, top))
    return CookieContext(
        inside and all(policy.same_site(url.origin, origin) for url in hops), top, third_party
    )


def visit_context(
    policy: CookiePolicy, urls: Sequence[URL], initiator: Origin | None = None
) -> CookieContext:
    """A top-level navigation with a safe method: its URL list so far; `initiator` None where the
    user typed the address.
    """
    current = urls[-1].origin
    hops = [url.origin for url in urls] if policy.redirect_chain else []
    sources = hops if initiator is None else [*hops, initiator]
    return CookieContext(
        all(policy.same_site(source, current) for source in sources), current, navigation=True
    )


def document_context(
    policy: CookiePolicy, origin: Origin, top_level: Origin | None = None
) -> CookieContext:
    """A script's `document.cookie` in a page of this origin, framed by `top_level` (default: not
    framed).
    """
    top = origin if top_level is None else top_level
    inside = policy.same_site(origin, top)
    return CookieContext(inside, top, third_party=not inside, http=False)


class Attempt(NamedTuple):
    """A cookie about to be stored from, or sent to, this URL; `path_given`: it came with a Path,
    `partitioned`: with Partitioned.
    """

    cookie: Cookie
    url: URL
    context: CookieContext
    policy: CookiePolicy
    path_given: bool = False
    partitioned: bool = False


Table = tuple[tuple[str, "Callable[[Attempt], bool]"], ...]


def domain_matches(host: str, domain: str) -> bool:
    """RFC 6265bis, 5.1.3."""
    return host == domain or (host.endswith("." + domain) and not is_ip_address(host))


def path_matches(path: str, cookie_path: str) -> bool:
    """RFC 6265bis, 5.1.4."""
    if not path.startswith(cookie_path):
        return False
    return path == cookie_path or cookie_path.endswith("/") or path[len(cookie_path)] == "/"


def _base_domain(host: str) -> str:
    # webkit: its cookie store knows no registrable domain under a suffix that is not in the list
    # (t01125).
    unlisted = host.rpartition(".")[2] in UNLISTED_SUFFIXES
    if unlisted:
        return host
    return registrable_domain(host) or host


def _stranger_writes(attempt: Attempt) -> bool:
    """Does "block-writes" take the cookie's domain for a third party to the top-level page?"""
    cookie, top = attempt.cookie, attempt.context.top_level
    if attempt.policy.third_party != "block-writes" or top is None:
        return False
    page = _base_domain(top.host)
    return _base_domain(cookie.domain) != page and (
        cookie.host_only or not domain_matches(page, cookie.domain)
    )


def _blocked(attempt: Attempt) -> bool:
    return (
        attempt.policy.third_party == "block"
        and attempt.context.third_party
        and attempt.cookie.partition is None
    )


def _prefixed(text: str, prefix: str) -> bool:
    return text[: len(prefix)].lower() == prefix


def _breaks_secure_prefix(attempt: Attempt) -> bool:
    return _prefixed(attempt.cookie.name, "__secure-") and not (
        attempt.cookie.secure and attempt.policy.is_secure(attempt.url)
    )


def _breaks_host_prefix(attempt: Attempt) -> bool:
    cookie = attempt.cookie
    kept = cookie.secure and cookie.host_only and cookie.path == "/" and attempt.path_given
    return _prefixed(cookie.name, "__host-") and not kept


def _breaks_http_prefix(attempt: Attempt) -> bool:
    cookie = attempt.cookie
    named = _prefixed(cookie.name, "__http-") or _prefixed(cookie.name, "__host-http-")
    return named and not (cookie.secure and cookie.http_only)


def _nameless_prefix(attempt: Attempt) -> bool:
    cookie = attempt.cookie
    return not cookie.name and any(
        _prefixed(cookie.value, prefix) for prefix in ("__secure-", "__host-", "__http-")
    )


def _cross_site(attempt: Attempt) -> bool:
    context, policy = attempt.context, attempt.policy
    at_home = (
        context.same_site or context.navigation or (context.redirected and policy.redirect_may_set)
    )
    return not at_home and policy.enforcement(attempt.cookie) != "None"


# RFC 6265bis, 5.7, from the step on the Secure attribute; of several reasons the one that Firefox
# names comes first.
REJECTED: Table = (
    ("cookie-third-party-blocked", lambda a: _stranger_writes(a) or _blocked(a)),
    ("cookie-prefix-secure", lambda a: _breaks_secure_prefix(a) and not a.policy.libsoup),
    ("cookie-prefix-host", lambda a: _breaks_host_prefix(a) and not a.policy.libsoup),
    # https://www.ietf.org/archive/id/draft-ietf-httpbis-layered-cookies-01.html
    ("cookie-prefix-http", lambda a: _breaks_http_prefix(a) and not a.policy.libsoup),
    ("cookie-secure-from-http", lambda a: a.cookie.secure and not a.policy.is_secure(a.url)),
    ("cookie-httponly-from-script", lambda a: a.cookie.http_only and not a.context.http),
    ("cookie-samesite-cross-site", _cross_site),
    (
        "cookie-nameless-equals",
        lambda a: not a.cookie.name and "=" in a.cookie.value and not a.policy.bare_equals,
    ),
    ("cookie-prefix-nameless", lambda a: _nameless_prefix(a) and not a.policy.libsoup),
    (
        "cookie-partitioned-insecure",
        lambda a: a.partitioned and a.policy.partitioned_attribute and not a.cookie.secure,
    ),
)


def _in_other_jar(attempt: Attempt) -> bool:
    cookie, context = attempt.cookie, attempt.context
    if cookie.partition is not None:
        return cookie.partition != context.partition
    return attempt.policy.third_party == "partition" and context.third_party


def _came_home(attempt: Attempt) -> bool:
    lax = _enforced(attempt, "Lax") and not attempt.context.navigation
    return attempt.context.redirected and (lax or _enforced(attempt, "Strict"))


def _enforced(attempt: Attempt, mode: SameSite) -> bool:
    return not attempt.context.same_site and attempt.policy.enforcement(attempt.cookie) == mode


# RFC 6265bis, 5.8.3. "cookie-samesite-unset" is Lax where the server said nothing.
WITHHELD: Table = (
    ("cookie-path-mismatch", lambda a: not path_matches(a.url.path, a.cookie.path)),
    ("cookie-secure-over-http", lambda a: a.cookie.secure and not a.policy.is_secure(a.url)),
    ("cookie-httponly-hidden", lambda a: a.cookie.http_only and not a.context.http),
    ("cookie-other-partition", _in_other_jar),
    ("cookie-third-party-blocked", _blocked),
    ("cookie-samesite-redirect", _came_home),
    ("cookie-samesite-strict", lambda a: _enforced(a, "Strict")),
    (
        "cookie-samesite-unset",
        lambda a: (
            a.cookie.same_site == "unset" and _enforced(a, "Lax") and not a.context.navigation
        ),
    ),
    ("cookie-samesite-lax", lambda a: _enforced(a, "Lax") and not a.context.navigation),
)


def verdict(table: Table, attempt: Attempt) -> str | None:
    """The code of the first condition that holds; None where nothing speaks against the cookie."""
    return next((code for code, holds in table if holds(attempt)), None)
