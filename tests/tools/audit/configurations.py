"""Some seventy configurations of a server, and what an honest audit says of each.

They are those that a strict configuration checker refuses to run with (github.com/jub0bs/cors,
`cfgerrors`), the answers that no page can pass, the origins that its patterns let in, and beside
each of them a server that almost has the fault and is sound. `findings` is all that the audit may
say, notes included: by id, its severity.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

PAGE = "https://app.example"
ON_SITE = "https://app.shop.com"
SITE = "https://shop.com"
Headers = list[tuple[str, str]]
Allowed = Callable[[str], bool]


def only(*origins: str) -> Allowed:
    """The servers that compare whole origins."""
    return lambda origin: origin in origins


def matching(pattern: str) -> Allowed:
    """The servers that search with a pattern."""
    return lambda origin: re.search(pattern, origin) is not None


def anyone(origin: str) -> bool:
    """The servers that send back whatever asks."""
    return bool(origin)


ONLY_THE_PAGE = only(PAGE)


@dataclass(frozen=True, slots=True)
class Server:
    """A WSGI app whose CORS headers are the fields; an empty list leaves the header out.

    `fixed` is sent as Access-Control-Allow-Origin whoever asks, instead of the origin that
    `allowed` takes.
    """

    allowed: Allowed = ONLY_THE_PAGE
    fixed: tuple[str, ...] = ()
    credentials: tuple[str, ...] = ("true",)
    preflight_credentials: tuple[str, ...] | None = None
    methods: tuple[str, ...] = ("PUT",)
    headers: tuple[str, ...] = ("Content-Type",)
    max_age: tuple[str, ...] = ("600",)
    expose: tuple[str, ...] = ()
    preflight_expose: tuple[str, ...] = ()
    vary: tuple[str, ...] = ("Origin",)
    cache: tuple[str, ...] = ()
    preflight_vary: tuple[str, ...] | None = None
    preflight_cache: tuple[str, ...] = ()
    preflight_status: str = "204 No Content"
    routes: str = "GET, PUT"

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., object]
    ) -> list[bytes]:
        origin = environ.get("HTTP_ORIGIN", "")
        is_preflight = environ["REQUEST_METHOD"] == "OPTIONS"
        if is_preflight:
            headers = self._of_preflight(origin)
        else:
            headers = self._of_answer(origin)
        start_response(self._status(environ), [("Allow", self.routes), *headers])
        return []

    def _status(self, environ: dict[str, Any]) -> str:
        if environ["REQUEST_METHOD"] == "OPTIONS":
            return self.preflight_status
        if environ["PATH_INFO"].strip("/") == "me":
            return "200 OK"
        return "404 Not Found"

    def _origin(self, origin: str) -> Headers:
        if self.fixed:
            return lines("Access-Control-Allow-Origin", self.fixed)
        if origin and self.allowed(origin):
            return [("Access-Control-Allow-Origin", origin)]
        return []

    def _of_answer(self, origin: str) -> Headers:
        allow_origin = self._origin(origin)
        always = lines("Vary", self.vary) + lines("Cache-Control", self.cache)
        if not allow_origin:
            return always
        credentials = lines("Access-Control-Allow-Credentials", self.credentials)
        return [
            *always,
            *allow_origin,
            *credentials,
            *lines("Access-Control-Expose-Headers", self.expose),
        ]

    def _of_preflight(self, origin: str) -> Headers:
        allow_origin = self._origin(origin)
        if self.preflight_vary is None:
            vary = self.vary
        else:
            vary = self.preflight_vary
        always = lines("Vary", vary) + lines("Cache-Control", self.preflight_cache)
        if not allow_origin:
            return always
        if self.preflight_credentials is None:
            credentials = self.credentials
        else:
            credentials = self.preflight_credentials
        return [
            *always,
            *allow_origin,
            *lines("Access-Control-Allow-Credentials", credentials),
            *lines("Access-Control-Allow-Methods", self.methods),
            *lines("Access-Control-Allow-Headers", self.headers),
            *lines("Access-Control-Max-Age", self.max_age),
            *lines("Access-Control-Expose-Headers", self.preflight_expose),
        ]


def lines(name: str, values: tuple[str, ...]) -> Headers:
    """One header line for each value."""
    return [(name, value) for value in values]


@dataclass(frozen=True, slots=True)
class Configuration:
    """A server, the page that is named as the one that may read, and what the audit must say
    of them.
    """

    name: str
    server: Server
    findings: dict[str, str] = field(default_factory=dict)
    page: str | None = PAGE


def row(
    name: str, findings: dict[str, str] | None = None, /, page: str | None = PAGE, **fields: Any
) -> Configuration:
    """A configuration; the server's fields that are not named are right."""
    if page != PAGE and "allowed" not in fields and "fixed" not in fields and page is not None:
        fields["allowed"] = only(page)
    return Configuration(name, Server(**fields), findings or {}, page)


def medium(*ids: str) -> dict[str, str]:
    return dict.fromkeys(ids, "medium")


def high(*ids: str) -> dict[str, str]:
    return dict.fromkeys(ids, "high")


def low(*ids: str) -> dict[str, str]:
    return dict.fromkeys(ids, "low")


def info(*ids: str) -> dict[str, str]:
    return dict.fromkeys(ids, "info")


NO_CREDENTIALS: dict[str, Any] = {"credentials": ()}
CONFIGURATIONS: tuple[Configuration, ...] = (
    # lists that are no lists: no page can pass
    row(
        "headers with a space",
        medium("allow-headers-invalid"),
        headers=("content-type authorization",),
    ),
    row("headers with a comma", headers=("content-type, authorization",)),
    row(
        "headers with a semicolon",
        medium("allow-headers-invalid"),
        headers=("content-type; authorization",),
    ),
    row("headers in brackets", medium("allow-headers-invalid"), headers=("(x)",)),
    row("headers that are a semicolon", medium("allow-headers-invalid"), headers=(";",)),
    row(
        "headers not in ASCII",
        medium("allow-headers-invalid"),
        headers=("Content-Type, X-K\xf6nig",),
    ),
    row("headers with empty members", headers=("Content-Type,, ,authorization",)),
    row("headers on two lines", headers=("Content-Type", "Authorization")),
    row(
        "methods with a space",
        medium("allow-methods-invalid"),
        methods=("PUT DELETE",),
        routes="GET, PUT, DELETE",
    ),
    row("methods in quotes", medium("allow-methods-invalid"), methods=('"PUT"',)),
    row("methods in brackets", medium("allow-methods-invalid"), methods=("[PUT]",)),
    row("methods with empty members", methods=("PUT, , DELETE",), routes="GET, PUT, DELETE"),
    row("methods in small letters", medium("methods-case"), methods=("put",)),
    row("methods in both cases", methods=("put, PUT",)),
    # a `*` that stands for nothing
    row("* for methods, with credentials", medium("star-with-credentials"), methods=("*",)),
    row("* for headers, with credentials", medium("star-with-credentials"), headers=("*",)),
    row(
        "* for all three, with credentials",
        medium("star-with-credentials"),
        methods=("*",),
        headers=("*",),
        expose=("*",),
    ),
    row("* beside the names, with credentials", low("star-with-credentials"), methods=("*, PUT",)),
    row(
        "* for methods, without credentials", info("methods-any"), methods=("*",), **NO_CREDENTIALS
    ),
    row(
        "* for headers, without credentials", info("headers-any"), headers=("*",), **NO_CREDENTIALS
    ),
    row("* for exposed headers, with credentials", low("star-with-credentials"), expose=("*",)),
    row("* for exposed headers, without credentials", expose=("*",), **NO_CREDENTIALS),
    row("* for the origin", info("wildcard"), fixed=("*",), vary=(), **NO_CREDENTIALS),
    row("* for the origin, with credentials", low("wildcard-credentials"), fixed=("*",), vary=()),
    # names that no page can send or read
    row(
        "TRACE among the methods",
        low("methods-forbidden"),
        methods=("PUT, TRACE",),
        routes="GET, PUT, TRACE",
    ),
    row(
        "CONNECT and TRACK",
        low("methods-forbidden"),
        methods=("PUT, CONNECT, TRACK",),
        routes="GET, PUT",
    ),
    row("TRACED among the methods", methods=("PUT, TRACED",), routes="GET, PUT, TRACED"),
    row("Cookie among the headers", low("headers-forbidden"), headers=("Content-Type, Cookie",)),
    row(
        "Sec- and Proxy- headers",
        low("headers-forbidden"),
        headers=("Content-Type, Sec-Id, Proxy-Id",),
    ),
    row("Security-Id among the headers", headers=("Content-Type, Security-Id, Proxied",)),
    row(
        "an answer's header among them",
        low("headers-of-answers"),
        headers=("Content-Type, Access-Control-Allow-Origin",),
    ),
    row("Set-Cookie exposed", low("expose-forbidden"), expose=("Set-Cookie, X-Id",)),
    row("X-Set-Cookie exposed", expose=("X-Set-Cookie",)),
    row(
        "a request's header exposed",
        low("expose-of-requests"),
        expose=("Origin, Access-Control-Request-Method",),
    ),
    row("exposed without a comma", low("expose-invalid"), expose=("X-Id X-Page",)),
    row("exposed by the preflight only", low("expose-on-preflight"), preflight_expose=("X-Id",)),
    row("exposed by both", expose=("X-Id",), preflight_expose=("X-Id",)),
    # Max-Age
    row("Max-Age below zero", info("max-age-invalid"), max_age=("-5",)),
    row("Max-Age in words", low("max-age-invalid"), max_age=("abc",)),
    row("Max-Age with a unit", low("max-age-invalid"), max_age=("600s",)),
    row("Max-Age empty", low("max-age-invalid"), max_age=("",)),
    row("Max-Age twice", low("max-age-invalid"), max_age=("600", "600")),
    row("Max-Age zero", max_age=("0",)),
    row("Max-Age of a day and more", info("max-age-long"), max_age=("864000",)),
    row("Max-Age missing", info("max-age-missing"), max_age=()),
    # values of Access-Control-Allow-Origin that no page can have
    row("origin with a slash", medium("allow-origin-value"), fixed=(f"{PAGE}/",), vary=()),
    row(
        "origin with its default port",
        medium("allow-origin-value"),
        fixed=(f"{PAGE}:443",),
        vary=(),
    ),
    row(
        "origin with a pattern", medium("allow-origin-value"), fixed=("https://*.example",), vary=()
    ),
    row(
        "two origins",
        medium("allow-origin-value"),
        fixed=(f"{PAGE}, https://b.example",),
        vary=(),
        page=None,
    ),
    row("one origin, whoever asks", fixed=(PAGE,), vary=(), page=None),
    row("True for credentials", low("credentials-value"), credentials=("True",)),
    row(
        "credentials on the preflight only",
        medium("credentials-differ"),
        credentials=(),
        preflight_credentials=("true",),
    ),
    # origins that get in
    row("any origin", high("any-origin"), allowed=anyone),
    row("null beside the page", high("null-origin"), allowed=only(PAGE, "null")),
    row("a pattern without an end", high("prefix"), allowed=lambda origin: origin.startswith(PAGE)),
    row(
        "a pattern without a beginning",
        high("suffix"),
        page=SITE,
        allowed=lambda origin: origin.endswith("shop.com"),
    ),
    row(
        "a dot that is any character",
        high("unescaped-dot"),
        page=ON_SITE,
        allowed=matching(r"^https://app.shop\.com$"),
    ),
    row(
        "an origin cut short",
        high("truncated"),
        page=ON_SITE,
        allowed=lambda origin: bool(origin) and ON_SITE.startswith(origin),
    ),
    row(
        "a part of the origin",
        high("truncated"),
        page=ON_SITE,
        allowed=lambda origin: bool(origin) and origin in ON_SITE,
    ),
    row(
        "any subdomain, page on one",
        medium("any-subdomain"),
        page=ON_SITE,
        allowed=matching(r"^https://([a-z0-9-]+\.)+shop\.com$"),
    ),
    row(
        "any subdomain, and the site",
        medium("any-subdomain"),
        page=SITE,
        allowed=matching(r"^https://([a-z0-9.-]+\.)?shop\.com$"),
    ),
    row(
        "any customer of surge.sh",
        high("public-suffix"),
        page="https://me.surge.sh",
        allowed=matching(r"^https://[^/]+\.surge\.sh$"),
    ),
    row(
        "any customer, no credentials",
        low("public-suffix"),
        page="https://me.workers.dev",
        allowed=matching(r"\.workers\.dev$"),
        **NO_CREDENTIALS,
    ),
    row(
        "any name that ends in .com",
        high("public-suffix"),
        page=SITE,
        allowed=matching(r"^https://[^/]+\.com$"),
    ),
    row("one customer of surge.sh", page="https://me.surge.sh"),
    row("http page with credentials", medium("page-insecure"), page="http://app.shop.com"),
    row("http page without credentials", page="http://app.shop.com", **NO_CREDENTIALS),
    row(
        "any port of localhost",
        info("any-port"),
        page="http://localhost:3000",
        allowed=matching(r"^http://localhost(:\d+)?$"),
    ),
    # pages that have no address on the web
    row("the page is null", high("null-origin"), page="null"),
    row("the page is an app's", info("page-of-an-app"), page="capacitor://localhost"),
    # caches
    row(
        "a preflight that caches keep",
        low("preflight-vary-missing"),
        preflight_vary=(),
        preflight_cache=("public, max-age=600",),
    ),
    row(
        "a preflight that they keep apart",
        preflight_cache=("public, max-age=600",),
        preflight_vary=("Origin, Access-Control-Request-Method, Access-Control-Request-Headers",),
    ),
)
