"""navigator.sendBeacon: a POST whose answer nobody waits for.

https://w3c.github.io/beacon/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cors_lab.fetch import checks, mixed_content
from cors_lab.fetch.fetching import fetch
from cors_lab.fetch.form import multipart, urlencoded
from cors_lab.fetch.headers import is_safelisted_request_header
from cors_lab.fetch.request import Request
from cors_lab.fetch.thrown import Thrown
from cors_lab.fetch.trace import NetworkError
from cors_lab.fetch.url import parse_url

if TYPE_CHECKING:
    from collections.abc import Generator

    from cors_lab.fetch.params import FetchParams
    from cors_lab.fetch.request import Client
    from cors_lab.fetch.trace import Trace
    from cors_lab.fetch.wire import HTTPRequest, HTTPResponse, NetworkFailure

    Network = Generator[HTTPRequest, HTTPResponse | NetworkFailure, Any]

KINDS = ("string", "blob", "form", "params", "buffer")
MAX_BODY = checks.MAX_KEEPALIVE


class Call(NamedTuple):
    """The arguments: a URL, and data of one of KINDS, or None; `type` is that of a Blob."""

    url: str
    kind: str | None = None
    data: str | bytes = ""
    type: str = ""


def body_of(call: Call) -> tuple[bytes | None, str]:
    """(body, Content-Type) of the data. https://fetch.spec.whatwg.org/#concept-bodyinit-extract"""
    data = call.data.encode("utf-8", "replace") if isinstance(call.data, str) else call.data
    if call.kind is None:
        return None, ""
    if call.kind == "string":
        return data, "text/plain;charset=UTF-8"
    if call.kind == "blob":
        return data, call.type.lower()
    if call.kind == "buffer":
        return data, ""
    fields = [("x", data.decode("utf-8", "replace"))]
    if call.kind == "form":
        return multipart(fields)
    return urlencoded(fields), "application/x-www-form-urlencoded;charset=UTF-8"


def new_request(client: Client, call: Call) -> Request:
    """The request; Thrown where sendBeacon throws. https://w3c.github.io/beacon/#sendbeacon-method"""
    url = parse_url(call.url, client.url)
    if url is None:
        raise Thrown("TypeError", "beacon-url-invalid", url=call.url)
    if not url.is_http:
        raise Thrown("TypeError", "beacon-scheme", url=url.href)
    body, kind = body_of(call)
    mode = "no-cors"
    if kind and not is_safelisted_request_header("Content-Type", kind):
        mode = "cors"
    request = Request(
        [url],
        client,
        client.origin,
        "POST",
        mode=mode,
        credentials="include",
        keepalive=True,
        initiator="beacon",
    )
    request.body = body
    if kind:
        request.headers.append("Content-Type", kind)
    return request


def send_beacon(params: FetchParams, client: Client, call: Call) -> Network:
    """Queue one beacon; returns the corpus' fields."""
    trace = params.trace
    try:
        request = new_request(client, call)
    except Thrown as thrown:
        return {"threw": thrown.record}
    params.request = request
    if not _is_queued(request, trace):
        return {"returned": False}
    try:
        response = yield from fetch(params)
    except NetworkError as error:
        unsent = error.code == "csp-allows" and not trace.exchanges
        # firefox: what the page's policy refuses is not queued either.
        if unsent and trace.departs("beacon-csp-returns-false"):
            return {"returned": False}
        return {"returned": True}
    return {"returned": True, "response_": response}


def _is_queued(request: Request, trace: Trace) -> bool:
    """Is it small enough, and not mixed content?"""
    try:
        checks.keepalive_check(request, trace)
        mixed_content.upgrade(request, trace)
        checks.mixed_content_check(request, trace)
    except NetworkError:
        return False
    return True
