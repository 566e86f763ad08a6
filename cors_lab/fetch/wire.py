"""What goes over the wire: a request, a response, or the failure that took its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from cors_lab.fetch.headers import Pairs


@dataclass(frozen=True, slots=True)
class HTTPRequest:
    """One HTTP request as it goes on the wire, byte for byte: text is latin-1, `Host` and
    `Content-Length` are among the headers.
    """

    kind: Literal["preflight", "request", "navigation"]
    method: str
    url: str
    headers: Pairs
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class HTTPResponse:
    """One HTTP response as it came from the wire: duplicate header lines kept, in order; text is
    bytes as latin-1.

    `body` has the transfer coding undone but not the content coding. `body_error` is None, or the
    code of what went wrong after the head of the response had arrived ("body-reset",
    "body-timeout", "body-too-large", "body-garbage", "body-incomplete").
    """

    status: int
    headers: Pairs = ()
    body: bytes = b""
    status_text: str = ""
    body_error: str | None = None


@dataclass(frozen=True, slots=True)
class NetworkFailure:
    """No response: a stable code and a detail for people.

    Codes: "connection-refused", "connection-closed", "timeout", "name-not-resolved", "tls",
    "bad-response", "response-too-large", "network-unreachable".
    """

    code: str
    detail: str = ""
