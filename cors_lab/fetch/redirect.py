"""The parts of HTTP-redirect fetch: where the redirect leads, and what of the request changes on
the way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.fetch import headers as names
from cors_lab.fetch.headers import HeaderList
from cors_lab.fetch.unsafe import cors_unsafe_request_header_names
from cors_lab.fetch.url import URL, Origin, parse_url, same_origin

if TYPE_CHECKING:
    from cors_lab.fetch.request import Request
    from cors_lab.fetch.response import Response
    from cors_lab.fetch.trace import Trace

INVALID = URL("", "", "", "", "", None, "", "", "", Origin("", "", None))


def location_url(response: Response, request_fragment: str, trace: Trace) -> URL | None:
    """The location URL: None where there is no `Location`, INVALID for failure.
    https://fetch.spec.whatwg.org/#concept-response-location-url
    """
    found = response.headers.values("Location")
    if not found:
        return None
    if len(found) > 1:
        if trace.departs("locations-joined"):  # webkit: as every other header
            found = [", ".join(found)]
        elif len(set(found)) > 1 or not trace.departs("equal-locations-are-one"):  # chromium
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
    # webkit: as text. The standard's tests, chromium, firefox: byte by byte.
    if "location-read-as-text" in trace.departures:
        return location
    return "".join(char if char.isascii() else f"%{ord(char):02X}" for char in location)


def is_no_redirect(request: Request, response: Response, trace: Trace) -> bool:
    """Does this engine take a response with a redirect status for a response like any other?"""
    location = response.headers.get("Location")
    if location is None:
        # chromium, webkit: a page that refuses redirects may have a response that leads nowhere.
        return request.redirect == "error" and trace.departs("no-location-is-no-redirect")
    # chromium: a page that follows redirects by itself is shown none all the same.
    if request.redirect == "manual":
        return False
    return location == "" and trace.departs("empty-location-is-no-redirect")


def userinfo_is_allowed(request: Request, location: URL, trace: Trace) -> bool:
    """HTTP-redirect fetch, steps 9 and 10: not on the way to or from another origin."""
    if (
        request.mode == "cors" and not same_origin(request.origin, location.origin)
    ) or request.tainting == "cors":
        return False
    # chromium: never.
    return request.mode == "navigate" or not trace.departs("redirect-userinfo-refused")


def rewrite(request: Request, response: Response, location: URL, trace: Trace) -> None:
    """HTTP-redirect fetch, steps 12 and 13: the method, the body and the headers that change on the
    way.
    """
    sticky = _preflight_is_sticky(request, trace)
    request.first = request.first or (request.method, tuple(request.headers))
    elsewhere = not same_origin(request.url.origin, location.origin)
    if _rewrite_method(request, response, trace):
        gone = names.REQUEST_BODY_HEADERS
    else:
        gone = frozenset()
    if elsewhere and request.method == "DELETE" and trace.departs("delete-becomes-get"):  # webkit
        _become_get(request, response, trace)
    if elsewhere:
        gone |= names.NON_WILDCARD
        if "authorization" in request.headers:
            trace.note("redirect-drops-authorization", url=location.without_fragment)
    # webkit: and the page's own `User-Agent`, where CORS plays no part.
    cors = request.tainting == "cors" or (
        request.mode == "cors" and not same_origin(request.origin, location.origin)
    )
    if not cors and "user-agent" in request.headers and trace.departs("redirect-drops-user-agent"):
        gone |= {"user-agent"}
    _come_back(request, response, location, gone, trace)
    _drop(request, gone, trace)
    if sticky and not needs_preflight(request, trace) and trace.departs("preflight-after-redirect"):
        request.use_cors_preflight = request.preflight_is_sticky = True


def _come_back(
    request: Request, response: Response, location: URL, gone: frozenset[str], trace: Trace
) -> None:
    """For engines that make each redirected request from the first one: what an earlier redirect
    removed is there again.
    """
    if "preflight-names-dropped-headers" in trace.departures:
        returned = _webkit_brings_back(request, response, location) & request.withheld - gone
        if (
            returned
            and not gone & names.REQUEST_BODY_HEADERS
            and trace.departs("body-headers-come-back")
        ):
            request.withheld -= returned
        return
    assert request.first is not None
    method, first = request.first
    there = {name.lower() for name, _ in request.headers}
    lost = {name.lower() for name, _ in first} - there - gone
    # firefox: `Authorization` too.
    back = {
        name
        for name in lost
        if trace.departs(
            "authorization-comes-back" if name == "authorization" else "body-headers-come-back"
        )
    }
    if back:
        request.headers = HeaderList(pair for pair in first if pair[0].lower() in there | back)
    # firefox: what the first method would lose here is not sent, though the preflight names it.
    again = "body-headers-come-back" in trace.departures and _changes_method(
        method, response.status
    )
    if again:
        request.withheld = names.REQUEST_BODY_HEADERS
    else:
        request.withheld = frozenset()


def _webkit_brings_back(request: Request, response: Response, location: URL) -> frozenset[str]:
    """All that belongs to the body, once CORS plays a part; before, only the type, and by a
    redirect that keeps the method.
    """
    cors = request.mode == "cors" and (
        request.tainting == "cors" or not same_origin(request.origin, location.origin)
    )
    if cors:
        return names.REQUEST_BODY_HEADERS
    if response.status in (307, 308):
        return frozenset({"content-type"})
    return frozenset()


def needs_preflight(request: Request, trace: Trace) -> bool:
    """Main fetch, step 12: does the method or a header need permission?"""
    return request.method not in names.SAFELISTED_METHODS or bool(
        cors_unsafe_request_header_names(request.headers, trace)
    )


def _preflight_is_sticky(request: Request, trace: Trace) -> bool:
    """Will engines that preflight again after a redirect do so for this request?"""
    if request.tainting == "cors":
        return needs_preflight(request, trace)
    # firefox, webkit: unsafe headers count from the beginning, an unsafe method only where it met
    # another origin.
    return bool(cors_unsafe_request_header_names(request.headers, trace)) and trace.departs(
        "preflight-after-redirect-for-headers"
    )


def _drop(request: Request, gone: frozenset[str], trace: Trace) -> None:
    gone = gone & {name.lower() for name, _ in request.headers}
    # webkit: a header that is no longer sent is still named in the preflight.
    # firefox: so it is with a beacon's.
    named = "preflight-names-dropped-headers"
    if request.initiator == "beacon" and named not in trace.departures:
        named = "beacon-preflight-names-type"
    if gone and trace.departs(named):
        request.withheld |= gone
    else:
        request.headers.delete(gone)


def _changes_method(method: str, status: int) -> bool:
    return (status in (301, 302) and method == "POST") or (
        status == 303 and method not in ("GET", "HEAD")
    )


def _rewrite_method(request: Request, response: Response, trace: Trace) -> bool:
    """HTTP-redirect fetch, step 12: does the method become GET?"""
    if not _changes_method(request.method, response.status):
        return False
    _become_get(request, response, trace)
    return True


def _become_get(request: Request, response: Response, trace: Trace) -> None:
    trace.note("redirect-changes-method", method=request.method, status=response.status)
    request.method, request.body = "GET", None
