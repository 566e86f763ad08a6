"""WebSocket: the constructor, the opening handshake, and what the page hears of the connection.

https://websockets.spec.whatwg.org/
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from cors_lab.fetch import checks, headers, mixed_content, redirect
from cors_lab.fetch.csp import as_web_socket, check_request
from cors_lab.fetch.network import http_network_or_cache_fetch
from cors_lab.fetch.relay import relay
from cors_lab.fetch.request import Request
from cors_lab.fetch.thrown import Thrown
from cors_lab.fetch.trace import NetworkError
from cors_lab.fetch.url import URL, parse_url

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from cors_lab.fetch.params import FetchParams
    from cors_lab.fetch.request import Client
    from cors_lab.fetch.response import Response
    from cors_lab.fetch.trace import Trace
    from cors_lab.fetch.wire import HTTPRequest, HTTPResponse, NetworkFailure

    Network = Generator[HTTPRequest, HTTPResponse | NetworkFailure, Any]

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
VERSION = "13"
EXTENSIONS = "permessage-deflate; client_max_window_bits"
KNOWN_EXTENSIONS = frozenset({"permessage-deflate"})
MOST_REDIRECTS = 20
CONNECTING, OPEN, CLOSED = 0, 1, 3
ABNORMAL = 1006
TO_HTTP = {"ws": "http", "wss": "https"}


class Call(NamedTuple):
    """The arguments of the constructor, the key of the handshake, and what the page does then.

    `stay`: it waits for the server to close; otherwise it closes after the first message.
    """

    url: str
    protocols: tuple[str, ...] = ()
    key: str = "AAAAAAAAAAAAAAAAAAAAAA=="
    stay: bool = False


def accept_value(key: str) -> str:
    """The Sec-WebSocket-Accept that answers this key. https://httpwg.org/specs/rfc6455.html#section-4.2.2"""
    return base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()


# -- the constructor -----------------------------------------------------------------------------


def construct(client: Client, call: Call, trace: Trace) -> URL:
    """The URL with the scheme ws or wss; Thrown where the constructor throws.

    https://websockets.spec.whatwg.org/#dom-websocket-websocket
    """
    url = parse_url(call.url, client.url)
    if url is None:
        raise Thrown("SyntaxError", "websocket-url-invalid", url=call.url)
    url = as_web_socket(url)
    if url.scheme not in TO_HTTP:
        raise Thrown("SyntaxError", "websocket-scheme", scheme=url.scheme)
    if "#" in url.href:
        raise Thrown("SyntaxError", "websocket-fragment", fragment=url.fragment)
    _check_protocols(call.protocols)
    return url


def _check_protocols(protocols: Iterable[str]) -> None:
    known: set[str] = set()
    for protocol in protocols:
        if not headers.is_token(protocol):
            raise Thrown("SyntaxError", "websocket-protocol-invalid", protocol=protocol)
        if protocol.lower() in known:
            raise Thrown("SyntaxError", "websocket-protocol-repeated", protocol=protocol)
        known.add(protocol.lower())


# -- the handshake -------------------------------------------------------------------------------


def as_http(url: URL) -> URL:
    """The same URL with the scheme http or https, as a handshake asks it."""
    scheme = TO_HTTP.get(url.scheme)
    return url if scheme is None else parse_url(url.href.replace(url.scheme, scheme, 1)) or url


def new_request(client: Client, url: URL, call: Call) -> Request:
    """https://websockets.spec.whatwg.org/#concept-websocket-establish"""
    request = Request(
        [as_http(url)],
        client,
        client.origin,
        mode="websocket",
        credentials="include",
        redirect="error",
        cache="no-store",
        referrer="no-referrer",
        initiator="websocket",
        unsafe_request=False,
    )
    for name, value in (
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", VERSION),
        ("Sec-WebSocket-Key", call.key),
        ("Sec-WebSocket-Extensions", EXTENSIONS),
    ):
        request.headers.append(name, value)
    if call.protocols:
        request.headers.append("Sec-WebSocket-Protocol", ", ".join(call.protocols))
    return request


def web_socket(params: FetchParams, client: Client, call: Call) -> Network:
    """Open a connection and do what a page does; returns the corpus' fields."""
    trace = params.trace
    try:
        url = construct(client, call, trace)
        params.request = new_request(client, url, call)
        _refuse_mixed(params.request, trace)
    except Thrown as thrown:
        return {"threw": thrown.record, "events": []}
    asked = as_web_socket(params.request.url)
    # chromium: shows the page the URL that it was upgraded to.
    shown = {}
    if asked != url and not trace.departs("upgraded-socket-shows-url"):
        shown["url"] = url.href
    try:
        answer = yield from _establish(params, call)
    except NetworkError as error:
        seen = _not_established(params, error, asked)
        return seen if "threw" in seen else seen | shown
    return _opened(params, answer, call, asked) | shown


def _refuse_mixed(request: Request, trace: Trace) -> None:
    """Upgrade the URL, or throw where the engine throws for an insecure one."""
    mixed_content.upgrade(request, trace)
    if not checks.is_mixed_content(request, trace):
        return
    # chromium, firefox: the constructor throws; the standard, webkit: the connection fails.
    if trace.departs("websocket-mixed-throws"):
        trace.note("mixed-content-refused", url=as_web_socket(request.url).href)
        raise Thrown("SecurityError", "websocket-mixed-content")


def _establish(params: FetchParams, call: Call) -> Network:
    request, trace = params.request, params.trace
    for _ in range(MOST_REDIRECTS + 1):
        _check_before_sending(request, trace)
        sending = http_network_or_cache_fetch(params)
        response = yield from relay(sending, lambda asked: replace(asked, stay=call.stay))
        answer = trace.exchanges[-1][1]
        if not (response.is_redirect and trace.departs("websocket-follows-redirects")):
            _check_handshake(response, call, trace)
            return answer
        # webkit: goes on to where the handshake is redirected.
        location = redirect.location_url(response, "", trace)
        trace.check("location-valid", location not in (None, redirect.INVALID), value=None)
        assert location is not None
        trace.note("redirect-followed", status=response.status, url=location.href)
        request.url_list.append(as_http(location))
    trace.fail("redirect-count", limit=MOST_REDIRECTS)


def _check_before_sending(request: Request, trace: Trace) -> None:
    """The part of main fetch that comes before the network."""
    checks.bad_port_check(request, trace)
    if request.client.policies.csp:
        check_request(request, trace)
    checks.mixed_content_check(request, trace)


def _check_handshake(response: Response, call: Call, trace: Trace) -> None:
    """Is this the answer of a web socket server?

    https://websockets.spec.whatwg.org/#concept-websocket-establish, step 11
    """
    given = response.headers
    trace.check("websocket-status", response.status == 101, status=response.status)
    upgrade = (given.get("Upgrade") or "").lower() == "websocket"
    trace.check("websocket-upgrade", upgrade, value=given.get("Upgrade"))
    tokens = [token.strip().lower() for token in (given.get("Connection") or "").split(",")]
    trace.check("websocket-connection", "upgrade" in tokens, value=given.get("Connection"))
    accept = given.get("Sec-WebSocket-Accept")
    expected = accept_value(call.key)
    trace.check("websocket-accept", accept == expected, value=accept, expected=expected)
    _check_extensions(given.get("Sec-WebSocket-Extensions") or "", trace)
    _check_protocol(given.get("Sec-WebSocket-Protocol"), call.protocols, trace)


def _check_extensions(value: str, trace: Trace) -> None:
    names = [part.partition(";")[0].strip().lower() for part in value.split(",")]
    unknown = [name for name in names if name and name not in KNOWN_EXTENSIONS]
    trace.check("websocket-extensions", not unknown, names=unknown)


def _check_protocol(answered: str | None, offered: tuple[str, ...], trace: Trace) -> None:
    offers = list(offered)
    if answered is None:
        # firefox, webkit: go on without a sub-protocol.
        chosen = not offered or trace.departs("websocket-protocol-optional")
        trace.check("websocket-protocol-answered", chosen, offered=offers)
        return
    known = answered in offered
    # webkit: does not look at the case.
    if not known and answered.lower() in [name.lower() for name in offered]:
        known = trace.departs("websocket-protocol-any-case")
    # firefox: an answer that nobody asked for does not count.
    if not known and not offered:
        known = trace.departs("websocket-protocol-unasked")
    trace.check("websocket-protocol-offered", known, answered=answered, offered=offers)


# -- what the page hears -------------------------------------------------------------------------


def _not_established(params: FetchParams, error: NetworkError, url: URL) -> dict[str, Any]:
    trace = params.trace
    if error.code == "csp-allows":
        return _refused_by_policy(trace, url)
    # webkit: what may not be asked at all fires error, and never close.
    unasked = error.code in ("port-allowed", "not-mixed-content")
    if unasked and trace.departs("websocket-error-without-close"):
        return _never_closed(url)
    _note_failure(error.code, params, url)
    failed = [_event("error", readyState=CLOSED), _closed(ABNORMAL, "", False)]
    return {"events": failed, "readyState": CLOSED, "url": url.href}


def _note_failure(code: str, params: FetchParams, url: URL) -> None:
    """The page is not told why; the console is."""
    answer = params.trace.exchanges[-1][1] if params.trace.exchanges else None
    given = getattr(answer, "headers", ())
    params.trace.note(
        "websocket-failed",
        reason=code,
        socket=url.href,
        host=url.host,
        status=getattr(answer, "status", 0),
        protocol=headers.get(given, "Sec-WebSocket-Protocol") or "",
        extensions=headers.get(given, "Sec-WebSocket-Extensions") or "",
        offered="Sec-WebSocket-Protocol" in params.request.headers,
    )


def _never_closed(url: URL) -> dict[str, Any]:
    """An error while it still connects, and nothing after it."""
    events = [_event("error", readyState=CONNECTING)]
    return {"events": events, "timeout": True, "readyState": CLOSED, "url": url.href}


def _refused_by_policy(trace: Trace, url: URL) -> dict[str, Any]:
    # firefox, webkit: the constructor throws.
    if trace.departs("websocket-csp-throws"):
        return {"threw": Thrown("SecurityError", "websocket-csp").record, "events": []}
    events = [_event("error", readyState=CLOSED)]
    # chromium: no close event.
    silent = trace.departs("websocket-csp-no-close")
    if not silent:
        events.append(_closed(ABNORMAL, "", False))
    seen = {"events": events, "readyState": CLOSED, "url": url.href}
    return seen | ({"timeout": True} if silent else {})


def _event(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, **more}


def _closed(code: int, reason: str, clean: bool) -> dict[str, Any]:
    return _event("close", code=code, reason=reason, wasClean=clean)


def _opened(params: FetchParams, answer: Any, call: Call, url: URL) -> dict[str, Any]:
    answered = headers.get(answer.headers, "Sec-WebSocket-Protocol") or ""
    protocol = answered if answered in call.protocols else _spelled(answered, call.protocols)
    events = [_event("open", protocol=protocol)]
    state = OPEN
    for frame in answer.frames:
        if frame.kind in ("text", "binary"):
            data = frame.data if isinstance(frame.data, str) else f"bytes {len(frame.data)}"
            events.append(_event("message", data=data, origin=url.origin.serialized))
        elif frame.kind == "close":
            events.append(_closed(frame.code, frame.reason, True))
            state = CLOSED
        elif frame.kind != "silence":
            # What is no frame, or one over the limit, fails the connection.
            if frame.kind == "broken":
                events.append(_event("error", readyState=CLOSED))
            events.append(_closed(ABNORMAL, "", False))
            state = CLOSED
    return {"events": events, "readyState": state, "url": url.href}


def _spelled(answered: str, offered: tuple[str, ...]) -> str:
    """The sub-protocol as the page sees it where its case differs; "" if nobody asked for it."""
    alike = re.compile(re.escape(answered), re.IGNORECASE)
    return answered if any(alike.fullmatch(name) for name in offered) else ""
