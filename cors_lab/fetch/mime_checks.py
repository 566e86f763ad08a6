"""What a response may not be used for because of its type.
https://fetch.spec.whatwg.org/#should-response-to-request-be-blocked-due-to-nosniff
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.fetch.mime import parse_mime_type

if TYPE_CHECKING:
    from cors_lab.fetch.request import Request
    from cors_lab.fetch.response import Response
    from cors_lab.fetch.trace import Trace

# https://mimesniff.spec.whatwg.org/#javascript-mime-type-essence-match
JAVASCRIPT = frozenset(
    "application/ecmascript application/javascript application/x-ecmascript "
    "application/x-javascript text/ecmascript "
    "text/javascript text/javascript1.0 text/javascript1.1 text/javascript1.2 "
    "text/javascript1.3 text/javascript1.4 "
    "text/javascript1.5 text/jscript text/livescript text/x-ecmascript text/x-javascript".split()
)
NOT_SCRIPTS = ("audio/", "image/", "video/")
SCRIPT_LIKE = frozenset({"script", "worker"})
CHECKED = SCRIPT_LIKE | {"style"}


def response_type(response: Response) -> tuple[str, bool]:
    """(essence of the response's MIME type, "" where there is none that can be read; is there
    no Content-Type at all).
    """
    value = response.headers.get("Content-Type")
    mime = parse_mime_type(value.rpartition(",")[2]) if value else None
    return (mime.essence if mime else ""), value is None


def is_nosniff(response: Response) -> bool:
    """https://fetch.spec.whatwg.org/#determine-nosniff"""
    value = response.headers.get("X-Content-Type-Options")
    return value is not None and value.partition(",")[0].strip("\t ").lower() == "nosniff"


def nosniff_check(request: Request, response: Response, trace: Trace) -> None:
    """https://fetch.spec.whatwg.org/#should-response-to-request-be-blocked-due-to-nosniff?"""
    if not is_nosniff(response):
        return
    essence, _ = response_type(response)
    if request.destination in SCRIPT_LIKE:
        trace.check("nosniff-script", essence in JAVASCRIPT, type=essence, url=request.url.href)
    elif request.destination == "style":
        trace.check(
            "nosniff-style",
            essence == "text/css",
            type=essence,
            url=request.url.href,
            quirks=request.client.policies.quirks,
        )


def script_type_check(request: Request, response: Response, trace: Trace) -> None:
    """https://fetch.spec.whatwg.org/#should-response-to-request-be-blocked-due-to-mime-type?"""
    if request.destination not in SCRIPT_LIKE:
        return
    essence, _ = response_type(response)
    trace.check(
        "script-type",
        not essence.startswith(NOT_SCRIPTS) and essence != "text/csv",
        type=essence,
        url=request.url.href,
        nosniff=is_nosniff(response),
    )
    lax = request.initiator in ("script", "preload") and not is_nosniff(response)
    if lax and response.is_ok and essence not in JAVASCRIPT:
        trace.note("script-type-lax", type=essence, url=request.url_list[0].href)
