"""Main fetch, scheme fetch, HTTP fetch and HTTP-redirect fetch, in the standard's order and with
its names.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cors_lab.fetch import append, checks, csp, mime_checks, mixed_content, orb
from cors_lab.fetch import headers as names
from cors_lab.fetch.cache_mode import cache_key, is_conditional
from cors_lab.fetch.cors import cors_check, cors_preflight_fetch
from cors_lab.fetch.headers import HeaderList, extract_list
from cors_lab.fetch.network import Network, http_network_or_cache_fetch, store_readable
from cors_lab.fetch.redirect import (
    INVALID,
    is_no_redirect,
    location_url,
    needs_preflight,
    rewrite,
    userinfo_is_allowed,
)
from cors_lab.fetch.response import (
    NULL_BODY_STATUSES,
    Response,
    basic_filtered_response,
    cors_filtered_response,
    opaque_filtered_response,
    opaque_redirect_filtered_response,
)
from cors_lab.fetch.trace import NetworkError
from cors_lab.fetch.unsafe import cors_unsafe_request_header_names
from cors_lab.fetch.url import parse_url, same_origin

if TYPE_CHECKING:
    from cors_lab.fetch.params import FetchParams
    from cors_lab.fetch.request import Request
    from cors_lab.fetch.trace import Trace
    from cors_lab.fetch.url import URL

MAX_REDIRECTS = 20
ENGINE_ASKS_AGAIN = ("reload", "no-store", "no-cache")


def fetch(params: FetchParams) -> Network:
    """Send HTTPRequests, be sent their answers, return the response; NetworkError for a network
    error. https://fetch.spec.whatwg.org/#concept-fetch
    """
    # Steps 1 to 10 make the fetch params: here the caller has made them. not simulated: timing
    # info, early hints and the WebDriver steps.
    request = params.request
    # Step 11, the preloaded response, is looked up by the caller: only documents have preloads.
    if "accept" not in request.headers:  # step 12
        request.headers.append("Accept", params.engine.accept.get(request.destination, "*/*"))
    # not simulated: steps 13 to 16, Accept-Language, priorities and fetch groups.
    return (yield from main_fetch(params))


def main_fetch(params: FetchParams, recursive: bool = False) -> Network:
    """https://fetch.spec.whatwg.org/#concept-main-fetch"""
    request, trace = params.request, params.trace
    # not simulated: step 3, local-URLs-only requests.
    # not simulated: step 10, HSTS.
    if request.is_a_load:  # steps 4 to 7
        if request.form_action is not None:
            csp.check_form_action(request, trace)
        mixed_content.upgrade(request, trace)
        csp.check_request(request, trace)
    checks.bad_port_check(request, trace)  # step 7
    own_policy = request.referrer_policy or request.client.policies.referrer_policy
    request.referrer_policy = own_policy or append.DEFAULT_REFERRER_POLICY  # step 8
    if request.referrer != "no-referrer":  # step 9
        request.referrer = append.determine_referrer(request, trace)
    # firefox: has told of the referrer by now; the order of the two shows nowhere else.
    if not (recursive and "mixed-content-after-preflight" in trace.departures):
        checks.mixed_content_check(request, trace)
    if not recursive:
        request.first_referrer = request.referrer
    response = yield from _fetch_by_mode(params)  # step 12
    if recursive:  # step 13
        return response
    if response.internal is None:  # step 14
        response = _filter(request, response)
    internal = response.internal or response
    # Steps 16 to 19, URL lists and timing, are asked for by those who need them. not simulated:
    # step 21, a part of a resource whose whole was asked for.
    if _has_no_body(request, internal, trace):  # step 22
        internal.body = response.body = b""
    if request.destination in mime_checks.CHECKED:  # step 20
        _type_checks(request, internal, trace)
    if request.integrity:  # step 23
        _integrity_check(request, response, trace)
    return response


def _has_no_body(request: Request, response: Response, trace: Trace) -> bool:
    if request.method == "HEAD":
        return True
    if response.status not in NULL_BODY_STATUSES:
        return False
    # webkit: a 205 may have a body.
    return not (response.status == 205 and trace.departs("reset-content-has-body"))


def _type_checks(request: Request, response: Response, trace: Trace) -> None:
    # firefox: what is asked for without CORS has had them when it arrived.
    before = "opaque-response-blocking-by-parsing" in trace.departures
    if not (before and request.tainting == "opaque"):
        mime_checks.script_type_check(request, response, trace)
        mime_checks.nosniff_check(request, response, trace)


def _integrity_check(request: Request, response: Response, trace: Trace) -> None:
    """Main fetch, step 23: the integrity check, which always fails for opaque responses."""
    from cors_lab.fetch import integrity

    readable = response.type not in ("opaque", "opaqueredirect")
    fits = readable and integrity.matches(response.body, request.integrity)
    # firefox, webkit: what CORS does not let the page read fails even where no hash can be read.
    if not readable and request.initiator != "fetch" and not integrity.is_listed(request.integrity):
        fits = not trace.departs("unknown-integrity-needs-cors")
    body, length = (
        (response.internal or response).body,
        (response.internal or response).headers.get("Content-Length") or "",
    )
    if length.isdecimal() and len(length) < 20:
        expected = int(length)
    else:
        expected = len(body)
    has = "" if fits else integrity.computed(body, request.integrity)
    trace.check(
        "integrity-match",
        fits,
        integrity=request.integrity,
        computed=has,
        size=len(body),
        expected=expected,
        readable=readable,
    )


def _fetch_by_mode(params: FetchParams) -> Network:
    """Main fetch, step 12: the first statement that matches."""
    request, trace, url = params.request, params.trace, params.request.url
    if (
        url.scheme == "data"
        or request.mode == "navigate"
        or (same_origin(url.origin, request.origin) and request.tainting == "basic")
    ):
        # webkit: this comes before the scheme there.
        if (
            url.scheme == "data"
            and request.mode == "no-cors"
            and request.redirect != "follow"
            and trace.departs("data-url-needs-follow")
        ):
            trace.fail("no-cors-follows-redirects", redirect=request.redirect)
        if url.is_http:
            trace.note("same-origin", url=url.href)
        request.tainting = "basic"
        return (yield from scheme_fetch(params))
    trace.note("cross-origin", url=url.href, origin=request.origin.serialized)
    trace.check(
        "mode-allows-cross-origin", request.mode != "same-origin", origin=request.origin.serialized
    )
    if request.mode == "no-cors":
        trace.check(
            "no-cors-follows-redirects", request.redirect == "follow", redirect=request.redirect
        )
        request.tainting = "opaque"
        return (yield from scheme_fetch(params))
    trace.check("cors-scheme", url.is_http, scheme=url.scheme)
    request.tainting = "cors"
    if _needs_preflight(request, trace):
        return (yield from _with_preflight(params))
    return (yield from http_fetch(params))


def _needs_preflight(request: Request, trace: Trace) -> bool:
    unsafe_names = cors_unsafe_request_header_names(request.headers, trace)
    unsafe = request.unsafe_request and (
        request.method not in names.SAFELISTED_METHODS or bool(unsafe_names)
    )
    needed = request.use_cors_preflight or unsafe
    trace.note(
        "preflight-needed" if needed else "preflight-not-needed",
        method=request.method,
        headers=unsafe_names,
        flag=request.use_cors_preflight,
    )
    return needed


def _with_preflight(params: FetchParams) -> Network:
    try:
        return (yield from http_fetch(params, make_cors_preflight=True))
    except NetworkError as error:
        # firefox: that the page wants no redirect says nothing of what the server allowed.
        if error.code == "redirect-allowed" and params.trace.departs(
            "refused-redirect-keeps-preflight-cache"
        ):
            raise
        # chromium, webkit: a failure does not make them forget what the server allowed.
        if not len(params.preflight_cache) or not params.trace.departs(
            "failure-keeps-preflight-cache"
        ):
            request, exchanges = params.request, params.trace.exchanges
            # firefox: of the URL that was asked; the standard, of the one that came next and was
            # not.
            unasked = (
                len(request.url_list) > 1
                and exchanges
                and exchanges[-1][0].url != request.url.on_the_wire
            )
            if unasked and params.trace.departs("failure-clears-what-was-asked"):
                request = replace(request, url_list=request.url_list[:-1])
            params.preflight_cache.clear(request)
        raise


def _filter(request: Request, response: Response) -> Response:
    """Main fetch, step 14: hide from the page what it may not see."""
    if request.tainting == "opaque":
        return opaque_filtered_response(response)
    if request.tainting == "basic":
        return basic_filtered_response(response)
    exposed = extract_list(response.headers, "Access-Control-Expose-Headers")
    if isinstance(exposed, list):
        response.exposed = exposed
        if request.credentials != "include" and "*" in exposed:
            response.exposed = [name for name, _ in response.headers]
    return cors_filtered_response(response)


def scheme_fetch(params: FetchParams) -> Network:
    """https://fetch.spec.whatwg.org/#concept-scheme-fetch; `blob:` and `file:` URLs are network
    errors here.
    """
    request, trace = params.request, params.trace
    url = request.url
    if url.is_http:
        return (yield from http_fetch(params))
    if (
        url.scheme == "about"
        and url.path == "blank"
        and not (request.mode == "no-cors" and trace.departs("about-blank-refused"))
    ):
        return Response(
            200,
            "OK",
            HeaderList([("Content-Type", "text/html;charset=utf-8")]),
            url_list=list(request.url_list),
        )
    from cors_lab.fetch.data_url import data_url

    data = data_url(url) if url.scheme == "data" else None
    trace.check("scheme-supported", data is not None, scheme=url.scheme)
    assert data is not None
    headers = HeaderList([("Content-Type", data[0])])
    if trace.departs("data-url-has-length"):  # firefox
        headers.append("Content-Length", str(len(data[1])))
    return Response(200, "OK", headers, data[1], list(request.url_list))


def http_fetch(params: FetchParams, make_cors_preflight: bool = False) -> Network:
    """https://fetch.spec.whatwg.org/#concept-http-fetch, without service workers"""
    request, trace = params.request, params.trace
    if make_cors_preflight and _preflight_is_due(params):
        _keepalive_check_before_preflight(request, trace)
        yield from cors_preflight_fetch(params)
        if len(request.url_list) > 1 and checks.is_mixed_content(request, trace):
            trace.departs("mixed-content-after-preflight")
    if len(request.url_list) > 1 and "mixed-content-after-preflight" in trace.departures:
        checks.mixed_content_check(request, trace)
    response = params.preloaded
    if response is not None:
        request.url_list = list(response.url_list)
    else:
        response = yield from http_network_or_cache_fetch(params)
    if request.tainting == "cors":
        _cors_check_of_response(params, response)
        store_readable(params, response)
    if request.tainting == "opaque":
        checks.cross_origin_resource_policy_check(request, response, trace)
        orb.opaque_response_check(request, response, trace)
    if response.is_redirect and not is_no_redirect(request, response, trace):
        trace.check("redirect-allowed", request.redirect != "error", status=response.status)
        if request.redirect == "manual":
            trace.note("redirect-manual", status=response.status)
            return _opaque_redirect(response, trace)
        return (yield from http_redirect_fetch(params, response))
    return response


def _keepalive_check_before_preflight(request: Request, trace: Trace) -> None:
    too_large = request.keepalive and len(request.body or b"") > checks.MAX_KEEPALIVE
    # chromium, webkit: a body that is too large does not ask for permission either.
    if too_large and trace.departs("keepalive-limit-before-preflight"):
        checks.keepalive_check(request, trace)


def _cors_check_of_response(params: FetchParams, response: Response) -> None:
    try:
        cors_check(params.request, response, params.trace)
    except NetworkError:
        # chromium: what a page may not read does not stay in the HTTP cache, unless it is a
        # redirect; firefox: only if it is one.
        if response.is_redirect:
            forgets = "http-cache-forgets-refused-redirects"
        else:
            forgets = "http-cache-forgets-refused"
        if (
            len(params.http_cache)
            and response.cache_state != "local"
            and forgets in params.trace.departures
        ):
            params.http_cache.discard(cache_key(params), params.request.url.on_the_wire)
        raise


def _opaque_redirect(response: Response, trace: Trace) -> Response:
    filtered = opaque_redirect_filtered_response(response)
    # webkit: without a `Location` the page gets the body after all.
    if "location" not in response.headers and trace.departs("opaque-redirect-shows-body"):
        filtered.body = response.body
    return filtered


def _preflight_is_due(params: FetchParams) -> bool:
    """HTTP fetch, step 4.1: is there something that the CORS-preflight cache does not allow yet?"""
    request, trace, cache = params.request, params.trace, params.preflight_cache
    if not len(cache):
        return True
    if request.cache in ENGINE_ASKS_AGAIN and trace.departs(f"{request.cache}-preflights-again"):
        return True
    # chromium: so does a header that makes the request conditional.
    if is_conditional(request) and trace.departs("conditional-preflights-again"):
        return True
    if _is_cached(request, params):
        trace.note("preflight-cached", method=request.method, origin=request.serialized_origin)
        return False
    # chromium, webkit: one answer for each URL; one that does not allow this request is thrown
    # away.
    if cache.knows(request) and trace.departs("preflight-cache-one-answer"):
        cache.clear(request)
    return True


def _is_cached(request: Request, params: FetchParams) -> bool:
    trace, cache = params.trace, params.preflight_cache
    if not cache.method_match(request.method, request, params.now, trace):
        if request.method not in names.SAFELISTED_METHODS or (
            request.use_cors_preflight
            and not (request.preflight_is_sticky and cache.has_match(request, params.now, trace))
        ):
            return False
        # firefox: only GET and POST go without saying.
        if request.method == "HEAD" and trace.departs("head-must-be-cached"):
            return False
    unsafe_names = cors_unsafe_request_header_names(request.headers, trace)
    return all(cache.header_name_match(name, request, params.now, trace) for name in unsafe_names)


def _ask_before_userinfo(params: FetchParams, response: Response, location: URL) -> Network:
    """webkit: where a redirect leaves the page's origin, leave is asked for before anybody sees the
    user name.
    """
    request, trace = params.request, params.trace
    there = replace(
        request,
        url_list=[*request.url_list, location],
        headers=HeaderList(request.headers),
        tainting="cors",
    )
    rewrite(there, response, location, trace)
    if needs_preflight(there, trace) and trace.departs("userinfo-seen-after-preflight"):
        trace.note(
            "preflight-needed",
            method=there.method,
            headers=cors_unsafe_request_header_names(there.headers, trace),
            flag=False,
        )
        request.url_list.append(
            parse_url(location.on_the_wire) or location
        )  # where the fetch ends, should the preflight fail
        yield from cors_preflight_fetch(replace(params, request=there))
        request.url_list.pop()
    return response


def http_redirect_fetch(params: FetchParams, response: Response) -> Network:
    """https://fetch.spec.whatwg.org/#concept-http-redirect-fetch"""
    request, trace = params.request, params.trace
    location = location_url(response, request.url.fragment, trace)
    if location is None:
        return response
    value = response.headers.get("Location")
    trace.check("location-valid", location is not INVALID, value=value)
    trace.check("location-http", location.is_http, scheme=location.scheme, value=value)
    trace.check("redirect-count", request.redirect_count < MAX_REDIRECTS, limit=MAX_REDIRECTS)
    request.redirect_count += 1
    if location.includes_credentials:
        allowed = userinfo_is_allowed(request, location, trace)
        if (
            not allowed
            and request.tainting == "basic"
            and "userinfo-seen-after-preflight" in trace.departures
        ):
            yield from _ask_before_userinfo(params, response, location)
        trace.check("location-without-userinfo", allowed, url=location.without_fragment)
    trace.note("redirect-followed", status=response.status, url=location.without_fragment)
    rewrite(request, response, location, trace)
    request.url_list.append(location)
    append.set_referrer_policy_on_redirect(request, response)
    if request.tainting == "cors" and request.redirect_taint != "same-origin":
        trace.note("origin-tainted", origin=request.origin.serialized)
    return (yield from main_fetch(params, recursive=True))
