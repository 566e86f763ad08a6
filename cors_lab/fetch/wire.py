"""What goes over the wire: a request, a response, or the failure that took its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from cors_lab.fetch.headers import Pairs


class Frame(NamedTuple):
    """What came over an open web socket: a message, a close, or the end without one.

    `code` and `reason` are those of a close. "broken": something that is no frame, or one over the
    limit. "silence": nothing more came while somebody listened.
    """

    kind: Literal["text", "binary", "close", "dropped", "broken", "silence"]
    data: str | bytes = ""
    code: int = 1005
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HTTPRequest:
    """One HTTP request as it goes on the wire, byte for byte: text is latin-1, `Host` and
    `Content-Length` are among the headers.

    `patience`: after so many seconds nobody waits for the answer any more (None: the transport's
    own limit). `stay`: the page keeps an open web socket until the server closes it.
    """

    kind: Literal["preflight", "request", "navigation", "websocket", "report"]
    method: str
    url: str
    headers: Pairs
    body: bytes | None = None
    patience: float | None = None
    stay: bool = False


@dataclass(frozen=True, slots=True)
class HTTPResponse:
    """One HTTP response as it came from the wire: duplicate header lines kept, in order; text is
    bytes as latin-1.

    `body` has the transfer coding undone but not the content coding. `body_error` is None, or the
    code of what went wrong after the head of the response had arrived ("body-reset",
    "body-timeout", "body-too-large", "body-garbage", "body-incomplete").

    `malformed` says what is wrong with the status line where some engine reads it all the same.
    `elapsed`: seconds from the request to the end of the body. `frames`: what came over the
    connection after a 101 that opened a web socket.
    """

    status: int
    headers: Pairs = ()
    body: bytes = b""
    status_text: str = ""
    body_error: str | None = None
    malformed: str = ""
    elapsed: float = field(default=0.0, compare=False)
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True, slots=True)
class NetworkFailure:
    """No response: a stable code and a detail for people.

    Codes: "connection-refused", "connection-closed", "timeout", "name-not-resolved", "tls",
    "bad-response", "response-too-large", "network-unreachable".
    """

    code: str
    detail: str = ""
