"""What a redirect means for a fetch across origins: where it leads, what becomes of Origin,
what to do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cors_lab.fetch.url import parse_url

if TYPE_CHECKING:
    from cors_lab.fetch.url import URL

# A host or a path that asks for a login, by its words.
_LOGIN_HOST = re.compile(
    r"(?:^|\.)(?:login|signin|sso|auth|accounts?|idp|iam|identity|oauth|adfs|sts|keycloak|cas|saml)\d{0,3}[.-]"
    r"|\.(?:auth0|okta|oktapreview|onelogin|b2clogin|cloudflareaccess)\.com$|\.amazoncognito\.com$"
)
_LOGIN_PATH = re.compile(
    r"(?i)(?:^|[/_.-])(?:log-?in|sign-?in|logon|sso|saml2?|oauth2?|oidc|openid(?:-connect)?|authori[sz]e"
    r"|authenticate|authentication|auth|realms|adfs|cas|session/new|users/sign_in|accounts?/login)(?:[/_.?-]|$)"
)
LOGIN = (
    "That is a login: a fetch cannot log anyone in. Let the server answer 401 to requests "
    "of the page "
    "(instead of a redirect), and let the page itself navigate there: "
    "`window.location.assign(loginUrl)`."
)
NULL = (
    "The redirect crosses from one other origin to a third, so the browser sends `Origin: "
    "null` with "
    "the last request; a server should never allow null."
)
SLASH = (
    "The two differ by a slash at the end only: let the page ask `{url}`, and no redirect is "
    "needed."
)
TO_HTTPS = "The server redirects http to https: let the page ask `{url}`."
TO_HTTP = (
    "The redirect leads from https to http, which a page that came over https may not "
    "even ask (mixed "
    "content). Let the page ask `{url}`. Behind a proxy that speaks TLS, the app does not "
    "know of it: "
    "let it heed `X-Forwarded-Proto` when it builds its redirects."
)
TO_WWW = "The two differ by www. only: let the page ask `{url}`, and no redirect is needed."
PAGES_OWN = "It leads to the page's own origin: let the page ask `{url}`, or a relative URL."
ELSEWHERE = "Let the page ask the final URL at once: `{url}`."
WWW_PAGE = (
    "The page itself is on {page}: most likely everything is redirected there. Let the page ask "
    "`{url}`, or a relative URL."
)


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where a redirect leads (`url`), from where (`before`), for which page ("" where it is
    not known).
    """

    before: str
    url: str
    page: str = ""

    @property
    def is_login(self) -> bool:
        """Does it lead to a page where one logs in?"""
        return is_login(self.url)

    @property
    def origin_is_null(self) -> bool:
        """Must the browser send `Origin: null`?
        https://fetch.spec.whatwg.org/#concept-http-redirect-fetch
        """
        before, after, page = parse_url(self.before), parse_url(self.url), parse_url(self.page)
        if before is None or after is None or page is None:
            return self.page == "null"
        crosses = before.origin.serialized != after.origin.serialized
        return crosses and before.origin.serialized != page.origin.serialized

    @property
    def is_elsewhere(self) -> bool:
        """Does it lead to another place altogether, which has to let the page in itself?"""
        return not self.is_login and self.advice()[0].startswith(ELSEWHERE[:20])

    def advice(self) -> tuple[str, ...]:
        """What to do, the most telling sentence first."""
        before, after = parse_url(self.before), parse_url(self.url)
        if self.is_login:
            return (LOGIN, *([NULL] if self.origin_is_null else []))
        said = [_difference(before, after, self.url, self.page)]
        if self.origin_is_null:
            said.append(NULL)
        return tuple(said)

    def final_url(self) -> str:
        """The URL to ask: https where the page's or the first URL was."""
        before, after = parse_url(self.before), parse_url(self.url)
        if (
            before is not None
            and after is not None
            and (before.scheme, after.scheme) == ("https", "http")
        ):
            return _with_scheme(self.url, "https")
        return self.url


def _difference(before: URL | None, after: URL | None, url: str, page: str) -> str:
    """In what the two ends differ, and so which URL to ask."""
    if before is None or after is None:
        return ELSEWHERE.format(url=url)
    same_host = before.host == after.host
    rest_before, rest_after = (before.path, before.query), (after.path, after.query)
    if (before.scheme, after.scheme) == ("https", "http"):
        return TO_HTTP.format(url=_with_scheme(url, "https"))
    if (before.scheme, after.scheme) == ("http", "https") and same_host:
        return TO_HTTPS.format(url=url)
    if same_host and _is_slash(before.path, after.path) and before.query == after.query:
        return SLASH.format(url=url)
    if page and after.origin.serialized == page:
        return PAGES_OWN.format(url=url)
    hosts = {str(before.host), str(after.host)}
    if rest_before == rest_after and len({host.removeprefix("www.") for host in hosts}) == 1:
        return TO_WWW.format(url=url)
    return ELSEWHERE.format(url=url)


def _is_slash(before: str, after: str) -> bool:
    return before != after and before.rstrip("/") == after.rstrip("/")


def _with_scheme(url: str, scheme: str) -> str:
    return f"{scheme}:{url.partition(':')[2]}"


def is_login(address: str) -> bool:
    """Is this the address of a login, by the words in it?"""
    url = parse_url(address)
    if url is None:
        return False
    return bool(_LOGIN_HOST.search(str(url.host or "")) or _LOGIN_PATH.search(url.path))


_AUTHORIZATION = re.compile(
    r"(?i)/(?:oauth2?|o/oauth2|openid-connect|oidc|connect|dialog/oauth|saml2?)(?:/[\w.-]+){0,3}/(?:auth|authori[sz]e|sso)$"
    r"|/(?:authori[sz]e|dialog/oauth|o/oauth2(?:/v2)?/auth)$|/realms/[^/]+/protocol/"
)


def is_authorization(address: str) -> bool:
    """Is this an address that only a navigation can go to: where a user logs in for another
    program?
    """
    url = parse_url(address)
    if url is None:
        return False
    asks = re.search(
        r"(?:^|&)(?:client_id|redirect_uri|response_type|SAMLRequest)=", url.query or ""
    )
    return bool(_AUTHORIZATION.search(url.path) or (asks and is_login(address)))


def unseen_target(asked: str, page: str) -> str:
    """What a preflight that was redirected to an untold place most likely led to, in a
    sentence; "" if nothing tells.
    """
    url, own = parse_url(asked), parse_url(page)
    if url is None:
        return ""
    if own is not None and own.is_http and _differ_by_www(str(url.host), str(own.host)):
        return WWW_PAGE.format(page=page, url=asked.replace(url.origin.serialized, page, 1))
    local = str(url.host) in ("localhost", "127.0.0.1", "[::1]")
    if url.scheme == "http" and not local:
        return (
            f"An http URL is redirected to https more often than not: let the page ask "
            f"`{_with_scheme(asked, 'https')}`."
        )
    if url.path.endswith("/"):
        other = asked.replace(url.path, url.path.rstrip("/"), 1) if url.path != "/" else ""
    else:
        other = asked.replace(url.path, f"{url.path}/", 1)
    if not other or url.query:
        return ""
    return f"Often it is the slash at the end: try `{other}`."


def _differ_by_www(one: str, other: str) -> bool:
    return one != other and one.removeprefix("www.") == other.removeprefix("www.")
