"""Checks that stand outside the CORS protocol: bad ports, mixed content,
Cross-Origin-Resource-Policy, keepalive, contradicting headers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.fetch.credentials import includes_credentials
from cors_lab.fetch.headers import values
from cors_lab.fetch.policy import CREDENTIALLESS, REQUIRE_CORP, UNSAFE_NONE
from cors_lab.fetch.url import is_local, is_loopback, same_origin, same_site

if TYPE_CHECKING:
    from cors_lab.fetch.request import Request
    from cors_lab.fetch.response import Response
    from cors_lab.fetch.trace import Trace
    from cors_lab.fetch.url import URL
    from cors_lab.fetch.wire import HTTPRequest, HTTPResponse

MAX_KEEPALIVE = 64 * 1024
# https://fetch.spec.whatwg.org/#bad-port
BAD_PORTS = frozenset(
    map(
        int,
        """
        0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119 123 135 137 139 143 161
        179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 990 993 995 1719 1720 1723 2049 3659 4045 4190
        5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080
        """.split(),  # noqa: E501
    )
)


def bad_port_check(request: Request, trace: Trace) -> None:
    """https://fetch.spec.whatwg.org/#block-bad-port"""
    url = request.url
    if url.port is not None and url.is_http:
        trace.check("port-allowed", url.port not in BAD_PORTS, port=url.port)


def mixed_content_check(request: Request, trace: Trace) -> None:
    """May a page loaded over https ask this URL?
    https://w3c.github.io/webappsec-mixed-content/#should-block-fetch
    """
    if _is_clear_in_secure(request):
        trace.check("not-mixed-content", not is_mixed_content(request, trace), url=request.url.href)


def is_mixed_content(request: Request, trace: Trace) -> bool:
    """Would this request be blocked as mixed content?"""
    if not _is_clear_in_secure(request):
        return False
    # webkit: does not trust http on loopback.
    if is_loopback(request.url.host):
        return trace.departs("loopback-is-mixed-content")
    # chromium: asks the user about addresses of the local network, where the page is none of them,
    # and then only warns.
    return not (is_local(request.url.host) and trace.departs("local-addresses-only-warned-of"))


def _is_clear_in_secure(request: Request) -> bool:
    client = request.client
    return request.url.scheme == "http" and "https" in (client.url.scheme, client.top_level.scheme)


def cross_origin_resource_policy_check(request: Request, response: Response, trace: Trace) -> None:
    """Did the server forbid others to embed this response?
    https://fetch.spec.whatwg.org/#cross-origin-resource-policy-check
    """
    policy = response.headers.get("Cross-Origin-Resource-Policy")
    embedder = request.client.policies.embedder
    if response.url is None or (policy is None and embedder == UNSAFE_NONE):
        return
    _resource_policy_check(request, response.url, policy, embedder, trace)


def embedded_resource_policy_check(request: Request, response: Response, trace: Trace) -> None:
    """The same for a document in a frame, which only the page's embedder policy makes it
    answer for.
    """
    policy = response.headers.get("Cross-Origin-Resource-Policy")
    if response.url is not None and not same_origin(request.origin, response.url.origin):
        _resource_policy_check(
            request, response.url, policy, request.client.policies.embedder, trace
        )


def _resource_policy_check(
    request: Request, url: URL, policy: str | None, embedder: str, trace: Trace
) -> None:
    """https://fetch.spec.whatwg.org/#cross-origin-resource-policy-internal-check"""
    known = policy in ("same-origin", "same-site", "cross-origin")
    by_embedder = False
    # firefox: a policy that it does not know counts as one all the same.
    if not known and not (
        policy is not None
        and embedder != UNSAFE_NONE
        and trace.departs("unknown-resource-policy-counts")
    ):
        by_embedder = _embedder_asks(request, embedder)
        policy = "same-origin" if by_embedder else None
    if policy not in ("same-origin", "same-site"):
        return
    origin, other = request.origin, url.origin
    allowed = same_origin(origin, other)
    if policy == "same-site":
        allowed = same_site(origin, other, schemeful=False) and (
            origin.scheme == "https" or other.scheme != "https"
        )
    trace.check(
        "resource-policy",
        allowed,
        value=policy,
        by_embedder=by_embedder,
        url=url.href,
        origin=origin.serialized,
    )


def _embedder_asks(request: Request, embedder: str) -> bool:
    """Does the page's Cross-Origin-Embedder-Policy put "same-origin" in the place of a header
    that is not there?
    """
    if embedder == CREDENTIALLESS:
        return request.mode == "navigate" or includes_credentials(request)
    return embedder == REQUIRE_CORP


def keepalive_check(request: Request, trace: Trace) -> None:
    """HTTP-network-or-cache fetch, step 8.10, as if no other fetch were under way."""
    if (
        request.body is not None and request.keepalive and not trace.departs("keepalive-unlimited")
    ):  # firefox
        trace.check("keepalive-limit", len(request.body) <= MAX_KEEPALIVE, limit=MAX_KEEPALIVE)


def malformed_check(wire: HTTPRequest, answer: HTTPResponse, trace: Trace) -> None:
    """Is the status line one, and a 101 asked for?"""
    # chromium: reads a status in whatever line it is sent.
    if answer.malformed and not trace.departs("malformed-status-lines-read"):
        trace.fail("bad-response", detail=answer.malformed)
    # chromium: nobody has asked for another protocol.
    if (
        answer.status == 101
        and wire.kind != "websocket"
        and trace.departs("switching-protocols-refused")
    ):
        trace.fail("bad-response", detail=answer.status_text)


def contradiction_check(answer: HTTPResponse, trace: Trace) -> None:
    """chromium, firefox: a response that contradicts itself, redirect or not, is none."""
    locations, dispositions = (
        values(answer.headers, "Location"),
        values(answer.headers, "Content-Disposition"),
    )
    if (
        len(locations) > 1
        and len(set(locations)) > 1
        and trace.departs("several-locations-refused")
    ):
        trace.fail("location-valid", value=", ".join(locations))
    if (
        len(dispositions) > 1
        and len(set(dispositions)) > 1
        and trace.departs("several-dispositions-refused")
    ):
        trace.fail("content-disposition-multiple", value=", ".join(dispositions))
