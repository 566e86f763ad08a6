"""What the browser adds to a request by itself: Host, Referer, Origin, Sec-Fetch-*, and the rest of
HTTP's housekeeping.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from cors_lab.fetch.url import URL, is_potentially_trustworthy, parse_url, same_origin, same_site

if TYPE_CHECKING:
    from cors_lab.fetch.engines import Engine
    from cors_lab.fetch.headers import HeaderList
    from cors_lab.fetch.request import Request
    from cors_lab.fetch.response import Response
    from cors_lab.fetch.trace import Trace

# https://w3c.github.io/webappsec-referrer-policy/#default-referrer-policy
DEFAULT_REFERRER_POLICY = "strict-origin-when-cross-origin"
# What `Referer` says across origins, and within one.
REFERRER_BY_POLICY = {
    "no-referrer": ("none", "none"),
    "no-referrer-when-downgrade": ("full", "full"),
    "origin": ("origin", "origin"),
    "origin-when-cross-origin": ("origin", "full"),
    "same-origin": ("none", "full"),
    "strict-origin": ("origin", "origin"),
    DEFAULT_REFERRER_POLICY: ("origin", "full"),
    "unsafe-url": ("full", "full"),
}
CORS_ELEMENTS = frozenset(
    "img script module stylesheet font video audio track preload modulepreload import()".split()
)
SCRIPTED = frozenset({"fetch", "xhr"})
NEVER_DOWNGRADED = frozenset(
    {"no-referrer-when-downgrade", "strict-origin", DEFAULT_REFERRER_POLICY}
)


def determine_referrer(request: Request, trace: Trace) -> URL | str:
    """The request's referrer as a URL, or "no-referrer".
    https://w3c.github.io/webappsec-referrer-policy/#determine-requests-referrer
    """
    source = request.referrer
    if isinstance(source, str):
        opaque = request.client.origin.opaque
        # webkit: a sandboxed frame sends its URL all the same.
        if opaque and not (request.client.url.is_http and trace.departs("sandbox-sends-referrer")):
            _referrer_policy(request, trace)  # firefox: warns of a policy all the same
            # firefox: elements of a sandboxed frame name the origin that it would have.
            if (
                request.initiator not in SCRIPTED
                and request.client.url.is_http
                and trace.departs("sandboxed-elements-send-origin")
            ):
                return _origin_as_referrer(request, trace)
            return "no-referrer"
        source = request.client.url
    # firefox: back at home after a redirect, the page's whole URL is told.
    elif request.referrer_policy == "origin-when-cross-origin" and len(request.url_list) > 1:
        home = same_origin(request.url.origin, request.client.url.origin)
        if home and trace.departs("origin-when-cross-origin-forgets-redirects"):
            source = request.client.url
    if not source.is_http:
        return "no-referrer"
    origin_only = f"{source.origin.serialized}/"
    full = source.without_fragment
    if source.includes_credentials:
        full = f"{origin_only[:-1]}{source.path}" + (f"?{source.query}" if source.query else "")
    if len(full) > 4096:
        full = origin_only
    return _apply_referrer_policy(request, source, full, origin_only, trace)


def _origin_as_referrer(request: Request, trace: Trace) -> URL | str:
    origin_only = f"{request.client.url.origin.serialized}/"
    return _apply_referrer_policy(request, request.client.url, origin_only, origin_only, trace)


def _apply_referrer_policy(
    request: Request, source: URL, full: str, origin_only: str, trace: Trace
) -> URL | str:
    policy = _referrer_policy(request, trace)
    same = same_origin(source.origin, request.url.origin)
    downgrade = is_potentially_trustworthy(source) and not is_potentially_trustworthy(request.url)
    # chromium, firefox, webkit: by the schemes alone, loopback or not.
    by_scheme = source.scheme == "https" and request.url.scheme != "https"
    if downgrade != by_scheme and trace.departs("referrer-downgrade-by-scheme"):
        downgrade = by_scheme
    if (
        policy in NEVER_DOWNGRADED
        and downgrade
        and not (same and policy == DEFAULT_REFERRER_POLICY)
    ):
        return "no-referrer"
    across, within = REFERRER_BY_POLICY[policy]
    choice = {"full": full, "origin": origin_only, "none": ""}[within if same else across]
    if choice:
        return parse_url(choice) or "no-referrer"
    return "no-referrer"


def _referrer_policy(request: Request, trace: Trace) -> str:
    policy = request.referrer_policy
    # firefox: another site is never told more than by default.
    lax = policy in ("no-referrer-when-downgrade", "origin-when-cross-origin", "unsafe-url")
    if (
        lax
        and not same_site(request.url.origin, request.origin, schemeful=False)
        and trace.departs("lax-referrer-policies-ignored")
    ):
        first = len(request.url_list) > 1 and not any(
            record.code == "referrer-policy-ignored" for record in trace.records
        )
        trace.note(
            "referrer-policy-ignored", policy=policy, url=request.url.href, first_by_redirect=first
        )
        return DEFAULT_REFERRER_POLICY
    return policy


def set_referrer_policy_on_redirect(request: Request, response: Response) -> None:
    """https://w3c.github.io/webappsec-referrer-policy/#set-requests-referrer-policy-on-redirect"""
    for token in (response.headers.get("Referrer-Policy") or "").split(","):
        if token.strip("\t ").lower() in REFERRER_BY_POLICY:
            request.referrer_policy = token.strip("\t ").lower()


def append_origin(request: Request, headers: HeaderList, trace: Trace) -> None:
    """https://fetch.spec.whatwg.org/#append-a-request-origin-header"""
    if request.mode == "websocket":
        headers.pairs.append(("Origin", request.origin.serialized))
        return
    if request.tainting == "cors":
        headers.pairs.append(("Origin", request.serialized_origin))
        return
    if request.initiator == "report":
        # webkit: a report names no origin.
        unnamed = trace.departs("csp-reports-unnamed")
        headers.pairs.append(("Origin", "null" if unnamed else request.origin.serialized))
        return
    value = _origin_without_cors(request, trace)
    request.sent_origin = value
    if value is not None:
        headers.pairs.append(("Origin", value))


def _origin_without_cors(request: Request, trace: Trace) -> str | None:
    """The value of Origin where CORS plays no part; None: it is left out."""
    value = None
    if request.method not in ("GET", "HEAD"):
        withheld = request.mode != "cors" and _origin_is_withheld(request, trace)
        value = "null" if withheld else request.serialized_origin
    # webkit: a beacon of a sandboxed frame names the origin that the frame would have.
    sandboxed = request.origin.opaque and request.client.url.is_http
    if sandboxed and request.initiator == "beacon" and trace.departs("sandboxed-beacon-has-origin"):
        value = request.client.url.origin.serialized
    if value is None and _tells_null(request, trace):
        value = "null"
    elif (
        request.mode == "cors"
        and value is None
        and request.initiator != "fetch"
        and _tells_own_origin(request, trace)
    ):
        value = request.serialized_origin
    elif len(request.url_list) > 1:
        value = _origin_after_redirect(request, value, trace)
    return value


def _tells_null(request: Request, trace: Trace) -> bool:
    """firefox: a sandboxed frame says that it is one to the host that it came from."""
    if (
        not request.origin.opaque
        or request.method == "HEAD"
        or len(request.url_list) > 1
        or request.mode not in ("no-cors", "navigate")
    ):
        return False
    home = same_origin(request.url.origin, request.client.url.origin)
    return home and trace.departs("sandbox-tells-null-at-home")


def _tells_own_origin(request: Request, trace: Trace) -> bool:
    """chromium, webkit: an element that asks with CORS names its origin even to that origin."""
    if request.initiator not in CORS_ELEMENTS:
        return False
    if request.initiator == "font":
        return trace.departs("fonts-tell-own-origin")
    kind = (
        "media-tell-own-origin"
        if request.destination in ("video", "audio", "track")
        else "elements-tell-own-origin"
    )
    return trace.departs(kind)


def _origin_after_redirect(request: Request, value: str | None, trace: Trace) -> str | None:
    """Where CORS plays no part: what the engines do to the `Origin` of the standard."""
    last, url = request.url_list[-2:]
    left = any(not same_origin(a.origin, b.origin) for a, b in pairwise(request.url_list))
    # webkit: a form that is sent on to another origin comes from nowhere.
    if value is not None and left and request.initiator == "form":
        return "null" if trace.departs("form-origin-nulled-on-redirect") else value
    # webkit: it goes along to the same origin, be it a GET by now; elsewhere it is made anew,
    # whatever the policy.
    if "origin-kept-on-redirect" in trace.departures:
        if request.method in ("GET", "HEAD"):
            anew = None
        else:
            anew = request.serialized_origin
        if same_origin(last.origin, url.origin):
            kept = request.sent_origin
        else:
            kept = anew
        if kept != value and trace.departs("origin-kept-on-redirect"):
            return kept
        return value
    # chromium: "null" once another origin has been met.
    if (
        value is not None
        and value != "null"
        and left
        and trace.departs("origin-nulled-on-redirect")
    ):
        return "null"
    return value


def _origin_is_withheld(request: Request, trace: Trace) -> bool:
    # firefox: who sends no Referer sends no Origin either.
    if _policy_withholds_origin(request):
        return not trace.departs("origin-never-withheld")  # chromium
    return (
        request.referrer == "no-referrer"
        and not request.origin.opaque
        and trace.departs("no-referrer-hides-origin")
    )


def _policy_withholds_origin(request: Request) -> bool:
    policy = request.referrer_policy
    if policy in NEVER_DOWNGRADED:
        return request.origin.scheme == "https" and request.url.scheme != "https"
    return policy == "no-referrer" or (
        policy == "same-origin" and not same_origin(request.origin, request.url.origin)
    )


def append_fetch_metadata(request: Request, headers: HeaderList, mode: str, trace: Trace) -> None:
    """Sec-Fetch-Site, -Mode and -Dest, to trustworthy URLs only.
    https://w3c.github.io/webappsec-fetch-metadata/#abstract-opdef-append-the-fetch-metadata-headers-for-a-request
    """
    if not is_potentially_trustworthy(request.url):
        return
    # chromium: a web socket says nothing of this; webkit: nor does a synchronous request.
    if mode == "websocket" and trace.departs("sockets-without-fetch-metadata"):
        return
    if request.synchronous and trace.departs("sync-without-fetch-metadata"):
        return
    # webkit: only until the chain of redirects has met another origin.
    if _is_followed_with_cors(request) and trace.departs("fetch-metadata-until-cross-origin"):
        return
    destination = request.destination or ("document" if mode == "navigate" else "empty")
    if mode == "websocket" and trace.departs("sockets-have-destination"):  # webkit
        destination = "websocket"
    if destination == "object" and trace.departs("object-asks-as-frame"):  # webkit
        destination = "iframe"
    site = _sec_fetch_site(request, trace)
    headers.pairs += [
        ("Sec-Fetch-Site", site),
        ("Sec-Fetch-Mode", mode),
        ("Sec-Fetch-Dest", destination),
    ]


def append_storage_access(
    request: Request, headers: HeaderList, engine: Engine, trace: Trace
) -> None:
    """Whether third-party cookies may be used: to other sites, with credentials.
    https://privacycg.github.io/storage-access-headers/
    """
    # firefox: says so in the preflight of such a request too.
    preflighted = request.asks_for_credentials and engine.storage_access == "none"
    include = request.credentials == "include" or preflighted
    # chromium: not for a web socket.
    socket = request.mode == "websocket" and engine.storage_access == "active"
    # chromium: a frame with credentialless has no cookies, and says so.
    without = request.mode == "navigate" and request.credentials == "omit"
    if not engine.storage_access or not (include or without) or socket:
        return
    # firefox: once a redirect has left the page's site, it says no more of it.
    again = _has_left(request) and engine.storage_access == "none"
    if (
        again
        or same_site(request.url.origin, request.origin)
        or not is_potentially_trustworthy(request.url)
    ):
        return
    # firefox: a sandboxed frame could get the cookies of the site around it.
    if engine.storage_access == "none" and same_site(
        request.url.origin, request.client.top_level.origin
    ):
        headers.pairs.append(("Sec-Fetch-Storage-Access", "inactive"))
        return
    if _sec_fetch_site(request, trace) == "cross-site":
        value = "none" if without else engine.storage_access
        headers.pairs.append(("Sec-Fetch-Storage-Access", value))


def _is_followed_with_cors(request: Request) -> bool:
    """Has a redirect led this request with CORS to another origin?"""
    if request.mode != "cors" or request.method == "OPTIONS" or len(request.url_list) < 2:
        return False
    return any(not same_origin(a.origin, b.origin) for a, b in pairwise(request.url_list))


def _has_left(request: Request) -> bool:
    """Was a URL before the current one another origin's?"""
    return len(request.url_list) > 1 and any(
        not same_origin(url.origin, request.origin) for url in request.url_list[:-1]
    )


def _sec_fetch_site(request: Request, trace: Trace) -> str:
    if request.mode == "navigate" and not request.destination:
        return "none"
    site = "same-origin"
    # Only WebKit follows redirects of a web socket, and it goes by the first URL.
    urls = request.url_list[:1] if request.mode == "websocket" else request.url_list
    # chromium: a preflight that a redirect has led home is at home.
    if (
        len(urls) > 1
        and request.method == "OPTIONS"
        and same_origin(urls[-1].origin, request.origin)
        and trace.departs("preflight-site-of-its-own")
    ):
        return "same-origin"
    for url in urls:
        if same_origin(url.origin, request.origin):
            continue
        if not same_site(url.origin, request.origin):
            return "cross-site"
        site = "same-site"
    return site
