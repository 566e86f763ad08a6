"""The parts of HTTP-redirect fetch: where the redirect leads, and what of the request changes on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.fetch import headers as names
from cors_lab.fetch.unsafe import cors_unsafe_request_header_names
from cors_lab.fetch.url import URL, Origin, parse_url, same_origin

if TYPE_CHECKING:
    from cors_lab.fetch.request import Request
    from cors_lab.fetch.response import Response
    from cors_lab.fetch.trace import Trace

INVALID = URL("", "", "", "", "", None, "", "", "", Origin("", "", None))


def location_url(response: Response, request_fragment: str, trace: Trace) -> URL | None:
    """The location URL: None where there is no `Location`, INVALID for failure. https://fetch.spec.whatwg.org/#concept-response-location-url"""
    found = response.headers.values("Location")
    if not found:
        return None
    if len(found) > 1:
        if trace.departs("locations-joined"):  # webkit: as every other header
            found = [", ".join(found)]
        elif len(set(found)) > 1 or not trace.departs("equal-locations-are-one"):  # chromium, firefox
            return INVALID
    if found[0] == "" and trace.departs("empty-location-is-invalid"):
        return INVALID
    url = parse_url(_decoded(found[0], trace), response.url)
    if url is None:
        return INVALID
    if request_fragment and "#" not in url.href:
        return parse_url(f"{url.href}#{request_fragment}") or INVALID
    return url


def _decoded(location: str, trace: Trace) -> str:
    if location.isascii():
        return location
    if trace.departs("location-bytes-percent-encoded"):  # chromium, firefox
        return "".join(char if char.isascii() else f"%{ord(char):02X}" for char in location)
    return location


def is_no_redirect(request: Request, response: Response, trace: Trace) -> bool:
    """Does this engine take a response with a redirect status for a response like any other?"""
    location = response.headers.get("Location")
    if location is None:
        # chromium, webkit: a page that refuses redirects may have a response that leads nowhere.
        return request.redirect == "error" and trace.departs("no-location-is-no-redirect")
    return location == "" and trace.departs("empty-location-is-no-redirect")


def userinfo_is_allowed(request: Request, location: URL, trace: Trace) -> bool:
    """HTTP-redirect fetch, steps 9 and 10: not on the way to or from another origin."""
    if (request.mode == "cors" and not same_origin(request.origin, location.origin)) or request.tainting == "cors":
        return False
    # chromium: never.
    return request.mode == "navigate" or not trace.departs("redirect-userinfo-refused")


def rewrite(request: Request, response: Response, location: URL, trace: Trace) -> None:
    """HTTP-redirect fetch, steps 12 and 13: the method, the body and the headers that change on the way."""
    sticky = _preflight_is_sticky(request, trace)
    _rewrite_method(request, response, sticky, trace)
    if not same_origin(request.url.origin, location.origin) and "authorization" in request.headers:
        trace.note("redirect-drops-authorization", url=location.without_fragment)
        _drop(request, names.NON_WILDCARD, trace)
    if sticky and not needs_preflight(request, trace) and trace.departs("preflight-after-redirect"):
        request.use_cors_preflight = True


def needs_preflight(request: Request, trace: Trace) -> bool:
    """Main fetch, step 12: is the method or a header one that needs leave?"""
    return request.method not in names.SAFELISTED_METHODS or bool(cors_unsafe_request_header_names(request.headers, trace))


def _preflight_is_sticky(request: Request, trace: Trace) -> bool:
    """Will engines that preflight again after a redirect do so for this request?"""
    if request.tainting == "cors":
        return needs_preflight(request, trace)
    # firefox: unsafe headers count from the beginning, an unsafe method only where it met another origin.
    return bool(cors_unsafe_request_header_names(request.headers, trace)) and trace.departs("preflight-after-redirect-for-headers")


def _drop(request: Request, gone: frozenset[str], trace: Trace) -> None:
    # webkit: a header that is no longer sent is still named in the preflight.
    if trace.departs("preflight-names-dropped-headers"):
        request.withheld |= gone
    else:
        request.headers.delete(gone)


def _rewrite_method(request: Request, response: Response, sticky: bool, trace: Trace) -> None:
    status, method = response.status, request.method
    if (status in (301, 302) and method == "POST") or (status == 303 and method not in ("GET", "HEAD")):
        trace.note("redirect-changes-method", method=method, status=status)
        request.method, request.body, request.method_changed = "GET", None, True
        if sticky and any(name in request.headers for name in names.REQUEST_BODY_HEADERS):
            _drop(request, names.REQUEST_BODY_HEADERS, trace)
        elif "content-type" in request.headers:
            request.dropped_content_type = request.headers.get("Content-Type")
            request.headers.delete(names.REQUEST_BODY_HEADERS)
        else:
            request.headers.delete(names.REQUEST_BODY_HEADERS)
    elif request.dropped_content_type is not None and trace.departs("content-type-comes-back"):  # webkit
        request.headers.append("Content-Type", request.dropped_content_type)
        request.dropped_content_type = None
