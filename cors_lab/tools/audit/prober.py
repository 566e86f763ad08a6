"""Asking one server, slowly, as pages of any origin.

No other host is asked, and nothing that is not safe unless that is asked for.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cors_lab.browser.browser import Browser
from cors_lab.fetch.headers import get, get_decode_and_split, is_token, values
from cors_lab.fetch.url import URL, parse_origin, parse_url
from cors_lab.fetch.wire import HTTPRequest, HTTPResponse, NetworkFailure
from cors_lab.result.record import Exchange
from cors_lab.tools.check.errors import CannotAsk
from cors_lab.tools.check.question import changes_method, is_safe, open_page
from cors_lab.tools.redact.text import MASK, mask_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cors_lab.browser.browser import Page, Transport
    from cors_lab.fetch.headers import Pairs
    from cors_lab.result.result import FetchResult

# A cookie of no meaning: some servers answer another way as soon as there is one.
COOKIE = "cors_lab_probe=1"
NO_HEADER = (
    "a name is letters, digits and hyphens; a value has no line break or other control "
    "character, and none above U+00FF."
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
    "Could not go on asking: {host} has not answered the last 3 of {count} requests. It "
    "may be down, or limit the number of "
    "requests: try a lower --rate later."
)
# An app's own scheme (capacitor://localhost), which no browser opens: its pages ask as this one,
# under their own name.
APP_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[a-z0-9._-]+(:[0-9]{1,5})?")
STAND_IN = "https://page-of-an-app.example"


class OffLimits(Exception):
    """A request to another host, or one that is not safe: it was not sent."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The answer to one question: the last exchange, and the browser's verdict (None if the
    request was held back).
    """

    origin: str
    path: str
    method: str
    exchange: Exchange | None
    result: FetchResult | None
    include: bool = True
    headers: Pairs = ()

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
    """Asks `url`'s server. `rate` is in requests a second (0: without a pause).

    `cookie` and `headers` go along with every credentialed request, as of a user who is logged in.
    `app` is the origin of an app's page, which has a scheme of its own; "" where there is none.
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
    app: str = ""

    def send(
        self, request: HTTPRequest, target: str | None = None
    ) -> HTTPResponse | NetworkFailure:
        """The one way out: OffLimits for what must not leave."""
        url = parse_url(request.url)
        safe = is_safe(request.method) and not changes_method(request.headers)
        if url is None or url.origin != self.url.origin or not (self.unsafe or safe):
            raise OffLimits(request.method, request.url)
        if self.rate and self.exchanges:
            self.sleep(1 / self.rate)
        answer = self.transport.send(request, target)
        failure = answer if isinstance(answer, NetworkFailure) else None
        request = self._to_show(request)
        self.exchanges.append(Exchange(request.kind, request, None if failure else answer, failure))  # type: ignore[arg-type]
        self._give_up_on_silence()
        return answer

    def _to_show(self, request: HTTPRequest) -> HTTPRequest:
        """The request without the values of the headers that the user added: any may be a
        secret.
        """
        added = {name.lower() for name, _ in self.headers}
        if not added:
            return request
        shown = tuple(
            (name, MASK if name.lower() in added else value) for name, value in request.headers
        )
        return replace(request, headers=shown)

    def _give_up_on_silence(self) -> None:
        """CannotAsk where request after request was not answered: fifty time limits are no
        audit, and it may be us.
        """
        last = self.exchanges[-MOST_SILENT:]
        silent = [
            exchange
            for exchange in last
            if exchange.failure is not None and exchange.failure.code in SILENCE
        ]
        if len(silent) == MOST_SILENT:
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
        page = self._page(origin, _AsUser(self, include))
        headers = JSON if body is not None else ()
        credentials = "include" if include else "omit"
        try:
            result = page.fetch(
                self.at(path), method, headers, body, credentials=credentials, redirect="manual"
            )
        except OffLimits:  # the preflight has passed, and what would follow is not safe
            result = None
        if len(self.exchanges) > before:
            exchange = self.exchanges[-1]
        else:
            exchange = None
        return Asked(origin, path, method, exchange, result, include, headers)

    def preflight(
        self, origin: str, path: str, method: str, headers: Pairs = JSON, include: bool = True
    ) -> Asked:
        """What a preflight from this origin gets. The request behind it is held back, whatever
        its method.
        """
        page = self._page(origin, _PreflightOnly(self))
        before = len(self.exchanges)
        credentials = "include" if include else "omit"
        try:
            result = page.fetch(
                self.at(path), method, headers, credentials=credentials, use_cors_preflight=True
            )
        except OffLimits:
            result = None
        if len(self.exchanges) > before:
            exchange = self.exchanges[-1]
        else:
            exchange = None
        return Asked(origin, path, method, exchange, result, include, headers)

    def replayed(self, asked: Asked, engine: str) -> FetchResult:
        """How this engine takes the answer to a preflight; nothing is sent."""
        assert asked.response is not None
        page = self._page(asked.origin, _Replay(asked.response), engine)
        credentials = "include" if asked.include else "omit"
        return page.fetch(
            self.at(asked.path),
            asked.method,
            asked.headers,
            credentials=credentials,
            use_cors_preflight=True,
        )

    def plain(self, path: str, method: str = "GET") -> Asked:
        """What a client that is no browser gets: no Origin, no cookie."""
        headers = (("Host", self.url.host_header), ("Accept", "*/*"), *self.headers)
        request = HTTPRequest("request", method, self.at(path), headers)
        self.send(request, self.hosts.get(self.url.origin.serialized))
        return Asked("", path, method, self.exchanges[-1], None, False)

    def _page(self, origin: str, transport: Transport, engine: str = "chromium") -> Page:
        if not self.app or origin != self.app:
            return open_page(Browser(engine=engine, transport=transport, hosts=self.hosts), origin)
        as_app = _AsApp(transport, self.app)
        return open_page(Browser(engine=engine, transport=as_app, hosts=self.hosts), STAND_IN)

    def told(self, text: str) -> str:
        """A sentence about the page, with the origin of the app where the stand-in is."""
        if self.app:
            return text.replace(STAND_IN, self.app)
        return text

    def at(self, path: str) -> str:
        """The URL of this path on the server."""
        return f"{self.url.origin.serialized}{path}"


@dataclass(frozen=True, slots=True)
class _AsUser:
    """Adds what a logged-in user would send, whatever the cookie's SameSite: an attacker may
    be on the same site.
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


@dataclass(frozen=True, slots=True)
class _Replay:
    """Gives the preflight an answer that was had before, and the request behind it one that
    any page may read.
    """

    answer: HTTPResponse

    def send(
        self, request: HTTPRequest, target: str | None = None
    ) -> HTTPResponse | NetworkFailure:
        """The answer; nothing leaves."""
        if request.kind == "preflight":
            return self.answer
        origin = get(request.headers, "Origin") or "*"
        allowed = (
            ("Access-Control-Allow-Origin", origin),
            ("Access-Control-Allow-Credentials", "true"),
        )
        return HTTPResponse(200, allowed)


@dataclass(frozen=True, slots=True)
class _AsApp:
    """Puts the app's origin on the wire in place of the stand-in, and back."""

    inner: Transport
    app: str

    def send(
        self, request: HTTPRequest, target: str | None = None
    ) -> HTTPResponse | NetworkFailure:
        """The answer."""
        headers = tuple(
            (name, self.app if value == STAND_IN else value) for name, value in request.headers
        )
        kept = tuple(pair for pair in headers if pair[0] not in ("Referer", "Sec-Fetch-Site"))
        answer = self.inner.send(replace(request, headers=kept), target)
        if isinstance(answer, NetworkFailure):
            return answer
        back = tuple(
            (name, STAND_IN if value == self.app else value) for name, value in answer.headers
        )
        return replace(answer, headers=back)


def refuse_what_cannot_go_out(asker: Asker) -> None:
    """CannotAsk for a header or cookie that would be two, or another request, or is the
    audit's own to send.
    """
    for name, value in (*asker.headers, ("cookie", asker.cookie)):
        if not is_token(name) or not SENDABLE.fullmatch(value):
            raise CannotAsk(
                "arguments", f"the header {mask_text(name)!r} cannot be sent: {NO_HEADER}"
            )
        low = name.lower()
        if low != "cookie" and (low in OWN or low.startswith("access-control-")):
            raise CannotAsk("arguments", f"-H {name}: that is the audit's own to send.")
    if changes_method(asker.headers) and not asker.unsafe:
        raise CannotAsk("arguments", OVERRIDES)


OVERRIDES = (
    "-H changes the method on the server (X-HTTP-Method-Override and its like), so a GET "
    "may delete something. "
    "Leave it out, or say --unsafe-methods."
)


def is_app_origin(text: str) -> bool:
    """Is it an origin such as an app's page sends: a scheme of its own, and a host?"""
    return (
        APP_ORIGIN.fullmatch(text) is not None
        and parse_origin(text) is None
        and not text.startswith("file:")
    )


def paths_of(url: URL, more: tuple[str, ...]) -> Iterator[str]:
    """The path of the URL, then the others asked for, each with its query."""
    yield from dict.fromkeys((url.path + (f"?{url.query}" if url.query else ""), *more))
