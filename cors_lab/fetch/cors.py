"""The CORS check, and the CORS-preflight fetch: the two algorithms this project is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cors_lab.fetch import headers as names
from cors_lab.fetch.cache_mode import is_conditional
from cors_lab.fetch.headers import extract_delta_seconds, extract_list
from cors_lab.fetch.network import Network, http_network_or_cache_fetch
from cors_lab.fetch.request import Request
from cors_lab.fetch.unsafe import cors_unsafe_request_header_names
from cors_lab.fetch.url import same_origin

if TYPE_CHECKING:
    from cors_lab.fetch.params import FetchParams
    from cors_lab.fetch.response import Response
    from cors_lab.fetch.trace import Trace

DEFAULT_MAX_AGE = 5
_NEGATIVE = re.compile(r"-[0-9]+", re.ASCII)


def cors_check(
    request: Request, response: Response, trace: Trace, sent_origin: str | None = None
) -> None:
    """May the page read this response? `sent_origin` is the request's Origin unless an engine sent
    another. https://fetch.spec.whatwg.org/#concept-cors-check
    """
    lines = response.headers.values("Access-Control-Allow-Origin")
    value = ", ".join(lines) if lines else None
    origin = sent_origin or request.serialized_origin
    trace.check("allow-origin-present", value is not None, origin=origin, status=response.status)
    include = request.credentials == "include" or _credentialed_redirect(request, response, trace)
    if value == "*" and not include:
        trace.note("allow-origin-wildcard")
        return
    trace.check(
        "allow-origin-match",
        value == origin,
        value=value,
        origin=origin,
        lines=len(lines),
        status=response.status,
    )
    if not include:
        return
    credentials = response.headers.get("Access-Control-Allow-Credentials")
    trace.check("allow-credentials", credentials == "true", value=credentials)


def _credentialed_redirect(request: Request, response: Response, trace: Trace) -> bool:
    # webkit: a request that began same-origin with credentials counts as credentialed while it is
    # redirected on.
    # webkit: so does every redirect of a modulepreload.
    if request.initiator == "modulepreload" and response.is_redirect:
        return trace.departs("redirect-keeps-credentials")
    began_same_origin = (
        request.credentials == "same-origin"
        and len(request.url_list) > 1
        and same_origin(request.url_list[0].origin, request.origin)
    )
    return (
        began_same_origin and response.is_redirect and trace.departs("redirect-keeps-credentials")
    )


def preflight_request(request: Request, unsafe_names: list[str], trace: Trace) -> Request:
    """The OPTIONS request that asks for leave.
    https://fetch.spec.whatwg.org/#cors-preflight-fetch-0, steps 1 to 5
    """
    # firefox: a redirect does not taint the origin of a preflight.
    untainted = request.serialized_origin != request.origin.serialized and trace.departs(
        "preflight-origin-untainted"
    )
    preflight = Request(
        [request.url] if untainted else list(request.url_list),
        request.client,
        request.origin,
        "OPTIONS",
        mode="cors",
        tainting="cors",
        referrer=request.referrer,
        referrer_policy=request.referrer_policy,
    )
    preflight.synchronous = request.synchronous
    preflight.asks_for_credentials = request.credentials == "include"
    preflight.headers.append("Accept", "*/*")
    preflight.headers.append("Access-Control-Request-Method", request.method)
    if preflight.referrer != request.first_referrer and trace.departs(
        "preflight-keeps-first-referrer"
    ):  # webkit
        preflight.referrer = request.first_referrer
    if unsafe_names:
        preflight.headers.append("Access-Control-Request-Headers", ",".join(unsafe_names))
    # chromium, firefox: a request that passes by the HTTP cache has a preflight that says so.
    if request.cache in ("no-store", "reload") and trace.departs("preflight-carries-cache-mode"):
        preflight.cache = request.cache
    # firefox: so has one whose headers make it conditional.
    if (
        request.cache == "default"
        and is_conditional(request)
        and trace.departs("conditional-preflight-bypasses-cache")
    ):
        preflight.cache = "no-store"
    # webkit: the author's `User-Agent` goes out with the preflight too.
    if "user-agent" in request.headers and trace.departs("preflight-sends-user-agent"):
        preflight.headers.append("User-Agent", request.headers.get("User-Agent") or "")
    return preflight


def cors_preflight_fetch(params: FetchParams) -> Network:
    """Does the server know the CORS protocol, and allow this request?
    https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
    """
    request, trace = params.request, params.trace
    unsafe_names = cors_unsafe_request_header_names(request.headers, trace)
    trace.stage = "preflight"
    preflight = preflight_request(request, unsafe_names, trace)
    response = yield from http_network_or_cache_fetch(params.for_preflight(preflight))
    # firefox: to the page's own origin, by the untainted origin it sent, there is nothing to check.
    if preflight.serialized_origin == request.serialized_origin or not same_origin(
        request.origin, request.url.origin
    ):
        cors_check(request, response, trace, preflight.serialized_origin)
    trace.check(
        "preflight-status",
        response.is_ok,
        status=response.status,
        location=response.headers.get("Location"),
    )
    methods, header_names = _extract_allowed(response, trace)
    if methods is None and request.use_cors_preflight:
        methods = [request.method]
    methods, header_names = methods or [], header_names or []
    # webkit: what the server listed is remembered even where it does not allow this request.
    early = "refused-preflight-cached" in trace.departures
    if early:
        _store(params, response, methods, header_names)
    _check_method(request, methods, trace)
    _check_headers(request, unsafe_names, header_names, trace)
    if not early:
        _store(params, response, methods, header_names)
    trace.stage = "request"
    return response


def _extract_allowed(response: Response, trace: Trace) -> tuple[list[str] | None, list[str] | None]:
    methods = extract_list(response.headers, "Access-Control-Allow-Methods")
    trace.check(
        "allow-methods-valid",
        not isinstance(methods, str),
        token=methods,
        value=response.headers.get("Access-Control-Allow-Methods"),
    )
    header_names = extract_list(response.headers, "Access-Control-Allow-Headers")
    trace.check(
        "allow-headers-valid",
        not isinstance(header_names, str),
        token=header_names,
        value=response.headers.get("Access-Control-Allow-Headers"),
    )
    assert not isinstance(methods, str)
    assert not isinstance(header_names, str)
    return methods, header_names


def _method_allowed(request: Request, methods: list[str]) -> bool:
    return (
        request.method in methods
        or request.method in names.SAFELISTED_METHODS
        or ("*" in methods and request.credentials != "include")
    )


def _check_method(request: Request, methods: list[str], trace: Trace) -> None:
    if request.method in names.SAFELISTED_METHODS and request.method not in methods:
        trace.note("method-safelisted", method=request.method)
        return
    allowed = _method_allowed(request, methods)
    trace.check(
        "method-allowed",
        allowed,
        method=request.method,
        allowed=methods,
        credentials=request.credentials,
    )


def _check_headers(
    request: Request, unsafe_names: list[str], allowed: list[str], trace: Trace
) -> None:
    listed = {name.lower() for name in allowed}
    wildcard = "*" in listed and request.credentials != "include"
    for name in dict.fromkeys(unsafe_names):
        covered = name in listed
        if not covered and wildcard:
            # chromium, firefox, webkit: `*` still covers `Authorization`.
            covered = name not in names.NON_WILDCARD or trace.departs(
                "wildcard-covers-authorization"
            )
        trace.check(
            "header-allowed", covered, name=name, allowed=allowed, credentials=request.credentials
        )


def _store(
    params: FetchParams, response: Response, methods: list[str], header_names: list[str]
) -> None:
    """CORS-preflight fetch, steps 7.8 to 7.15."""
    max_age = _max_age(params, response)
    if max_age <= 0 or (
        params.request.cache == "no-store" and params.trace.departs("no-store-forgets-preflight")
    ):
        params.trace.note("preflight-not-stored")
        return
    params.trace.note("preflight-stored", max_age=max_age)
    if "preflight-cache-one-answer" in params.trace.departures:  # chromium, webkit: the latest
        params.preflight_cache.clear(params.request)
    params.preflight_cache.store(params.request, methods, header_names, max_age, params.now)


def _max_age(params: FetchParams, response: Response) -> int:
    """Seconds for which this answer may be kept, within the engine's limit."""
    max_age = extract_delta_seconds(response.headers, "Access-Control-Max-Age")
    text = response.headers.get("Access-Control-Max-Age") or ""
    if max_age is None and text:
        # The standard's text takes it for no number; its tests, as every engine, for "do not keep".
        if _NEGATIVE.fullmatch(text):
            return 0
        # firefox: so does anything else that is not a number.
        if params.trace.departs("invalid-max-age-means-zero"):
            return 0
    max_age = DEFAULT_MAX_AGE if max_age is None else max_age
    limit = params.engine.max_age_limit
    if limit is None:
        return max_age
    return min(max_age, limit)
