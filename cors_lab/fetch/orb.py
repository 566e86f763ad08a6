"""Opaque response blocking: what a no-cors request gets of another origin's data that is no image,
media, style or script.

Not in the Fetch Standard yet. chromium: looks at the type, nosniff and the first bytes. firefox:
also parses it as JavaScript. https://github.com/annevk/orb
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.fetch import sniff
from cors_lab.fetch.javascript import read_script
from cors_lab.fetch.mime_checks import (
    CHECKED,
    JAVASCRIPT,
    is_nosniff,
    nosniff_check,
    response_type,
    script_type_check,
)

if TYPE_CHECKING:
    from cors_lab.fetch.request import Request
    from cors_lab.fetch.response import Response
    from cors_lab.fetch.trace import Trace

SAFELISTED = frozenset({"text/css", "image/svg+xml"})
# Never the data of an image, a script or media, whatever the bytes say.
NEVER_SNIFFED = frozenset(
    "application/gzip application/msexcel application/mspowerpoint application/msword "
    "application/msword-template application/pdf "
    "application/vnd.ces-quickpoint application/vnd.ces-quicksheet "
    "application/vnd.ces-quickword application/vnd.ms-excel "
    "application/vnd.ms-powerpoint application/vnd.ms-word application/x-protobuf "
    "application/x-protobuffer application/zip "
    "multipart/byteranges multipart/signed text/event-stream text/csv".split()
)


def opaque_response_check(request: Request, response: Response, trace: Trace) -> None:
    """May a page of another origin have this response at all?"""
    if (
        response.is_redirect
        or request.destination in ("iframe", "object")
        or not request.destination
    ):
        return
    if "opaque-response-blocking" in trace.departures:  # chromium
        reason = _chromium(request, response)
    elif "opaque-response-blocking-by-parsing" in trace.departures:  # firefox
        if request.destination in CHECKED:  # before anything else there
            script_type_check(request, response, trace)
            nosniff_check(request, response, trace)
        reason = _firefox(request, response)
    else:
        return
    trace.departs("opaque-response-blocking")
    trace.departs("opaque-response-blocking-by-parsing")
    trace.check(
        "opaque-response",
        not reason,
        reason=reason,
        url=request.url.href,
        type=response_type(response)[0],
    )


def is_json(essence: str) -> bool:
    """https://mimesniff.spec.whatwg.org/#json-mime-type"""
    return essence in ("application/json", "text/json") or essence.endswith("+json")


def is_markup(essence: str) -> bool:
    """Is it HTML or XML? https://mimesniff.spec.whatwg.org/#xml-mime-type"""
    return essence in ("text/html", "text/xml", "application/xml") or (
        essence.endswith("+xml") and essence not in SAFELISTED
    )


def _is_blocklisted(essence: str) -> bool:
    return is_json(essence) or is_markup(essence)


def _chromium(request: Request, response: Response) -> str:
    essence, _ = response_type(response)
    body, nosniff = response.body, is_nosniff(response)
    if essence in SAFELISTED or essence.startswith(("image/", "audio/", "video/")):
        return ""
    if essence in JAVASCRIPT:  # what no script can be is none, whatever it is called
        page = nosniff and sniff.is_html(body)
        data = sniff.is_json(body) or sniff.has_parser_breaker(body)
        return "sniffed" if page or data else ""
    if essence in NEVER_SNIFFED:
        return "never-sniffed"
    if response.status == 206 and _is_blocklisted(essence):
        return "partial-blocklisted"
    if nosniff and (_is_blocklisted(essence) or essence == "text/plain"):
        return "nosniff-blocklisted"
    if sniff.is_image(body) or sniff.is_media(body):
        return ""
    if _looks_blocked(essence, body):
        return "sniffed"
    # What an image or media element cannot use anyway needs no block to fail.
    return ""


def _looks_blocked(essence: str, body: bytes) -> bool:
    plain = essence == "text/plain"
    known = is_json(essence) or plain or essence == "text/html"
    if known and (sniff.is_json(body) or sniff.has_parser_breaker(body)):
        return True
    if (essence == "text/html" or plain) and sniff.is_html(body):
        return True
    return is_markup(essence) and essence != "text/html" and sniff.is_xml(body)


def _firefox(request: Request, response: Response) -> str:
    essence, _ = response_type(response)
    body, nosniff = response.body, is_nosniff(response)
    if essence in SAFELISTED or essence in JAVASCRIPT or essence == "text/vtt":
        return ""
    if essence in NEVER_SNIFFED:
        return "mime-never-sniffed"
    if response.status == 206 and _is_blocklisted(essence):
        return "partial-blocklisted"
    if response.status == 206 and "range" not in request.headers:
        return "partial-not-first"
    if nosniff and (_is_blocklisted(essence) or essence == "text/plain"):
        return "nosniff-blocklisted" if _is_blocklisted(essence) else ""
    media = sniff.is_media(body) and request.initiator in ("video", "audio")
    if sniff.is_image(body) or media:
        return ""
    return _firefox_after_sniff(request, response, essence, nosniff)


def _firefox_after_sniff(request: Request, response: Response, essence: str, nosniff: bool) -> str:
    if request.initiator in ("video", "audio"):
        return "after-sniff-media"
    if nosniff and not essence:
        return "after-sniff-nosniff"
    if not response.is_ok:
        return "after-sniff-status"
    if essence.startswith(("image/", "audio/", "video/")):
        return "after-sniff-type"
    if not essence or not response.body:
        return ""
    script = read_script(response.body)
    return "" if script.parses and not _is_json_text(response.body) else "not-javascript"


def _is_json_text(body: bytes) -> bool:
    return body.lstrip()[:1] in (b"[", b"{")
