"""Asking one server, slowly, as pages of any origin: no other host, and nothing that is not safe
unless that is asked for.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cors_lab.browser.browser import Browser
from cors_lab.fetch.headers import get, get_decode_and_split, is_token, values
from cors_lab.fetch.url import URL, parse_url
from cors_lab.fetch.wire import HTTPRequest, HTTPResponse, NetworkFailure
from cors_lab.result.record import Exchange
from cors_lab.tools.check.errors import CannotAsk
from cors_lab.tools.check.question import is_safe, open_page
from cors_lab.tools.redact.text import mask_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cors_lab.browser.browser import Transport
    from cors_lab.result.result import FetchResult

# A cookie of no meaning: some servers answer another way as soon as there is one.
COOKIE = "cors_lab_probe=1"
NO_HEADER = (
    "a name is letters, digits and hyphens; a value has no line break or other control character,"
    " and none above U+00FF."
)
MOST_BYTES = 65_536  # of a body, which no check reads: an endless one costs little
SENDABLE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
OWN = frozenset(
    {
        "host",
        "origin",
        "connection",
        "content-length",
        "content-type",
        "transfer-encoding",
        "expect",
        "upgrade",
    }
)
JSON = (("Content-Type", "application/json"),)


SILENCE = frozenset({"timeout", "connection-refused", "connection-closed", "network-unreachable"})
MOST_SILENT = 3
SILENT = (
    "Could not ask on: {host} has not answered the last 3 of {count} requests. It may be down, or"
    " keep too many requests off: try a lower --rate later."
)


class OffLimits(Exception):
    """A request to another host, or one that is not safe: it was not sent."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one question brought: the last exchange, and the browser's verdict (None where the real
    request was held back).
    """

    origin: str
    path: str
    method: str
    exchange: Exchange | None
    result: FetchResult | None
    include: bool = True

    @property
    def response(self) -> HTTPResponse | None:
        """The last response."""
        if self.exchange:
            return self.exchange.response
        return None

    @property
    def status(self) -> int:
        """Its status; 0 where there was none."""
        if self.response:
            return self.response.status
        return 0

    @property
    def code(self) -> str:
        """The error's code, "" where the page got through."""
        if self.result and self.result.error:
            return self.result.error.code
        return ""

    @property
    def passed(self) -> bool:
        """Could the page read it; for a preflight: would the browser go on?"""
        return self.result is None or self.result.fulfilled

    def header(self, name: str) -> str | None:
        """The header's value, lines joined with commas; None where it is not there."""
        if self.response:
            return get(self.response.headers, name)
        return None

    @property
    def allow_origin(self) -> str | None:
        """Access-Control-Allow-Origin."""
        return self.header("Access-Control-Allow-Origin")

    @property
    def with_credentials(self) -> bool:
        """May cookies come along?"""
        return self.header("Access-Control-Allow-Credentials") == "true"

    def members(self, name: str) -> set[str]:
        """What the header lists, in lower case."""
        if self.response:
            lines = values(self.response.headers, name)
        else:
            lines = []
        return {
            member.strip().lower() for line in lines for member in get_decode_and_split(line)
        } - {""}

    @property
    def is_redirect(self) -> bool:
        """Is it a redirect with a Location?"""
        return self.status in (301, 302, 303, 307, 308) and self.header("Location") is not None


@dataclass(slots=True)
class Asker:
    """Asks `url`'s server. `rate` is in requests a second (0: as fast as it goes); `sent` counts
    them.

    `cookie` and `headers` go along with every credentialed request, as of a user who is logged in.
    """

    url: URL
    transport: Transport
    rate: float = 0.0
    unsafe: bool = False
    cookie: str = COOKIE
    headers: tuple[tuple[str, str], ...] = ()
    hosts: dict[str, str] = field(default_factory=dict)
    sleep: Callable[[float], None] = time.sleep
    exchanges: list[Exchange] = field(default_factory=list)

    def send(
        self, request: HTTPRequest, target: str | None = None
    ) -> HTTPResponse | NetworkFailure:
        """The one way out: OffLimits for what must not leave."""
        url = parse_url(request.url)
        if (
            url is None
            or url.origin != self.url.origin
            or not (self.unsafe or is_safe(request.method))
        ):
            raise OffLimits(request.method, request.url)
        if self.rate and self.exchanges:
            self.sleep(1 / self.rate)
        answer = self.transport.send(request, target)
        failure = answer if isinstance(answer, NetworkFailure) else None
        self.exchanges.append(Exchange(request.kind, request, None if failure else answer, failure))  # type: ignore[arg-type]
        self._give_up_on_silence()
        return answer

    def _give_up_on_silence(self) -> None:
        """CannotAsk where one request after the other was not answered: fifty time limits are no
        audit, and it may be us.
        """
        last = self.exchanges[-MOST_SILENT:]
        if len(last) == MOST_SILENT and all(
            exchange.failure is not None and exchange.failure.code in SILENCE for exchange in last
        ):
            raise CannotAsk(
                "timeout", SILENT.format(host=self.url.host_header, count=len(self.exchanges))
            )

    def read(
        self,
        origin: str,
        path: str,
        method: str = "GET",
        include: bool = True,
        body: str | None = None,
    ) -> Asked:
        """What a page of this origin gets for this path (with query); a redirect is not
        followed.
        """
        before = len(self.exchanges)
        page = open_page(Browser(transport=_AsUser(self, include), hosts=self.hosts), origin)
        headers = JSON if body is not None else ()
        try:
            result = page.fetch(
                self.at(path),
                method,
                headers,
                body,
                credentials="include" if include else "omit",
                redirect="manual",
            )
        except OffLimits:  # the preflight has passed, and what would follow is not safe
            result = None
        if len(self.exchanges) > before:
            exchange = self.exchanges[-1]
        else:
            exchange = None
        return Asked(origin, path, method, exchange, result, include)

    def preflight(
        self,
        origin: str,
        path: str,
        method: str,
        headers: tuple[tuple[str, str], ...] = JSON,
        include: bool = True,
    ) -> Asked:
        """What a preflight from this origin comes to. The request behind it is held back, whatever
        its method.
        """
        page = open_page(Browser(transport=_PreflightOnly(self), hosts=self.hosts), origin)
        before = len(self.exchanges)
        try:
            result = page.fetch(
                self.at(path),
                method,
                headers,
                credentials="include" if include else "omit",
                use_cors_preflight=True,
            )
        except OffLimits:
            result = None
        if len(self.exchanges) > before:
            exchange = self.exchanges[-1]
        else:
            exchange = None
        return Asked(origin, path, "OPTIONS", exchange, result, include)

    def plain(self, path: str, method: str = "GET") -> Asked:
        """What a client that is no browser gets: no Origin, no cookie."""
        request = HTTPRequest(
            "request",
            method,
            self.at(path),
            (("Host", self.url.host_header), ("Accept", "*/*"), *self.headers),
        )
        self.send(request, self.hosts.get(self.url.origin.serialized))
        return Asked("", path, method, self.exchanges[-1], None, False)

    def at(self, path: str) -> str:
        """The URL of this path on the server."""
        return f"{self.url.origin.serialized}{path}"


@dataclass(frozen=True, slots=True)
class _AsUser:
    """Adds what a user who is logged in would send, whatever the cookie's SameSite: an attacker may
    well be on the same site.
    """

    asker: Asker
    include: bool

    def send(
        self, request: HTTPRequest, target: str | None = None
    ) -> HTTPResponse | NetworkFailure:
        """The answer."""
        if request.kind != "preflight":
            if self.include and self.asker.cookie:
                extra = [("Cookie", self.asker.cookie)]
            else:
                extra = []
            request = replace(request, headers=(*request.headers, *extra, *self.asker.headers))
        return self.asker.send(request, target)


@dataclass(frozen=True, slots=True)
class _PreflightOnly:
    asker: Asker

    def send(
        self, request: HTTPRequest, target: str | None = None
    ) -> HTTPResponse | NetworkFailure:
        """The answer to the preflight; OffLimits for what follows."""
        if request.kind != "preflight":
            raise OffLimits(request.method, request.url)
        return self.asker.send(request, target)


def refuse_what_cannot_go_out(asker: Asker) -> None:
    """CannotAsk for a header or cookie that would be two, or another request, or is the audit's own
    to send.
    """
    for name, value in (*asker.headers, ("cookie", asker.cookie)):
        if not is_token(name) or not SENDABLE.fullmatch(value):
            raise CannotAsk(
                "arguments", f"the header {mask_text(name)!r} cannot be sent: {NO_HEADER}"
            )
    if own := next(
        (
            name
            for name, _ in asker.headers
            if name.lower() in OWN or name.lower().startswith("access-control-")
        ),
        None,
    ):
        raise CannotAsk("arguments", f"-H {own}: that is the audit's own to send.")


def paths_of(url: URL, more: tuple[str, ...]) -> Iterator[str]:
    """The path of the URL, then the others asked for, each with its query."""
    yield from dict.fromkeys((url.path + (f"?{url.query}" if url.query else ""), *more))
