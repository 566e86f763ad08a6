"""A simulated browser: a profile (cookies, caches, a clock, an engine) and the pages that are open
in it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from cors_lab.browser import elements, scripted
from cors_lab.browser.elements import drive
from cors_lab.browser.places import address_spaces as places_of
from cors_lab.browser.places import opaque_client, origin_key, tuple_origin
from cors_lab.fetch import authentication, cookies, http_cache, preflight_cache, preloads
from cors_lab.fetch.cookie_policy import CookieContext, document_context
from cors_lab.fetch.destinations import Attributes
from cors_lab.fetch.document import Document, announce
from cors_lab.fetch.engines import ENGINES
from cors_lab.fetch.fetching import fetch
from cors_lab.fetch.params import Profile
from cors_lab.fetch.policy import NO_POLICIES
from cors_lab.fetch.request import Client, InvalidArgument, Request, new_request
from cors_lab.fetch.trace import NetworkError, Trace
from cors_lab.fetch.url import (
    document_origin,
    obtain_site,
    parse_url,
    same_site,
)
from cors_lab.fetch.wire import HTTPRequest, NetworkFailure
from cors_lab.messages.rules import argument_sentence
from cors_lab.result.result import FetchResult
from cors_lab.server.registry import hosts

if TYPE_CHECKING:
    from cors_lab.fetch.response import Response
    from cors_lab.fetch.wire import HTTPResponse
    from cors_lab.result.load import LoadResult

OF_FILES = ("file:", "content:")  # their pages have an opaque origin
Host = str | Callable[..., Any]


class Transport(Protocol):
    """Puts one request on the wire. It never raises for what a server or a network does."""

    def send(self, request: HTTPRequest, target: str | None) -> HTTPResponse | NetworkFailure:
        """The answer of the server at `target` (a base URL; None: the server that the request's URL
        names).
        """
        ...


class Browser:
    """A profile of one engine: "chromium", "firefox", "webkit", or "standard", which never departs
    from the Fetch Standard.

    `hosts` maps an origin to what answers for it: the base URL of a server
    ("http://127.0.0.1:5000"), or a WSGI app that is called in process. Servers started by
    `serve(app, name=...)` answer for their name without being listed. `timeout` (seconds) bounds
    each exchange; `verify` is True (the system's trust store), False, or the path of a CA file.
    `transport` replaces the network altogether.

    `address_spaces` maps origins to "public", "local" (the home or office network) or "loopback"
    (this machine); given one, Chromium asks for the user's permission before a public page asks a
    server of another space: `local_network_access` is "granted", "denied" or "prompt" (not asked).

    >>> Browser(engine="firefox")
    <Browser firefox>
    """

    def __init__(
        self,
        engine: str = "chromium",
        hosts: Mapping[str, Host] | None = None,
        timeout: float = 5.0,
        verify: bool | str = True,
        transport: Transport | None = None,
        address_spaces: Mapping[str, str] | None = None,
        local_network_access: str = "prompt",
    ) -> None:
        if engine not in ENGINES:
            raise ValueError(f"engine: {engine!r} is not one of {', '.join(ENGINES)}.")
        self.engine = engine
        self.hosts = {origin_key(origin): host for origin, host in (hosts or {}).items()}
        self._transport = transport or _network(timeout, verify)
        self._timeout = timeout
        self._engine = ENGINES[engine]
        self._network_map = places_of(address_spaces, local_network_access)
        self._now = time.time()
        self.cookies = cookies.CookieJar(self._engine.cookie_policy)
        self.preflight_cache = preflight_cache.PreflightCache(
            self._engine.preflight_cache_limit, self._engine.departures
        )
        self.http_cache = http_cache.HTTPCache(self._engine.departures)
        self._logins = authentication.Logins()

    def __repr__(self) -> str:
        return f"<Browser {self.engine}>"

    @property
    def now(self) -> float:
        """The profile's clock, in seconds since the epoch: when the profile was made, and what
        `advance` has added since.
        """
        return self._now

    def advance(self, seconds: float) -> None:
        """Move the profile's clock forward: caches and cookies age."""
        if not seconds >= 0:
            raise ValueError(f"seconds: the clock only goes forward, {seconds!r} is not possible.")
        self._now += seconds

    def clear(self) -> None:
        """Forget cookies and both caches, as clearing the browsing data does."""
        self.cookies.clear()
        self.preflight_cache.clear()
        self.http_cache.clear()
        self._logins.clear()

    def open(
        self,
        origin: str,
        url: str | None = None,
        top_origin: str | None = None,
        *,
        embedder: str | None = None,
        kind: str = "sandbox",
        csp: str = "",
        csp_report_only: str = "",
        coep: str = "",
        coep_report_only: str = "",
        referrer_policy: str = "",
        meta: Iterable[tuple[str, str]] = (),
        quirks: bool = False,
    ) -> Page:
        """Open a document of this origin at `url` (default: `<origin>/`), framed by `top_origin` if
        given.

        `origin="null"` opens one with an opaque origin; `kind` is "sandbox" (a frame in a page of
        `embedder`), "data" or "file". A file:// or content:// URL is a file, whose origin is opaque
        too; the origin of an app or an extension is its whole name (capacitor://localhost).
        `csp`, `csp_report_only`, `coep`, `coep_report_only` and `referrer_policy` are the values of
        these headers of the document, `meta` its `<meta http-equiv>` (and `<meta name=referrer>`)
        elements as (name, content) pairs, `quirks` says that it has no doctype.
        """
        headers = elements.Headers(
            csp, csp_report_only, coep, coep_report_only, referrer_policy, meta, quirks
        )
        policies = elements.document_policies(headers, self._engine.departures)
        if origin == "null":
            return Page.of(self, opaque_client(embedder, kind, url)._replace(policies=policies))
        if isinstance(origin, str) and origin.startswith(OF_FILES):
            return Page.of(self, opaque_client(None, "file")._replace(policies=policies))
        own = tuple_origin("origin", origin)
        if isinstance(url, str | None):
            document = parse_url(f"{origin}/" if url is None else url)
        else:
            document = None
        if document is None or document_origin(document) != own:
            raise ValueError(f"url: {url!r} is not a URL of the origin {origin}.")
        if top_origin is not None:
            top = parse_url(f"{tuple_origin('top_origin', top_origin)}/")
        else:
            top = document
        assert top is not None
        above = document_origin(top)
        cross_site = not same_site(own, above)
        client = Client(own, document, top, obtain_site(above), cross_site, policies)
        return Page.of(self, client)

    def visit(self, url: str) -> FetchResult:
        """Go to this URL in the address bar and come back: its cookies are stored as first-party
        cookies.
        """
        target = parse_url(url) if isinstance(url, str) else None
        if target is None or not target.is_http:
            raise ValueError(f"url: {url!r} is not an http or https URL.")
        client = Client(target.origin, target, target, obtain_site(target.origin))
        request = Request(
            [target],
            client,
            target.origin,
            mode="navigate",
            credentials="include",
            referrer="no-referrer",
            unsafe_request=False,
        )
        request.headers.append(
            "Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
        )
        return self._run(request, Trace(self._engine.departures), "navigation")

    @property
    def _profile(self) -> Profile:
        return Profile(
            self._engine,
            self.cookies,
            self.preflight_cache,
            self.http_cache,
            self._now,
            self._network_map,
            self._logins,
        )

    def _run(
        self,
        request: Request,
        trace: Trace,
        kind: str = "request",
        document: Document | None = None,
    ) -> FetchResult:
        params = self._profile.params(request, trace, kind)
        if document is not None and document.preloads:
            params.preloaded = preloads.consume(document, request, trace)
        url, method = request.url, request.method
        try:
            response: Response | None = drive(fetch(params), self._send)
        except NetworkError:
            response = None
        if request.client.policies.csp:
            elements.report(self._profile, request, trace, self._send)
        return FetchResult.of(trace, request, response, self.engine, url=url, method=method)

    def _send(self, request: HTTPRequest) -> HTTPResponse | NetworkFailure:
        url = parse_url(request.url)
        if url is None:  # Chromium's http://a%20b/
            return NetworkFailure("name-not-resolved", "no server can have such a name")
        host = self.hosts.get(url.origin.serialized) or hosts().get(url.origin.serialized)
        if host is not None and not isinstance(host, str):
            return _in_process(host, request, self._timeout)
        return self._transport.send(request, host)


def _network(timeout: float, verify: bool | str) -> Transport:
    from cors_lab.browser.transport.sockets import SocketTransport

    return SocketTransport(timeout=timeout, verify=verify)


def _in_process(
    app: Callable[..., Any], request: HTTPRequest, timeout: float
) -> HTTPResponse | NetworkFailure:
    from cors_lab.browser.transport.time_limit import TooLate, within
    from cors_lab.browser.transport.wsgi import WSGITransport

    try:
        return within(timeout, lambda: WSGITransport(app).send(request))
    except TooLate as late:
        return NetworkFailure(
            "timeout", f"no answer within {timeout:g} seconds; the app was at {late}"
        )


@dataclass(slots=True)  # not frozen: `cookie` can be set
class Page:
    """A document that is open in a browser; `fetch` asks as its JavaScript would."""

    browser: Browser
    client: Client
    document: Document

    @classmethod
    def of(cls, browser: Browser, client: Client) -> Page:
        """A new document."""
        return cls(browser, client, Document(client))

    def __repr__(self) -> str:
        return f"<Page {self.origin} in {self.browser.engine}>"

    @property
    def origin(self) -> str:
        """The document's origin, serialised; "null" if it is opaque."""
        return self.client.origin.serialized

    @property
    def url(self) -> str:
        """The document's URL."""
        return self.client.url.href

    def fetch(
        self,
        url: str,
        method: str = "GET",
        headers: Any = None,
        body: str | bytes | None = None,
        mode: str = "cors",
        credentials: str = "same-origin",
        redirect: str = "follow",
        cache: str = "default",
        referrer: str = "about:client",
        referrer_policy: str = "",
        keepalive: bool = False,
        integrity: str = "",
        use_cors_preflight: bool = False,
    ) -> FetchResult:
        """Do what `fetch(url, {method, headers, body, ...})` does in this page.
        https://fetch.spec.whatwg.org/#fetch-method

        `headers` is a dict or a list of pairs; the other words are those of the Fetch API.
        `use_cors_preflight` is the standard's flag, which an XMLHttpRequest with an upload listener
        sets. Raises TypeError or ValueError, with the name of the argument, where
        `fetch()` refuses its arguments; what servers and networks do is a result.
        """
        trace = Trace(self.browser._engine.departures)
        try:
            request = new_request(
                self.client,
                trace,
                url=url,
                method=method,
                headers=headers,
                body=body,
                mode=mode,
                credentials=credentials,
                redirect=redirect,
                cache=cache,
                referrer=referrer,
                referrer_policy=referrer_policy,
                keepalive=keepalive,
                integrity=integrity,
                use_cors_preflight=use_cors_preflight,
            )
        except InvalidArgument as refused:
            kind: type[TypeError | ValueError] = ValueError
            if refused.code in ("type", "not-pairs"):
                kind = TypeError
            raise kind(argument_sentence(refused.argument, refused.code, refused.value)) from None
        if not request.referrer_policy:
            request.referrer_policy = self.client.policies.referrer_policy
        if self.client.policies is not NO_POLICIES:
            announce(self.document, trace)
        return self.browser._run(request, trace, document=self.document)

    def load(
        self,
        element: str,
        url: str,
        crossorigin: str | None = None,
        as_: str | None = None,
        type: str | None = None,  # the attribute's own name
        integrity: str = "",
        referrerpolicy: str = "",
        nonce: str = "",
        credentials: str | None = None,
        *,
        sandbox: str | None = None,
        credentialless: bool = False,
        via: str | None = None,
        importer: str | None = None,
    ) -> LoadResult:
        """Load a URL as this element does: img, script, module, stylesheet, font, video, audio,
        track, iframe, object, preload, modulepreload, import(), worker or module-worker.

        `crossorigin` and the other attributes are written as in HTML, None where absent (`as_` is
        `as`); `credentials` is the option of a module Worker, `importer` the URL of the script that
        calls `import()`. Raises TypeError or ValueError for an element or a word that does not
        exist; what servers and networks do is a result.
        """
        attributes = Attributes(
            crossorigin,
            as_,
            type,
            integrity,
            referrerpolicy,
            nonce,
            credentials,
            sandbox,
            credentialless,
            via,
            importer,
        )
        try:
            return elements.load(self.opened(), element, url, attributes)
        except InvalidArgument as refused:
            kind = TypeError if refused.code == "type" else ValueError
            raise kind(argument_sentence(refused.argument, refused.code, refused.value)) from None

    def opened(self) -> elements.Opened:
        """What a load needs of this page."""
        return elements.Opened(self.document, self.browser._profile, self.browser._send)

    def xhr(
        self,
        url: str,
        method: str = "GET",
        headers: Any = None,
        body: str | bytes | None = None,
        with_credentials: bool = False,
        upload_listener: bool = False,
        sync: bool = False,
        response_type: str = "",
        timeout: int = 0,
        abort_ms: int | None = None,
        probe: Iterable[str] = (),
        user: str | None = None,
        password: str | None = None,
    ) -> LoadResult:
        """Do what `new XMLHttpRequest()` with `open()`, `setRequestHeader()` and `send()` does.
        https://xhr.spec.whatwg.org/

        The arguments are named after the object's own attributes; `timeout` and `abort_ms` (when
        the page calls `abort()`) in milliseconds, `upload_listener`: the page listens on
        `xhr.upload`, `probe`: the headers that it asks `getResponseHeader()` for. The result has
        `events` in order, `status`, `response` and the rest, or `exception` where a call throws.
        """
        return scripted.xhr(
            self.opened(),
            scripted.xhr_call(url, method, headers, body, with_credentials, (user, password)),
            scripted.xhr_options(sync, upload_listener, response_type, timeout, abort_ms, probe),
        )

    def event_source(
        self, url: str, with_credentials: bool = False, watch_ms: int = 2000
    ) -> LoadResult:
        """Do what `new EventSource(url, {withCredentials})` does, and close it after `watch_ms`.
        https://html.spec.whatwg.org/#server-sent-events

        Between two connections no time passes in truth: `watch_ms` is counted on the stream's own
        clock. The result has the first four `events`, `n_events` and `readyState`.
        """
        return scripted.event_source(self.opened(), url, with_credentials, watch_ms)

    def web_socket(
        self, url: str, protocols: str | Iterable[str] = (), stay: bool = False
    ) -> LoadResult:
        """Do what `new WebSocket(url, protocols)` does. https://websockets.spec.whatwg.org/

        The page closes the connection after the first message; with `stay` it waits for the server
        to do so. The result has `events`, `readyState` and `url`, or `exception`.
        """
        return scripted.web_socket(self.opened(), url, protocols, stay)

    def send_beacon(
        self,
        url: str,
        data: str | bytes | None = "",
        type: str | None = None,
        kind: str | None = "",
    ) -> LoadResult:
        """Do what `navigator.sendBeacon(url, data)` does. https://w3c.github.io/beacon/

        `kind` says what the data is: "string", "blob" (of this `type`), "form", "params", "buffer",
        None for no data; by default it is a Blob if there is a `type`, a string, or bytes. The
        result has `returned`, or `exception`.
        """
        return scripted.send_beacon(self.opened(), url, data, type, kind)

    def submit(
        self,
        url: str,
        method: str = "GET",
        enctype: str = "application/x-www-form-urlencoded",
        fields: Iterable[tuple[str, str]] = (("x", "1"),),
        rel: str = "",
    ) -> LoadResult:
        """Submit a form with these fields into a new frame of the page.
        https://html.spec.whatwg.org/#form-submission-algorithm

        A `method` or `enctype` that HTML does not know is the default one, as in HTML. The result
        has `event`, `shown` and `readable`.
        """
        return scripted.submit(self.opened(), url, method, enctype, fields, rel)

    @property
    def cookie(self) -> str:
        """`document.cookie`: what scripts of this page see and set."""
        return self.browser.cookies.document_cookie(
            self.client.url, self._cookie_context(), self.browser.now
        )

    @cookie.setter
    def cookie(self, text: str) -> None:
        self.browser.cookies.set_document_cookie(
            text, self.client.url, self._cookie_context(), self.browser.now
        )

    def _cookie_context(self) -> CookieContext:
        engine, client = self.browser._engine, self.client
        return document_context(engine.cookie_policy, client.origin, client.top_level.origin)
