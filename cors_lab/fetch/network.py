"""HTTP-network-or-cache fetch: what is added to the request, what the caches answer, what goes on
the wire.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import TYPE_CHECKING

from cors_lab.fetch import append, checks
from cors_lab.fetch.authentication import answered, append_authorization
from cors_lab.fetch.cache_mode import cache_key, cache_mode_of, is_stale
from cors_lab.fetch.codings import handle_content_codings
from cors_lab.fetch.cookie_policy import CookieContext, fetch_context, visit_context
from cors_lab.fetch.cookies import cookie_string
from cors_lab.fetch.credentials import includes_credentials
from cors_lab.fetch.headers import HeaderList, Pair, Pairs, values
from cors_lab.fetch.http_cache import SAFE_METHODS
from cors_lab.fetch.local_network import local_network_check
from cors_lab.fetch.outgoing import wire_headers
from cors_lab.fetch.ranges import partial_content
from cors_lab.fetch.response import REDIRECT_STATUSES, Response
from cors_lab.fetch.url import same_site
from cors_lab.fetch.wire import HTTPRequest, HTTPResponse, NetworkFailure

if TYPE_CHECKING:
    from cors_lab.fetch.http_cache import StoredResponse
    from cors_lab.fetch.params import FetchParams

_NO_CACHE = (("Pragma", "no-cache"), ("Cache-Control", "no-cache"))
CACHE_DIRECTIVES: dict[str, tuple[Pair, ...]] = {
    "default": (),
    "force-cache": (),
    "only-if-cached": (),
    "no-cache": (("Cache-Control", "max-age=0"),),
    "no-store": _NO_CACHE,
    "reload": _NO_CACHE,
}
# Whose lines are counted, empty or not.
COUNTED = frozenset({"access-control-allow-origin"})
ONCE = ("content-type", "location", "content-disposition")
Network = Generator[HTTPRequest, HTTPResponse | NetworkFailure, Response]


def http_network_or_cache_fetch(params: FetchParams) -> Network:
    """https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch"""
    request = params.request
    include_credentials = includes_credentials(request)
    checks.keepalive_check(request, params.trace)
    headers = _http_headers(params)
    cache_mode = _modify_per_http(params, headers)
    if include_credentials:
        _append_cookies(params, headers)
        if params.logins:
            append_authorization(params.logins, request, headers, params.trace)
    stored = None
    asks_cache = cache_mode not in ("no-store", "reload", "update")
    if asks_cache and len(params.http_cache) and not _goes_on(params):
        found = _select(params, cache_mode, headers)
        if isinstance(found, Response):
            if found.cache_state == "stale":
                yield from _revalidate(params, headers)
            return found
        stored = found
    _stay_in_cache_check(params, cache_mode)
    wire = _wire(params, headers)
    answer = yield from http_network_fetch(params, wire, include_credentials)
    if answer.status == 421:  # once more, as if on another connection
        answer = yield from http_network_fetch(params, wire, include_credentials)
    if answer.status == 401 and request.url.includes_credentials:
        wire, answer = yield from _authenticate(params, wire, answer, include_credentials)
    # chromium: asks for a proxy's password only where there is a proxy.
    if answer.status == 407 and params.trace.departs("proxy-authentication-refused"):
        params.trace.fail("unexpected-proxy-authentication", status=answer.status)
    return _update_cache(params, cache_mode, wire, stored, answer)


def _stay_in_cache_check(params: FetchParams, cache_mode: str) -> None:
    # webkit: asks the server all the same.
    if cache_mode == "only-if-cached" and not params.trace.departs("only-if-cached-asks-server"):
        params.trace.fail("in-http-cache")


def _authenticate(
    params: FetchParams, wire: HTTPRequest, answer: HTTPResponse, include_credentials: bool
) -> Generator[HTTPRequest, HTTPResponse | NetworkFailure, tuple[HTTPRequest, HTTPResponse]]:
    again = answered(params.request, wire, answer, params.trace)
    if again is None:
        return wire, answer
    answer = yield from http_network_fetch(params, again, include_credentials)
    if answer.status != 401 and params.logins is not None:
        params.logins.keep(params.request.url, again.headers[-1][1])
    return again, answer


def _goes_on(params: FetchParams) -> bool:
    """Is this a redirect that the network layer follows by itself, without a look at the cache?
    webkit: every one that it was sent.
    """
    if (
        len(params.request.url_list) < 2
        or "sent-redirects-bypass-http-cache" not in params.trace.departures
    ):
        return False
    last = params.request.url_list[-2].on_the_wire
    sent = any(
        asked.url == last and asked.kind != "preflight" for asked, _ in params.trace.exchanges
    )
    return sent and params.trace.departs("sent-redirects-bypass-http-cache")


def _select(
    params: FetchParams, cache_mode: str, headers: HeaderList
) -> Response | StoredResponse | None:
    """The stored response as the answer, or as what is to be validated, whose validators are then
    among the headers.
    """
    wire, cache, now = _wire(params, headers), params.http_cache, params.now
    asked = _asked_of_cache(params, wire, cache_mode)
    stored = cache.select(cache_key(params), asked)
    # chromium: would have to ask the server whether what it cuts is still good.
    if cache_mode == "only-if-cached" and values(wire.headers, "Range"):
        stored = None
    if stored is not None:
        if asked is not wire:
            params.trace.departs("http-cache-answers-delete")
        if not _is_authorized_anew(params, stored) and (
            cache_mode in ("force-cache", "only-if-cached")
            or not is_stale(params, stored, wire, cache_mode)
        ):
            location: list[str] = []
            if stored.response.status in REDIRECT_STATUSES:
                location = values(stored.response.headers, "Location")
            params.trace.note("http-cache-hit", age=stored.current_age(now), location=location)
            return _response(params, _asked_part(params, stored.response, wire), "local")
        if cache_mode == "default" and stored.is_stale_while_revalidate(now):
            params.trace.note("http-cache-hit", age=stored.current_age(now))
            return _response(params, stored.response, "stale")
        headers.pairs += cache.validators(stored)
        return stored
    other = cache.select_other_variant(cache_key(params), wire)
    if other is not None and params.trace.departs("http-cache-validates-other-variant"):
        headers.pairs += cache.validators(other, False)
    return other


def _asked_of_cache(params: FetchParams, wire: HTTPRequest, cache_mode: str) -> HTTPRequest:
    """The request that the cache is asked for."""
    changes = wire.method in ("DELETE", "PATCH") or (wire.method == "PUT" and wire.body is not None)
    forced = changes and cache_mode == "force-cache"
    # firefox: even these are answered with the stored GET.
    if forced and "http-cache-answers-delete" in params.trace.departures:
        return replace(wire, method="GET")
    return wire


def _is_authorized_anew(params: FetchParams, stored: StoredResponse) -> bool:
    """Has this request an `Authorization`, and had the stored response's none? firefox: then the
    server has to be asked.
    """
    anew = not stored.authorized and "authorization" in params.request.headers
    return anew and params.trace.departs("authorization-validates")


def _asked_part(params: FetchParams, answer: HTTPResponse, wire: HTTPRequest) -> HTTPResponse:
    """Of a stored response, what the request asks for."""
    wanted = values(wire.headers, "Range")
    # chromium: what it has it can also cut.
    if wanted and params.trace.departs("http-cache-answers-ranges"):
        return partial_content(answer, wanted[0])
    return answer


def _revalidate(
    params: FetchParams, headers: HeaderList
) -> Generator[HTTPRequest, HTTPResponse | NetworkFailure, None]:
    """Freshen a stale response that has been used all the same; in a browser this goes on in the
    background.
    """
    stored = params.http_cache.select(cache_key(params), _wire(params, headers))
    if stored is None:
        return
    wire = _wire(params, HeaderList([*headers.pairs, *params.http_cache.validators(stored)]))
    answer = yield wire
    params.trace.exchanged(wire, answer)
    if isinstance(answer, HTTPResponse):
        store_readable(params, _update_cache(params, "no-cache", wire, stored, answer))


def _http_headers(params: FetchParams) -> HeaderList:
    """The author's headers, then what the standard appends up to `User-Agent`."""
    request = params.request
    headers = HeaderList(
        [
            ("Host", request.url.host_header),
            ("Connection", "keep-alive"),
            *wire_headers(request, params.trace),
        ]
    )
    pairs = headers.pairs
    if request.body is not None:
        pairs.append(("Content-Length", str(len(request.body))))
    elif request.method in ("POST", "PUT"):
        pairs.append(("Content-Length", "0"))
    if not isinstance(request.referrer, str):
        pairs.append(("Referer", request.referrer.href))
    append.append_origin(request, headers, params.trace)
    append.append_fetch_metadata(request, headers, request.mode, params.trace)
    append.append_storage_access(request, headers, params.engine, params.trace)
    return headers


def _modify_per_http(params: FetchParams, headers: HeaderList) -> str:
    """HTTP-network-or-cache fetch, steps 8.16 to 8.20: cache directives and housekeeping.

    Returns the cache mode that they lead to.
    """
    cache_mode, known = cache_mode_of(params), {name.lower() for name, _ in headers.pairs}
    if "range" in known:
        known.add("accept-encoding")
        headers.pairs.append(("Accept-Encoding", "identity"))
    if cache_mode == "update":
        named = params.request.cache
    else:
        named = cache_mode
    wanted = (*CACHE_DIRECTIVES[named], *params.engine.http_headers)
    headers.pairs += [pair for pair in wanted if pair[0].lower() not in known]
    return cache_mode


def _cookie_context(params: FetchParams) -> CookieContext:
    request, policy = params.request, params.engine.cookie_policy
    if request.mode == "navigate" and not request.destination:
        return visit_context(policy, request.url_list)
    return fetch_context(policy, request.url_list, request.origin, request.client.top_level.origin)


def _append_cookies(params: FetchParams, headers: HeaderList) -> None:
    """https://fetch.spec.whatwg.org/#append-a-request-cookie-header"""
    if not len(params.cookies):
        return
    sent, withheld = params.cookies.retrieve(
        params.request.url, _cookie_context(params), params.now
    )
    for cookie, reason in withheld:
        params.trace.note("cookie-withheld", name=cookie.name, reason=reason)
    if sent:
        headers.append("Cookie", cookie_string(sent))
        params.trace.note("cookies-sent", names=[cookie.name for cookie in sent])


def _wire(params: FetchParams, headers: HeaderList) -> HTTPRequest:
    request = params.request
    return HTTPRequest(
        params.kind,  # type: ignore[arg-type]
        request.method,
        request.url.on_the_wire,
        tuple(headers.pairs),
        request.body,
    )


def _response(params: FetchParams, answer: HTTPResponse, cache_state: str = "") -> Response:
    body, error = handle_content_codings(answer, params.trace)
    return Response(
        answer.status,
        answer.status_text,
        _read_headers(params, answer),
        body,
        list(params.request.url_list),
        body_error=error,
        cache_state=cache_state,
    )


def _reduced(pairs: Pairs) -> Pairs:
    """As Firefox merges lines: the first `Location` only, and the types joined by a comma alone."""
    kept, seen = [], set()
    for name, value in pairs:
        low = name.lower()
        if low not in seen:
            kept.append((name, ",".join(values(pairs, name)) if low == "content-type" else value))
        elif low not in ONCE:
            kept.append((name, value))
        seen.add(low)
    return tuple(kept)


def _read_headers(params: FetchParams, answer: HTTPResponse) -> HeaderList:
    headers, trace = HeaderList(answer.headers), params.trace
    # firefox: as its network layer has merged them.
    if "repeated-headers-reduced" in trace.departures and any(
        len(headers.values(name)) > 1 for name in ONCE
    ):
        trace.departs("repeated-headers-reduced")
        headers = HeaderList(_reduced(tuple(headers)))
    # firefox: an empty line does not count.
    if "empty-headers-ignored" in trace.departures and any(value == "" for _, value in headers):
        trace.departs("empty-headers-ignored")
        return HeaderList(
            pair
            for pair in headers
            if pair[1] != "" or len(headers.values(pair[0])) == 1 or pair[0].lower() in COUNTED
        )
    # webkit: bytes are read as UTF-8, what is none becomes U+FFFD, and that is shown as its bytes.
    if "headers-read-as-utf-8" in trace.departures and not all(
        value.isascii() for _, value in headers
    ):
        trace.departs("headers-read-as-utf-8")
        return HeaderList(
            (
                name,
                value.encode("latin-1")
                .decode("utf-8", "replace")
                .encode("utf-8")
                .decode("latin-1"),
            )
            for name, value in headers
        )
    return headers


def http_network_fetch(
    params: FetchParams, wire: HTTPRequest, include_credentials: bool
) -> Generator[HTTPRequest, HTTPResponse | NetworkFailure, HTTPResponse]:
    """One request on the wire. https://fetch.spec.whatwg.org/#concept-http-network-fetch"""
    if params.network is not None:
        local_network_check(params.request, params.network, params.trace)
    answer = yield wire
    params.trace.exchanged(wire, answer)
    if isinstance(answer, NetworkFailure):
        params.trace.fail(answer.code, detail=answer.detail)
    if answer.malformed or answer.status == 101:
        checks.malformed_check(wire, answer, params.trace)
    checks.contradiction_check(answer, params.trace)
    if include_credentials:
        _store_cookies(params, answer)
    return answer


def _store_cookies(params: FetchParams, answer: HTTPResponse) -> None:
    """https://fetch.spec.whatwg.org/#parse-and-store-response-set-cookie-headers"""
    for line in values(answer.headers, "Set-Cookie"):
        outcome = params.cookies.store(
            line, params.request.url, _cookie_context(params), params.now
        )
        name = outcome.cookie.name if outcome.cookie else ""
        params.trace.note(
            "cookie-stored" if outcome.stored else "cookie-refused", name=name, reason=outcome.code
        )


def _update_cache(
    params: FetchParams,
    cache_mode: str,
    wire: HTTPRequest,
    stored: StoredResponse | None,
    answer: HTTPResponse,
) -> Response:
    cache = params.http_cache
    if len(cache) and not _keeps_cache(params, cache_mode):
        cache.invalidate(cache_key(params), wire, answer)
    if (
        stored is not None
        and answer.status == 304
        and (cache.validators(stored) or cache.validators(stored, False))
    ):
        fresh = cache.freshen(stored, wire, answer, params.now)
        params.trace.note("http-cache-validated")
        return _response(params, fresh.response, "validated")
    if (
        stored is not None and wire.method == "HEAD"
    ):  # chromium: what it could not validate is dropped, and this has no body to replace it
        cache.discard(cache_key(params), wire.url)
    response = _response(params, answer)
    if cache_mode == "no-store" or _is_left_out(params, cache_mode, wire, answer):
        return response
    # webkit: what the page may not read is not stored, unless it is a redirect.
    unchecked = params.request.tainting == "cors" and not response.is_redirect
    if unchecked and "http-cache-keeps-readable-only" in params.trace.departures:
        response.unstored = wire, answer
    else:
        cache.store(cache_key(params), wire, answer, params.now)
    return response


def _keeps_cache(params: FetchParams, cache_mode: str) -> bool:
    """Does this request leave what is stored as it is, whatever it does on the server?"""
    request, trace = params.request, params.trace
    if cache_mode == "no-store" and trace.departs("no-store-keeps-http-cache"):
        return True
    # firefox: it looks for what another site's page has stored in the wrong place.
    foreign = (
        "http-cache-kept-across-sites" in trace.departures and request.method not in SAFE_METHODS
    )
    elsewhere = foreign and not same_site(
        request.url.origin, request.client.top_level.origin, schemeful=False
    )
    return elsewhere and trace.departs("http-cache-kept-across-sites")


def _is_left_out(
    params: FetchParams, cache_mode: str, wire: HTTPRequest, answer: HTTPResponse
) -> bool:
    """Has this answer nothing to give to the cache?"""
    if answer.status == 304 and params.request.cache == "reload":
        # firefox: what is stored is gone before the server is asked.
        if cache_mode == "reload" and params.trace.departs("http-cache-emptied-by-reload"):
            params.http_cache.discard(cache_key(params), wire.url)
        return True
    if (
        params.request.origin.opaque
        and wire.method == "GET"
        and params.trace.departs("opaque-origin-caches-nothing")
    ):  # chromium
        return True
    # firefox: a redirect for now, which the page does not follow, is not stored.
    manual = params.request.redirect == "manual" and answer.status in (302, 303, 307)
    return manual and params.trace.departs("http-cache-skips-manual-redirects")


def store_readable(params: FetchParams, response: Response) -> None:
    """Store a response whose CORS check had to come first."""
    if response.unstored is not None:
        params.http_cache.store(cache_key(params), *response.unstored, params.now)
