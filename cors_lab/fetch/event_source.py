"""EventSource: the request, the stream's fields, and connecting again.

https://html.spec.whatwg.org/#server-sent-events
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from cors_lab.fetch.fetching import fetch
from cors_lab.fetch.headers import HeaderList
from cors_lab.fetch.mime import parse_mime_type
from cors_lab.fetch.relay import relay
from cors_lab.fetch.request import Request
from cors_lab.fetch.thrown import Thrown
from cors_lab.fetch.trace import NetworkError
from cors_lab.fetch.url import URL, parse_url, same_origin
from cors_lab.fetch.wire import HTTPResponse, NetworkFailure

if TYPE_CHECKING:
    from collections.abc import Generator

    from cors_lab.fetch.params import FetchParams
    from cors_lab.fetch.request import Client
    from cors_lab.fetch.response import Response
    from cors_lab.fetch.trace import Trace
    from cors_lab.fetch.wire import HTTPRequest

    Network = Generator[HTTPRequest, HTTPResponse | NetworkFailure, Any]

CONNECTING, OPEN, CLOSED = 0, 1, 2
SHOWN = 4  # of the events, the first ones
MOST_CONNECTIONS = 30
DEFAULT_RETRY = 3000  # milliseconds; each engine has its own, all above two seconds
LEAST_RETRY = 500
ROUND_TRIP = 5  # milliseconds that a connection takes here, whatever the wire does


@dataclass(slots=True)
class Stream:
    """What one EventSource has come to: its events, and the state that the stream itself sets."""

    origin: str
    events: list[dict[str, Any]] = field(default_factory=list)
    ready_state: int = CONNECTING
    last_event_id: str = ""
    retry: int = DEFAULT_RETRY
    clock: float = 0.0
    response: Response | None = None

    def tell(self, kind: str, **more: Any) -> None:
        """Fire one event."""
        state = {"readyState": self.ready_state} if kind != "message" else {}
        self.events.append({"type": kind, **state, **more})


def new_request(client: Client, url: URL, with_credentials: bool) -> Request:
    """https://html.spec.whatwg.org/#the-eventsource-interface"""
    credentials = "include" if with_credentials else "same-origin"
    request = Request(
        [url],
        client,
        client.origin,
        mode="cors",
        credentials=credentials,
        cache="no-store",
        initiator="eventsource",
        unsafe_request=False,
    )
    request.headers = HeaderList([("Accept", "text/event-stream"), ("Cache-Control", "no-cache")])
    return request


def event_source(
    params: FetchParams, client: Client, url: str, with_credentials: bool, watch: int
) -> Network:
    """Open a stream, watch it for so many milliseconds, close it; returns the corpus' fields."""
    target = parse_url(url, client.url)
    if target is None:
        thrown = Thrown("SyntaxError", "eventsource-url-invalid", url=url).record
        return {"threw": thrown, "events": []}
    stream = Stream(target.origin.serialized)
    for _ in range(MOST_CONNECTIONS):
        params.request = new_request(client, target, with_credentials)
        _set_last_event_id(params.request, stream)
        yield from _connect(params, stream, watch)
        if stream.ready_state != CONNECTING:
            break
        stream.clock += _wait(stream, params.trace)
        if stream.clock >= watch:
            break
    return {
        "events": stream.events[:SHOWN],
        "n_events": len(stream.events),
        "readyState": stream.ready_state,
        "response_": stream.response,
    }


def _wait(stream: Stream, trace: Trace) -> int:
    """How long it waits before it connects again."""
    # firefox: never less than half a second.
    if stream.retry < LEAST_RETRY and trace.departs("eventsource-least-retry"):
        return LEAST_RETRY
    return stream.retry


def _set_last_event_id(request: Request, stream: Stream) -> None:
    if stream.last_event_id:
        value = stream.last_event_id.encode("utf-8").decode("latin-1")
        request.headers.append("Last-Event-ID", value)


def _connect(params: FetchParams, stream: Stream, watch: int) -> Network:
    """One connection, to its end or to the end of the watch."""
    trace, before = params.trace, len(params.trace.exchanges)

    def impatient(asked: HTTPRequest) -> HTTPRequest:
        return replace(asked, patience=max(watch - stream.clock, ROUND_TRIP) / 1000)

    def hear(answer: HTTPResponse | NetworkFailure) -> None:
        stream.clock += _elapsed(answer)

    try:
        _take(params, stream, (yield from relay(fetch(params), impatient, hear)))
    except NetworkError:
        _network_error(params, stream, len(trace.exchanges) > before)


def _elapsed(answer: HTTPResponse | NetworkFailure) -> float:
    if isinstance(answer, NetworkFailure):
        return ROUND_TRIP
    return ROUND_TRIP + 1000 * answer.elapsed


def _network_error(params: FetchParams, stream: Stream, sent: bool) -> None:
    """Connect again, unless that would be futile. https://html.spec.whatwg.org/#reestablish-the-connection"""
    last = params.trace.exchanges[-1][1] if sent else None
    dropped = isinstance(last, NetworkFailure)
    if dropped and isinstance(last, NetworkFailure) and last.code == "timeout":
        return
    elsewhere = not same_origin(params.request.url.origin, params.request.origin)
    # firefox: a stream of another origin that breaks off is closed.
    if dropped and not (elsewhere and params.trace.departs("eventsource-closed-if-dropped")):
        stream.ready_state = CONNECTING
        stream.tell("error")
        params.trace.note("eventsource-reconnects", retry=stream.retry)
        return
    _fail(params, stream)


def _fail(params: FetchParams, stream: Stream, answered: bool = False) -> None:
    """https://html.spec.whatwg.org/#fail-the-connection"""
    stream.ready_state = CLOSED
    stream.tell("error")
    url = params.request.url_list[0].href
    params.trace.note("eventsource-failed", url=url, answered=answered)


def _take(params: FetchParams, stream: Stream, response: Response) -> None:
    """Read the answer: is it a stream, and what does it say?"""
    trace = params.trace
    stream.response = response
    if not _is_stream(response, params, trace):
        _fail(params, stream, answered=True)
        return
    stream.ready_state = OPEN
    stream.tell("open")
    if response.url is not None:
        stream.origin = response.url.origin.serialized
    for event in parse(response.body, stream):
        stream.tell("message", origin=stream.origin, **event)
    if (response.internal or response).body_error == "body-timeout":
        return
    stream.ready_state = CONNECTING
    stream.tell("error")
    trace.note("eventsource-reconnects", retry=stream.retry)


def _is_stream(response: Response, params: FetchParams, trace: Trace) -> bool:
    """https://html.spec.whatwg.org/#sse-processing-model, step 15"""
    internal = response.internal or response
    value = internal.headers.get("Content-Type")
    # firefox, webkit: only http and https can be streams.
    if params.request.url.scheme == "data" and trace.departs("eventsource-http-only"):
        return False
    try:
        trace.check("eventsource-status", internal.status == 200, status=internal.status)
        kind = parse_mime_type(value or "")
        is_stream = kind is not None and kind.essence == "text/event-stream"
        essence = kind.essence if kind is not None else ""
        trace.check("eventsource-type", is_stream, value=value, essence=essence)
        charset = (kind.parameters.get("charset") if kind else None) or "utf-8"
        # chromium: a stream in another encoding is none.
        if charset.lower() != "utf-8":
            if trace.departs("eventsource-utf-8-only"):
                trace.fail("eventsource-charset", charset=charset)
            trace.note("eventsource-charset-ignored", charset=charset)
    except NetworkError:
        return False
    return True


def parse(body: bytes, stream: Stream) -> list[dict[str, Any]]:
    """The message events of this much of a stream; `id` and `retry` go to the stream.

    https://html.spec.whatwg.org/#event-stream-interpretation
    """
    text = body.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    events: list[dict[str, Any]] = []
    data: list[str] = []
    kind, pending_id = "", stream.last_event_id
    for line in text.split("\n")[:-1]:
        if not line:
            stream.last_event_id = pending_id
            if data and kind in ("", "message"):
                events.append({"data": "\n".join(data), "lastEventId": pending_id})
            data, kind = [], ""
            continue
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            data.append(value)
        elif name == "event":
            kind = value
        elif name == "id" and "\0" not in value:
            pending_id = value
        elif name == "retry" and value.isascii() and value.isdigit():
            stream.retry = int(value[:9])
    return events
