"""Do cookies and passwords travel with a request?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.fetch.policy import CREDENTIALLESS
from cors_lab.fetch.url import same_origin

if TYPE_CHECKING:
    from cors_lab.fetch.request import Request


def embedder_policy_allows_credentials(request: Request) -> bool:
    """https://fetch.spec.whatwg.org/#cross-origin-embedder-policy-allows-credentials"""
    if request.client.policies.embedder != CREDENTIALLESS:
        return True
    return (
        same_origin(request.origin, request.url.origin) and request.redirect_taint == "same-origin"
    )


def includes_credentials(request: Request) -> bool:
    """HTTP-network-or-cache fetch, step 8.3: do cookies travel with this request?"""
    if request.mode == "no-cors" and not embedder_policy_allows_credentials(request):
        return False
    return request.credentials == "include" or (
        request.credentials == "same-origin" and request.tainting == "basic"
    )
