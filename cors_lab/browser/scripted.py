"""What scripts of a page ask with besides `fetch()`: XMLHttpRequest, EventSource, WebSocket,
`navigator.sendBeacon`, and forms.
"""

from __future__ import annotations

import base64
import os
from typing import TYPE_CHECKING, Any

from cors_lab.browser import elements
from cors_lab.fetch import beacon as beacons
from cors_lab.fetch import event_source as streams
from cors_lab.fetch import form as forms
from cors_lab.fetch import submit as submitting
from cors_lab.fetch import websocket as sockets
from cors_lab.fetch import xhr as requests
from cors_lab.fetch.document import announce
from cors_lab.fetch.request import Request
from cors_lab.fetch.trace import Trace
from cors_lab.messages.console.exceptions import exception_words

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

    from cors_lab.browser.elements import Opened
    from cors_lab.fetch.params import FetchParams
    from cors_lab.fetch.wire import HTTPRequest, HTTPResponse, NetworkFailure
    from cors_lab.result.load import LoadResult

    Algorithm = Callable[
        [FetchParams], Generator[HTTPRequest, HTTPResponse | NetworkFailure, dict[str, Any]]
    ]


def xhr_call(
    url: str,
    method: str,
    headers: Any,
    body: Any,
    with_credentials: bool,
    login: tuple[str | None, str | None],
) -> requests.Call:
    """The arguments of the calls on the object; TypeError where JavaScript could not have them."""
    if not isinstance(body, str | bytes | None):
        raise TypeError(f"body: {body!r} is neither a string, nor bytes, nor None.")
    return requests.Call(
        _text("url", url),
        _text("method", method),
        _pairs("headers", headers),
        body,
        bool(with_credentials),
        login,
    )


def xhr_options(
    sync: bool,
    upload_listener: bool,
    response_type: str,
    timeout: int,
    abort_ms: int | None,
    probe: Iterable[str],
) -> requests.Options:
    """What the page sets on the object; ValueError for a word that does not exist."""
    return requests.Options(
        bool(sync),
        bool(upload_listener),
        _one_of("response_type", response_type, requests.RESPONSE_TYPES),
        _milliseconds("timeout", timeout),
        None if abort_ms is None else _milliseconds("abort_ms", abort_ms),
        tuple(probe),
    )


def xhr(opened: Opened, call: requests.Call, options: requests.Options) -> LoadResult:
    """One XMLHttpRequest, to its end."""
    client = opened.document.client
    return _run(opened, "xhr", call.url, lambda params: requests.xhr(params, client, call, options))


def event_source(opened: Opened, url: str, with_credentials: bool, watch_ms: int) -> LoadResult:
    """One EventSource, closed after `watch_ms` milliseconds."""
    client = opened.document.client
    _text("url", url)
    watch = _milliseconds("watch_ms", watch_ms)
    include = bool(with_credentials)
    return _run(
        opened,
        "eventsource",
        url,
        lambda params: streams.event_source(params, client, url, include, watch),
    )


def web_socket(opened: Opened, url: str, protocols: Any, stay: bool) -> LoadResult:
    """One WebSocket, closed by the page after the first message, or by the server (`stay`)."""
    client = opened.document.client
    given = (protocols,) if isinstance(protocols, str) else tuple(protocols)
    for protocol in given:
        _text("protocols", protocol)
    key = base64.b64encode(os.urandom(16)).decode()
    call = sockets.Call(_text("url", url), given, key, bool(stay))
    return _run(opened, "websocket", url, lambda params: sockets.web_socket(params, client, call))


def send_beacon(
    opened: Opened, url: str, data: Any, type: str | None, kind: str | None
) -> LoadResult:
    """One beacon; nobody waits for its answer."""
    client = opened.document.client
    if not isinstance(data, str | bytes | None):
        raise TypeError(f"data: {data!r} is neither a string, nor bytes, nor None.")
    if kind == "":
        kind = _kind_of(data, type)
    elif kind is not None:
        _one_of("kind", kind, beacons.KINDS)
    call = beacons.Call(_text("url", url), kind, data or "", type or "")
    return _run(opened, "beacon", url, lambda params: beacons.send_beacon(params, client, call))


def _kind_of(data: str | bytes | None, type: str | None) -> str | None:
    if data is None:
        return None
    if type is not None:
        return "blob"
    return "string" if isinstance(data, str) else "buffer"


def submit(
    opened: Opened, url: str, method: str, enctype: str, fields: Any, rel: str
) -> LoadResult:
    """One form, submitted into a new frame of the page."""
    call = forms.Call(
        _text("url", url),
        _text("method", method),
        _text("enctype", enctype),
        _pairs("fields", fields),
        _text("rel", rel),
    )
    return _run(
        opened,
        "form",
        url,
        lambda params: submitting.submit(params, opened.profile, opened.document, call),
    )


def _run(opened: Opened, kind: str, url: str, algorithm: Algorithm) -> LoadResult:
    client = opened.document.client
    trace = Trace(opened.departures)
    announce(opened.document, trace)
    # It stays where the call throws before it has a request of its own.
    nothing = Request([client.url], client, client.origin, initiator=kind)
    params = opened.profile.params(
        nothing, trace, "websocket" if kind == "websocket" else "request"
    )
    seen = elements.run(opened, algorithm(params), nothing, trace)
    threw = seen.pop("threw", None)
    if threw is not None:
        words = exception_words(threw.name, threw.code, opened.profile.engine.name, threw.facts)
        seen = {"exception": words, **seen}
    response = seen.pop("response_", None)
    return elements.finished(opened, kind, trace, params.request, seen, url, response)


def _pairs(argument: str, given: Any) -> tuple[tuple[str, str], ...]:
    """The pairs of a dict or a list; TypeError where there are none."""
    items = given.items() if hasattr(given, "items") else given or ()
    try:
        pairs = tuple((name, value) for name, value in items)
    except (TypeError, ValueError):
        raise TypeError(f"{argument}: {given!r} is not a dict or a list of pairs.") from None
    for name, value in pairs:
        _text(argument, name)
        _text(argument, value)
    return pairs


def _one_of(argument: str, value: object, choices: Iterable[str]) -> str:
    """This value, if it is one of the choices; ValueError with the choices if not."""
    known = list(choices)
    if value not in known:
        listed = ", ".join(repr(choice) for choice in known)
        raise ValueError(f"{argument}: {value!r} is not one of {listed}.")
    return str(value)


def _text(argument: str, value: object) -> str:
    """This value, if it is a string; TypeError if not."""
    if not isinstance(value, str):
        raise TypeError(f"{argument}: {value!r} is not a string.")
    return value


def _milliseconds(argument: str, value: object) -> int:
    """This value, if it is a whole number from 0 on; ValueError if not."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{argument}: {value!r} is not a number of milliseconds, 0 or more.")
    return value
