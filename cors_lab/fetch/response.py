"""The response record, what the wire gave for it, and the filtered responses that JavaScript gets
to see.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cors_lab.fetch import headers as names
from cors_lab.fetch.headers import HeaderList, Pair

if TYPE_CHECKING:
    from cors_lab.fetch.url import URL
    from cors_lab.fetch.wire import HTTPRequest, HTTPResponse

REDIRECT_STATUSES = frozenset(
    {301, 302, 303, 307, 308}
)  # https://fetch.spec.whatwg.org/#redirect-status
NULL_BODY_STATUSES = frozenset(
    {101, 103, 204, 205, 304}
)  # https://fetch.spec.whatwg.org/#null-body-status


@dataclass(slots=True)
class Response:
    """A response; a filtered one keeps what it hides in `internal`.
    https://fetch.spec.whatwg.org/#concept-response
    """

    status: int = 200
    status_text: str = ""
    headers: HeaderList = field(default_factory=HeaderList)
    body: bytes = b""
    url_list: list[URL] = field(default_factory=list)
    type: str = "default"
    body_error: str | None = None
    exposed: list[str] = field(default_factory=list)
    cache_state: str = ""
    unstored: tuple[HTTPRequest, HTTPResponse] | None = None
    internal: Response | None = None

    @property
    def url(self) -> URL | None:
        """The last of its URL list. https://fetch.spec.whatwg.org/#concept-response-url"""
        if self.url_list:
            return self.url_list[-1]
        return None

    @property
    def is_redirect(self) -> bool:
        """https://fetch.spec.whatwg.org/#redirect-status"""
        return self.status in REDIRECT_STATUSES

    @property
    def is_ok(self) -> bool:
        """https://fetch.spec.whatwg.org/#ok-status"""
        return 200 <= self.status <= 299


def basic_filtered_response(response: Response) -> Response:
    """All but `Set-Cookie`. https://fetch.spec.whatwg.org/#concept-filtered-response-basic"""
    return _filtered(
        response,
        "basic",
        [
            pair
            for pair in response.headers.pairs
            if pair[0].lower() not in names.FORBIDDEN_RESPONSE_HEADERS
        ],
    )


def cors_filtered_response(response: Response) -> Response:
    """Only safelisted and exposed headers.
    https://fetch.spec.whatwg.org/#concept-filtered-response-cors
    """
    allowed = names.SAFELISTED_RESPONSE_HEADERS
    if response.exposed:
        allowed = (
            allowed.union(name.lower() for name in response.exposed)
            - names.FORBIDDEN_RESPONSE_HEADERS
        )
    return _filtered(
        response, "cors", [pair for pair in response.headers.pairs if pair[0].lower() in allowed]
    )


def _filtered(response: Response, kind: str, visible: list[Pair]) -> Response:
    return Response(
        response.status,
        response.status_text,
        HeaderList(visible),
        response.body,
        response.url_list,
        kind,
        response.body_error,
        internal=response,
    )


def opaque_filtered_response(response: Response) -> Response:
    """Nothing at all. https://fetch.spec.whatwg.org/#concept-filtered-response-opaque"""
    return Response(0, type="opaque", internal=response)


def opaque_redirect_filtered_response(response: Response) -> Response:
    """Nothing but the URL.
    https://fetch.spec.whatwg.org/#concept-filtered-response-opaque-redirect
    """
    return Response(0, url_list=response.url_list, type="opaqueredirect", internal=response)
