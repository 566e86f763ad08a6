"""Insecure requests of secure pages: which are sent to https instead, and which are refused.

https://w3c.github.io/webappsec-mixed-content/ and
https://w3c.github.io/webappsec-upgrade-insecure-requests/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.fetch.csp import upgrades_insecure_requests
from cors_lab.fetch.url import (
    URL,
    is_ip_address,
    is_loopback,
    is_potentially_trustworthy,
    parse_url,
)

if TYPE_CHECKING:
    from cors_lab.fetch.request import Client, Request
    from cors_lab.fetch.trace import Trace

UPGRADABLE = frozenset({"image", "audio", "video"})
SECURE = {"http": "https", "ws": "wss"}


def secured(url: URL) -> URL:
    """This URL with the secure scheme; port 80 becomes the default port."""
    scheme = SECURE.get(url.scheme)
    if scheme is None:
        return url
    return parse_url(url.href.replace(f"{url.scheme}:", f"{scheme}:", 1)) or url


def is_secure_context(client: Client) -> bool:
    """Does this page, or a page around it, forbid mixed content?

    https://w3c.github.io/webappsec-mixed-content/#categorize-settings-object
    """
    return "https" in (client.url.scheme, client.top_level.scheme)


def upgrade(request: Request, trace: Trace) -> None:
    """Send the request to https where the page's policy, or its own security, asks for that.

    https://fetch.spec.whatwg.org/#concept-main-fetch, steps 5 and 6
    """
    if request.url.scheme not in SECURE:
        return
    secure = is_secure_context(request.client)
    # chromium: an object is judged before it could be upgraded.
    if request.destination == "object" and secure and trace.departs("objects-not-upgraded"):
        return
    if upgrades_insecure_requests(request.client.policies.csp):
        _go_secure(request, "upgrade-insecure-requests", trace)
    elif _is_upgradable(request, trace):
        _go_secure(request, "mixed-content", trace)


def _go_secure(request: Request, reason: str, trace: Trace) -> None:
    better = secured(request.url)
    if better is request.url:
        return
    trace.note("request-upgraded", url=request.url.href, to=better.href, reason=reason)
    request.url_list[-1] = better


def _is_upgradable(request: Request, trace: Trace) -> bool:
    """https://w3c.github.io/webappsec-mixed-content/#upgrade-algorithm"""
    if request.destination not in UPGRADABLE or not is_secure_context(request.client):
        return False
    if is_loopback(request.url.host):
        # webkit: does not trust http on loopback, and upgrades it.
        if trace.departs("loopback-is-mixed-content"):
            return True
        trace.note("request-not-upgraded", url=request.url.href)
        return False
    return not (is_potentially_trustworthy(request.url) or is_ip_address(request.url.host))
