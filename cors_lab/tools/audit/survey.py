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
from cors_lab.tools.audit.probes import EVIL

if TYPE_CHECKING:
    from cors_lab.fetch.url import URL
    from cors_lab.tools.audit.prober import Asked, Asker


@dataclass(slots=True)
class Survey:
    """`page` is the origin that may read; `named`: somebody said so, or the server names it. `path`
    is asked most, `paths` are all.

    `reads` keeps what pages of other origins got for `path`, by origin.
    """

    asker: Asker
    page: str
    named: bool
    path: str
    paths: tuple[str, ...]
    reads: dict[str, Asked] = field(default_factory=dict)

    @property
    def scheme(self) -> str:
        """The scheme of pages that can ask this server at all: over https not those in clear, save
        on loopback.
        """
        if is_potentially_trustworthy(self.asker.url):
            return "https"
        return "http"

    @property
    def stranger(self) -> str:
        """An origin that nobody has allowed."""
        if self.scheme == "https":
            return EVIL
        return EVIL.replace("https:", "http:")

    def read(self, origin: str) -> Asked:
        """What a page of this origin gets for `path`; asked once."""
        if origin not in self.reads:
            self.reads[origin] = self.asker.read(origin, self.path)
        return self.reads[origin]

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
    """An origin that may well be allowed: the site of this server, or what a development server
    usually has.
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
    """The one origin that the server names whoever asks, None where it names none."""
    origin = parse_origin(allow_origin) if allow_origin else None
    if origin:
        return origin.serialized
    return None
