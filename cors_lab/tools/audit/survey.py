"""What an audit knows while it asks: the server, the page that may read, and what that page got."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cors_lab.fetch.url import (
    is_ip_address,
    is_loopback,
    is_potentially_trustworthy,
    parse_origin,
    registrable_domain,
)
from cors_lab.fixes.mistakes.probes import EVIL
from cors_lab.tools.audit.prober import JSON

if TYPE_CHECKING:
    from cors_lab.fetch.headers import Pairs
    from cors_lab.fetch.url import URL
    from cors_lab.tools.audit.prober import Asked, Asker

Preflight = tuple[str, str, str, "Pairs"]


@dataclass(slots=True)
class Survey:
    """`page` is the origin that may read; `named`: someone said so, or the server names it.

    `path` is asked most, `paths` are all. `reads` keeps what pages of other origins got for `path`,
    by origin, and
    `preflights` what their preflights got.
    """

    asker: Asker
    page: str
    named: bool
    path: str
    paths: tuple[str, ...]
    reads: dict[str, Asked] = field(default_factory=dict)
    preflights: dict[Preflight, Asked] = field(default_factory=dict)

    @property
    def scheme(self) -> str:
        """The scheme of pages that can ask this server at all: over https not those in clear,
        save on loopback.
        """
        if is_potentially_trustworthy(self.asker.url):
            return "https"
        return "http"

    @property
    def stranger(self) -> str:
        """An origin that no one has allowed."""
        if self.scheme == "https":
            return EVIL
        return EVIL.replace("https:", "http:")

    def read(self, origin: str) -> Asked:
        """What a page of this origin gets for `path`; asked once."""
        if origin not in self.reads:
            self.reads[origin] = self.asker.read(origin, self.path)
        return self.reads[origin]

    def preflight(
        self, origin: str, path: str | None = None, method: str = "PUT", headers: Pairs = JSON
    ) -> Asked:
        """What a preflight from this origin gets, for a request with cookies if the page may
        send any; asked once.
        """
        at = self.path if path is None else path
        key = (origin, at, method, headers)
        if key not in self.preflights:
            include = origin != self.page or self.allowed.with_credentials
            self.preflights[key] = self.asker.preflight(origin, at, method, headers, include)
        return self.preflights[key]

    @property
    def allowed(self) -> Asked:
        """What the page that may read gets."""
        return self.read(self.page)

    @property
    def speaks_cors(self) -> bool:
        """Is there a page that gets an Access-Control-Allow-Origin?"""
        return self.allowed.allow_origin is not None

    @property
    def is_public(self) -> bool:
        """May every page read it, without cookies?"""
        return self.allowed.allow_origin == "*" and not self.allowed.with_credentials


def guess_page(url: URL) -> str:
    """An origin that may well be allowed: the site of this server, or what a development
    server usually has.
    """
    if is_loopback(url.host):
        return "http://localhost:3000"
    if is_ip_address(url.host):
        site = url.host
    else:
        site = registrable_domain(url.host) or url.host
    if site != url.host:
        return f"{url.scheme}://{site}"
    return f"{url.scheme}://app.{site}"


def named_page(allow_origin: str | None) -> str | None:
    """The one origin that the server names whatever asks, None where it names none."""
    origin = parse_origin(allow_origin) if allow_origin else None
    if origin:
        return origin.serialized
    return None
