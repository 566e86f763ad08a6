"""Resource Timing: what a page may learn of when a resource came, and how large it was.

https://w3c.github.io/resource-timing/ and https://fetch.spec.whatwg.org/#concept-tao-check
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cors_lab.fetch.headers import get
from cors_lab.fetch.mime_checks import response_type
from cors_lab.fetch.url import same_origin
from cors_lab.fetch.wire import HTTPResponse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cors_lab.fetch.request import Request
    from cors_lab.fetch.response import Response
    from cors_lab.fetch.trace import Trace
    from cors_lab.fetch.wire import HTTPRequest, NetworkFailure

LATER = ">0"  # a time or a size that the page learns; how much is left open
INITIATORS = {
    "img": "img",
    "script": "script",
    "module": "script",
    "import()": "script",
    "modulepreload": "link",
    "stylesheet": "link",
    "preload": "link",
    "video": "video",
    "audio": "audio",
    "track": "track",
    "iframe": "iframe",
    "object": "object",
    "font": "css",
    "fetch": "fetch",
    "xhr": "xmlhttprequest",
    "beacon": "beacon",
    "eventsource": "other",
    "worker": "other",
    "module-worker": "other",
}
FIREFOX_INITIATORS = {"font": "other", "beacon": "other"}
WEBKIT_INITIATORS = {"beacon": "other", "eventsource": "eventsource"}


class Hop(NamedTuple):
    """One response of a chain of redirects: may the page learn its timing, and did a header of
    its own say so?
    """

    passes: bool
    response: HTTPResponse


def timing_allow_check(origin: str, response: HTTPResponse, basic: bool) -> bool:
    """https://fetch.spec.whatwg.org/#concept-tao-check"""
    value = get(response.headers, "Timing-Allow-Origin") or ""
    allowed = [item.strip("\t ") for item in value.split(",")]
    return "*" in allowed or origin in allowed or basic


def _hops(
    request: Request,
    exchanges: Sequence[tuple[HTTPRequest, HTTPResponse | NetworkFailure]],
    trace: Trace,
) -> list[Hop]:
    answers = [
        answer
        for asked, answer in exchanges
        if asked.kind == "request" and isinstance(answer, HTTPResponse)
    ]
    found: list[Hop] = []
    for number, answer in enumerate(answers[: len(request.url_list)]):
        chain = request.url_list[: number + 1]
        basic = all(same_origin(url.origin, request.origin) for url in chain)
        crossed = any(not same_origin(url.origin, request.origin) for url in chain[:-1])
        # webkit: to what is not asked for with CORS the page has its origin still.
        untainted = (
            request.mode == "no-cors" and trace.departs("timing-origin-untainted")
            if crossed
            else True
        )
        origin = request.origin.serialized if untainted else "null"
        found.append(Hop(timing_allow_check(origin, answer, basic), answer))
    return found


def entry(request: Request, response: Response | None, trace: Trace) -> dict[str, Any]:
    """What the last `performance.getEntriesByName(url)` entry says; {"entries": 0} where there
    is none.
    """
    hops = _hops(request, trace.exchanges, trace)
    cors = request.tainting == "cors"
    # webkit: a load that CORS refuses leaves no entry.
    if not hops or (response is None and cors and trace.departs("refused-loads-untimed")):
        return {"entries": 0}
    passes = all(hop.passes for hop in hops)
    told = LATER if passes else 0
    return {
        "entries": 1,
        "startTime": LATER,
        "redirectStart": told if len(hops) > 1 else 0,
        "requestStart": told,
        "responseStart": told,
        "responseEnd": LATER,
        "connectEnd": told,
        **_sizes(request, hops, passes, response, trace),
        "nextHopProtocol": "http/1.1" if _protocol_told(hops, passes, trace) else "",
        **_response_facts(request, response, trace),
        "initiatorType": _initiator(request, trace),
    }


def _protocol_told(hops: list[Hop], passes: bool, trace: Trace) -> bool:
    # firefox: the last response alone decides.
    return passes or (hops[-1].passes and trace.departs("protocol-by-last-response"))


def _sizes(
    request: Request, hops: list[Hop], passes: bool, response: Response | None, trace: Trace
) -> dict[str, Any]:
    size = len(hops[-1].response.body)
    opaque = request.tainting == "opaque"
    # webkit: sizes are told of what began at the page's own origin, and of nothing else.
    if trace.departs("sizes-by-first-url"):
        own = same_origin(request.url_list[0].origin, request.origin) and not opaque
        return {"transferSize": LATER if own else 0, "encodedBodySize": size if own else 0}
    body = passes
    # firefox: the size of the body is told of what CORS lets the page read.
    if opaque == passes and trace.departs("body-size-by-tainting"):
        body = not opaque and response is not None
    return {"transferSize": LATER if passes else 0, "encodedBodySize": size if body else 0}


def _response_facts(request: Request, response: Response | None, trace: Trace) -> dict[str, Any]:
    if trace.departs("timing-without-status"):  # webkit
        return {"responseStatus": None, "contentType": None}
    if response is None or request.tainting == "opaque":
        return {"responseStatus": 0, "contentType": ""}
    internal = response.internal or response
    # chromium: a font has no type.
    untyped = request.destination == "font" and trace.departs("font-timing-untyped")
    return {
        "responseStatus": internal.status,
        "contentType": "" if untyped else response_type(internal)[0],
    }


def _initiator(request: Request, trace: Trace) -> str:
    if request.initiator in FIREFOX_INITIATORS and trace.departs("timing-initiator-other"):
        return FIREFOX_INITIATORS[request.initiator]
    if request.initiator in WEBKIT_INITIATORS and trace.departs("timing-initiator-by-api"):
        return WEBKIT_INITIATORS[request.initiator]
    return INITIATORS.get(request.initiator, "other")
