"""Which cache mode a request comes to by its own headers, and when a stored response must be
validated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.fetch.credentials import includes_credentials
from cors_lab.fetch.http_cache import must_validate
from cors_lab.fetch.wire import HTTPRequest

if TYPE_CHECKING:
    from collections.abc import Hashable

    from cors_lab.fetch.http_cache import StoredResponse
    from cors_lab.fetch.params import FetchParams
    from cors_lab.fetch.request import Request

CONDITIONAL = ("if-modified-since", "if-none-match", "if-unmodified-since", "if-match", "if-range")


def is_conditional(request: Request) -> bool:
    """Has the page asked a condition of its own?"""
    return not {name.lower() for name, _ in request.headers.pairs}.isdisjoint(CONDITIONAL)


def cache_mode_of(params: FetchParams) -> str:
    """The request's cache mode, where its own headers do not change it: "update" is one more, of
    the engines.
    """
    if is_conditional(params.request):
        return _conditional_cache_mode(params)
    return params.request.cache


def _conditional_cache_mode(params: FetchParams) -> str:
    """HTTP-network-or-cache fetch, step 8.16; "update" passes by the cache and stores what
    comes.
    """
    request, trace = params.request, params.trace
    if request.cache == "default":
        again = (
            len(params.http_cache)
            and _names_stored_validator(params)
            and trace.departs("conditional-updates-http-cache")
        )
        if again:
            return "update"
        return "no-store"
    # chromium, webkit: so does any cache mode that may use the cache; firefox: that which
    # validates.
    passes = {
        "force-cache": "conditional-bypasses-forced-cache",
        "no-cache": "conditional-bypasses-validation",
        "reload": "conditional-updates-http-cache",
    }
    if request.cache not in passes or not trace.departs(passes[request.cache]):
        return request.cache
    # chromium: what is stored stays, unless it is what the page has asked about.
    alone = "conditional-updates-http-cache" in trace.departures and not _names_stored_validator(
        params
    )
    if alone and trace.departs("conditional-updates-http-cache"):
        return "no-store"
    return "update"


def _names_stored_validator(params: FetchParams) -> bool:
    request = params.request
    stored = params.http_cache.select(
        cache_key(params),
        HTTPRequest("request", "GET", request.url.on_the_wire, tuple(request.headers)),
    )
    if stored is None or any(
        name in request.headers for name in ("if-match", "if-unmodified-since", "if-range")
    ):
        return False
    if "if-none-match" in request.headers:
        return request.headers.get("If-None-Match") == stored.etag
    return True


def is_stale(
    params: FetchParams, stored: StoredResponse, wire: HTTPRequest, cache_mode: str
) -> bool:
    """Is it a stale response for this request?"""
    trace = params.trace
    if cache_mode == "no-cache" and trace.departs("no-cache-mode-always-validates"):
        return True
    return must_validate(stored, wire, params.now, params.http_cache.departures)


def cache_key(params: FetchParams) -> Hashable:
    """https://fetch.spec.whatwg.org/#determine-the-http-cache-partition"""
    # firefox: what was loaded without credentials is kept apart.
    anonymous = "anonymous-http-cache" in params.engine.departures and not includes_credentials(
        params.request
    )
    site = params.request.client.top_level_site
    # firefox: so is what was asked for with HEAD.
    heads = params.request.method == "HEAD" and "http-cache-keeps-heads" in params.engine.departures
    if heads:
        return (site, anonymous, "HEAD")
    return (site, anonymous)
