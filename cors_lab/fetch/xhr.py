"""XMLHttpRequest: open, send, the events in their order, and what the page reads in the end.

https://xhr.spec.whatwg.org/
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from cors_lab.fetch import headers as names
from cors_lab.fetch.fetching import fetch
from cors_lab.fetch.headers import HeaderList
from cors_lab.fetch.mime import parse_mime_type
from cors_lab.fetch.relay import relay
from cors_lab.fetch.request import Request
from cors_lab.fetch.thrown import Thrown
from cors_lab.fetch.trace import NetworkError
from cors_lab.fetch.url import parse_url, same_origin, with_login
from cors_lab.fetch.wire import NetworkFailure
from cors_lab.fetch.xhr_response import nothing, read

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from cors_lab.fetch.headers import Pair
    from cors_lab.fetch.params import FetchParams
    from cors_lab.fetch.request import Client
    from cors_lab.fetch.response import Response
    from cors_lab.fetch.trace import Trace
    from cors_lab.fetch.wire import HTTPRequest, HTTPResponse

    Network = Generator[HTTPRequest, HTTPResponse | NetworkFailure, Any]

RESPONSE_TYPES = ("", "text", "json", "arraybuffer", "blob", "document")
UTF8_TEXT = "text/plain;charset=UTF-8"


class Options(NamedTuple):
    """What the page sets beside the request; `timeout` and `abort_after` in milliseconds.

    `probe` holds the names that the page asks `getResponseHeader` for.
    """

    sync: bool = False
    upload_listener: bool = False
    response_type: str = ""
    timeout: int = 0
    abort_after: int | None = None
    probe: tuple[str, ...] = ()


class Call(NamedTuple):
    """The arguments of `open()`, `setRequestHeader()` and `send()`."""

    url: str
    method: str = "GET"
    headers: tuple[Pair, ...] = ()
    body: str | bytes | None = None
    with_credentials: bool = False
    login: tuple[str | None, str | None] = (None, None)


# -- open and setRequestHeader -------------------------------------------------------------------


def open_request(client: Client, call: Call, options: Options, trace: Trace) -> Request:
    """The request that `open()` and `setRequestHeader()` make; Thrown where they throw.

    https://xhr.spec.whatwg.org/#the-open()-method
    """
    if not names.is_token(call.method):
        raise Thrown("SyntaxError", "xhr-method-invalid", "open", method=call.method)
    if call.method.upper() in names.FORBIDDEN_METHODS:
        method = call.method.upper()
        raise Thrown("SecurityError", "xhr-method-forbidden", "open", method=method)
    url = with_login(parse_url(call.url, client.url), call.login)
    if url is None:
        raise Thrown("SyntaxError", "xhr-url-invalid", "open", url=call.url)
    upper = call.method.upper()
    return Request(
        [url],
        client,
        client.origin,
        upper if upper in names.NORMALIZED_METHODS else call.method,
        mode="cors",
        credentials="include" if call.with_credentials else "same-origin",
        initiator="xhr",
    )


def check_options(options: Options, trace: Trace) -> None:
    """Thrown where a synchronous request may not have what the page sets on it.

    https://xhr.spec.whatwg.org/#the-timeout-attribute
    """
    if options.sync:
        trace.note("xhr-sync")
    if options.sync and options.timeout:
        trace.note("xhr-sync-setter", attribute="timeout")
        raise Thrown("InvalidAccessError", "xhr-sync-timeout", "open")
    if options.sync and options.response_type:
        trace.note("xhr-sync-setter", attribute="responseType")
        raise Thrown("InvalidAccessError", "xhr-sync-response-type", "open")


def set_request_headers(request: Request, headers: Iterable[Pair], trace: Trace) -> None:
    """https://xhr.spec.whatwg.org/#the-setrequestheader()-method"""
    combined: dict[str, Pair] = {}
    for name, value in headers:
        value = value.strip(names.HTTP_WHITESPACE)
        if not names.is_token(name):
            raise Thrown("SyntaxError", "xhr-header-name", "open", header=name)
        if not names.is_header_value(value) or not _is_byte_string(value):
            raise Thrown("SyntaxError", "xhr-header-value", "open", header=name, value=value)
        low = name.lower()
        if _is_forbidden(name, value, trace):
            trace.note("xhr-header-refused", name=name)
        elif low in combined:
            known, before = combined[low]
            combined[low] = known, f"{before}, {value}"
        else:
            combined[low] = name, value
    request.headers = HeaderList(combined.values())


def _is_byte_string(value: str) -> bool:
    return all(ord(char) < 256 for char in value)


def _is_forbidden(name: str, value: str, trace: Trace) -> bool:
    if names.is_forbidden_request_header(name, value):
        return True
    # chromium: `User-Agent` is still a forbidden name there.
    return name.lower() == "user-agent" and trace.departs("user-agent-forbidden")


# -- send ----------------------------------------------------------------------------------------


def set_body(request: Request, body: str | bytes | None) -> None:
    """https://xhr.spec.whatwg.org/#the-send()-method, steps 3 and 4"""
    if body is None or request.method in ("GET", "HEAD"):
        return
    text = isinstance(body, str)
    request.body = body.encode("utf-8", "replace") if isinstance(body, str) else body
    given = request.headers.get("Content-Type")
    if given is None:
        if text:
            request.headers.append("Content-Type", UTF8_TEXT)
        return
    kind = parse_mime_type(given) if text else None
    charset = kind.parameters.get("charset") if kind else None
    if kind and charset is not None and charset.lower() != "utf-8":
        # The author's charset is not the one that the text is sent in.
        kind.parameters["charset"] = "UTF-8"
        spelled = next(name for name, _ in request.headers if name.lower() == "content-type")
        request.headers = HeaderList(
            (name, kind.serialized if name == spelled else value) for name, value in request.headers
        )


def set_upload_flag(request: Request, options: Options, trace: Trace) -> None:
    """Do listeners on the upload ask for a preflight?

    https://xhr.spec.whatwg.org/#the-send()-method, step 6
    """
    if not options.upload_listener:
        return
    # chromium: only where there is a body whose upload could be listened to.
    if request.body is None and _matters(request, trace, "upload-listener-needs-body"):
        return
    # chromium, webkit: not for a synchronous request.
    if options.sync and _matters(request, trace, "upload-listener-ignored-if-sync"):
        return
    request.use_cors_preflight = True


def _matters(request: Request, trace: Trace, departure: str) -> bool:
    """Does this departure show: has the request another origin?"""
    if same_origin(request.url.origin, request.origin):
        return departure in trace.departures
    return trace.departs(departure)


class _Upload:
    """Which events the page's listeners on `xhr.upload` get."""

    def __init__(self, request: Request, options: Options, trace: Trace) -> None:
        self.heard = options.upload_listener and not options.sync
        self.complete = request.body is None
        self.trace = trace
        self.request = request

    def start(self) -> list[str]:
        return ["upload loadstart"] if self.heard and not self.complete else []

    def sent(self, lost: str) -> list[str]:
        """The body is on its way: what is told before the response comes; `lost` says by which
        event it does not come.
        """
        if not self.heard or self.complete:
            return []
        bodies = _bodies_sent(self.trace)
        if bodies == 0:
            return []
        # firefox: tells of the end of the upload with the response, so never where none comes.
        if lost and self.trace.departs("upload-ends-with-response"):
            return [] if lost == "error" else ["upload progress"]
        self.complete = True
        events = ["upload progress", "upload load", "upload loadend"]
        # webkit: tells of a body that is sent once more, even though it told of the end.
        if bodies > 1 and self.trace.departs("upload-progress-after-redirect"):
            events.append("upload progress")
        return events

    def failed(self, event: str) -> list[str]:
        if not self.heard:
            return []
        # chromium: tells the listeners of the end, body or not, where it would have let them hear.
        bare = self.request.body is None
        told = bare and self._may_hear() and self.trace.departs("upload-error-without-body")
        if self.complete and not told:
            return []
        self.complete = True
        return [f"upload {event}", "upload loadend"]

    def _may_hear(self) -> bool:
        first = self.request.url_list[0]
        asked = any(record.code == "preflight-needed" for record in self.trace.records)
        return asked or same_origin(first.origin, self.request.origin)


def _bodies_sent(trace: Trace) -> int:
    return sum(asked.kind == "request" and asked.body is not None for asked, _ in trace.exchanges)


def xhr(params: FetchParams, client: Client, call: Call, options: Options) -> Network:
    """Do what a page does with one XMLHttpRequest; returns the corpus' fields.

    https://xhr.spec.whatwg.org/
    """
    trace = params.trace
    seen: dict[str, Any] = {"events": []}
    try:
        request = open_request(client, call, options, trace)
        seen["events"].append("readystatechange 1")
        check_options(options, trace)
        set_request_headers(request, call.headers, trace)
    except Thrown as thrown:
        return {"threw": thrown.record, "at": thrown.record.at, **seen}
    params.request = request
    set_body(request, call.body)
    set_upload_flag(request, options, trace)
    request.synchronous = options.sync
    return (yield from _send(params, options, seen))


def _send(params: FetchParams, options: Options, seen: dict[str, Any]) -> Network:
    request, trace = params.request, params.trace
    upload = _Upload(request, options, trace)
    started = [] if options.sync else ["loadstart", *upload.start()]
    response, event = yield from _fetch(params, options)
    failed = response is None or event != ""
    # webkit: what the page's own policy forbids does not start at all.
    if failed and started and _refused_by_policy(trace) and trace.departs("csp-before-loadstart"):
        started = []
    events = seen["events"] + started
    if options.sync:
        return _finish_sync(params, options, response, seen | {"events": events})
    events += upload.sent(event if response is None else "")
    if response is None:
        return _failed(options, upload, event or "error", seen | {"events": events}, trace)
    events += _progress(response, trace)
    if event:
        return _failed(options, upload, event, seen | {"events": events}, trace)
    events += ["readystatechange 4", "load", "loadend"]
    return _done(params, options, response, seen | {"events": events})


def _done(
    params: FetchParams, options: Options, response: Response, seen: dict[str, Any]
) -> dict[str, Any]:
    found = read(response, options.response_type, options.probe, params.trace)
    return seen | {"readyState": 4, "response_": response} | found


def _fetch(params: FetchParams, options: Options) -> Network:
    """(response or None, event or "") of the fetch, which ends early by `timeout` or `abort()`."""
    limit = _limit(options)
    patience = None if limit is None else limit / 1000
    try:
        response: Response = yield from relay(
            fetch(params), lambda asked: replace(asked, patience=patience)
        )
    except NetworkError:
        return None, _ended_by(params.trace, options)
    broken = (response.internal or response).body_error
    if broken == "body-timeout" and limit is not None:
        return response, _event_of(options)
    return response, "error" if broken else ""


def _limit(options: Options) -> int | None:
    given = [value for value in (options.timeout or None, options.abort_after) if value is not None]
    return min(given) if given else None


def _event_of(options: Options) -> str:
    aborts = options.abort_after
    if aborts is not None and (not options.timeout or aborts < options.timeout):
        return "abort"
    return "timeout"


def _ended_by(trace: Trace, options: Options) -> str:
    last = trace.exchanges[-1][1] if trace.exchanges else None
    timed_out = isinstance(last, NetworkFailure) and last.code == "timeout"
    return _event_of(options) if timed_out and _limit(options) is not None else "error"


def _refused_by_policy(trace: Trace) -> bool:
    if trace.exchanges:
        return False
    return any(record.code == "csp-allows" and record.state == "failed" for record in trace.records)


def _progress(response: Response, trace: Trace) -> list[str]:
    """The events from the response's head to the end of its body."""
    events = ["readystatechange 2"]
    if response.body:
        return [*events, "readystatechange 3", "progress"]
    # chromium, webkit: an empty body makes no progress.
    return events if trace.departs("empty-body-no-progress") else [*events, "progress"]


def _failed(
    options: Options, upload: _Upload, event: str, seen: dict[str, Any], trace: Trace
) -> dict[str, Any]:
    """https://xhr.spec.whatwg.org/#request-error-steps"""
    events = seen["events"] + ["readystatechange 4", *upload.failed(event), event, "loadend"]
    state = 0 if event == "abort" else 4
    return (
        seen
        | {"events": events, "readyState": state}
        | nothing(options.response_type, options.probe, trace)
    )


def _finish_sync(
    params: FetchParams, options: Options, response: Response | None, seen: dict[str, Any]
) -> dict[str, Any]:
    trace = params.trace
    if response is not None and not (response.internal or response).body_error:
        events = seen["events"] + ["readystatechange 4", "load", "loadend"]
        return _done(params, options, response, seen | {"events": events})
    url = params.request.url_list[0].href
    thrown = Thrown("NetworkError", "xhr-network-error", "send", url=url).record
    told: list[str] = []
    # firefox, webkit: tell of the end before they throw.
    if trace.departs("sync-error-events"):
        told = ["readystatechange 4", "error", "loadend"]
    events = seen["events"] + told
    head = {"threw": thrown, "at": "send", "events": events, "readyState": 4}
    return head | nothing(options.response_type, options.probe, trace)
