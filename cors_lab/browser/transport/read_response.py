"""Reading an answer from the wire: what browsers read in a head, and a body with its transfer
coding undone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import h11

from cors_lab.fetch.wire import HTTPResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MAX_HEAD = (
    256 * 1024
)  # as Chromium (ERR_RESPONSE_HEADERS_TOO_BIG); here every 1xx head before the final one counts
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
BLANK_LINE = re.compile(rb"\n\r?\n")
# Chromium and Firefox, when asked, both took: four bytes of junk first, any version number, spaces,
# 1 to 3 digits, no status (then 200). What else Chromium took is marked as malformed.
STATUS_LINE = re.compile(r"(?is).{0,4}?HTTP/[0-9](?:\.[0-9])?( +([0-9]*)(.*))?")
LARGEST = 2**31 - 1
GET, HEAD = (
    h11.Request(method=method, target="/", headers=[("Host", "-")]) for method in ("GET", "HEAD")
)


class NoResponse(Exception):
    """The exchange ended before a response had arrived; the arguments are those of
    NetworkFailure.
    """


def read_head(receive: Callable[[], bytes], secure: bool = True) -> tuple[HTTPResponse, bytes]:
    """The final response (every 1xx before it but 101 is passed over) without its body, and what
    has come of that. `secure`: the URL is https, where half a head is no answer.
    """
    buffer, room = bytearray(), MAX_HEAD
    while True:
        if blank := BLANK_LINE.search(buffer, 0, room):
            head = _parse_head(buffer[: blank.end()].decode("latin-1"))
            del buffer[: blank.end()]
            if not 100 <= head.status < 200 or head.status == 101:
                return head, bytes(buffer)
            room -= blank.end()
        elif len(buffer) >= room:
            raise NoResponse("response-too-large", f"more than {MAX_HEAD // 1024} KiB of headers")
        elif (
            len(buffer) >= 8 and b"http" not in buffer[:8].lower()
        ):  # as Chromium: what is not HTTP is not waited for
            raise NoResponse("bad-response", "no HTTP status line")
        else:
            buffer += (data := receive())
            # Under http, Chromium and Firefox take half a head for a whole one.
            if not data and not secure and b"http/" in buffer[:9].lower():
                return _parse_head(buffer.decode("latin-1")), b""
            if not data:
                raise NoResponse(
                    "connection-closed",
                    "closed in the middle of the headers" if buffer else "closed without an answer",
                )


def _parse_head(raw: str) -> HTTPResponse:
    """What browsers read in a head: h11 alone refuses much that Chromium and Firefox, when asked,
    both took.
    """
    if "\0" in raw:
        raise NoResponse("bad-response", "a NUL byte in the headers")
    first, _, rest = raw.strip("\r\n").partition("\n")
    match = STATUS_LINE.fullmatch(first.rstrip("\r"))
    if match is None:
        raise NoResponse("bad-response", "no HTTP status line")
    if match[1]:
        status, reason, malformed = _status(match[2], match[3])
    else:
        status, reason, malformed = 200, "OK", ""
    lines = re.split(
        r"[\r\n]", re.sub(r"\r?\n[ \t]+", " ", rest)
    )  # chromium: a bare CR ends a line (firefox: drops that line)
    headers = tuple(_parse_lines(lines))
    return HTTPResponse(status, headers, status_text=reason, malformed=malformed)


def _status(digits: str, rest: str) -> tuple[int, str, str]:
    """(status, reason phrase, what is wrong with them) as Chromium reads them, which assumes 200
    where there is no number and keeps 16 bits of a large one.
    """
    if not digits:
        return 200, "", "the status line has no number"
    reason = rest.strip(" \t")
    status = min(int(digits[:12]), LARGEST) % 65536
    if len(digits) > 3 or rest[:1] not in ("", " ", "\t"):
        return status, reason, "the status is not a number of at most three digits"
    return status, reason, ""


def _parse_lines(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Header lines; both engines pass over one without a colon or with a bad name."""
    for line in lines:
        name, colon, value = line.partition(":")
        name = name.rstrip(
            " \t"
        )  # chromium: a space before the colon does not count (firefox: drops that line)
        if colon and TOKEN.fullmatch(name):
            yield name, value.strip(" \t")


def _members(head: HTTPResponse, header: str) -> set[str]:
    """What the headers of this (lower-case) name list between commas, in lower case."""
    return {
        member.strip(" \t").lower()
        for name, value in head.headers
        if name.lower() == header
        for member in value.split(",")
    }


def _framing(head: HTTPResponse) -> str:
    """The header line that tells where the body ends; "" for: where the connection does."""
    if "chunked" in _members(head, "transfer-encoding"):
        return "Transfer-Encoding: chunked\r\n"
    lengths = _members(head, "content-length")
    if len(lengths) > 1:
        raise NoResponse("bad-response", "Content-Length headers that contradict each other")
    return "".join(
        f"Content-Length: {length}\r\n" for length in lengths if re.fullmatch("[0-9]{1,18}", length)
    )  # both engines: else none


def body_reader(method: str, head: HTTPResponse, rest: bytes) -> h11.Connection:
    """An h11 connection that stands where the body begins; of the head it is told only what frames
    the body.
    """
    reader = h11.Connection(h11.CLIENT)
    reader.send(HEAD if method == "HEAD" else GET)
    # h11 takes three digits; a status outside them frames its body as 200 does.
    status = head.status if 200 <= head.status <= 999 else 200
    reader.receive_data(f"HTTP/1.1 {status} \r\n{_framing(head)}\r\n".encode("ascii") + rest)
    reader.next_event()
    return reader


def read_body(
    receive: Callable[[], bytes], reader: h11.Connection, max_bytes: int
) -> tuple[bytes, str | None]:
    """What of the body has arrived (transfer coding undone, trailers dropped), and None or the code
    of what broke it.
    """
    body, error = bytearray(), None
    try:
        while len(body) <= max_bytes and not isinstance(
            event := reader.next_event(), h11.EndOfMessage
        ):
            if isinstance(event, h11.Data):
                body += event.data
            else:
                reader.receive_data(receive())
        error = "body-too-large" if len(body) > max_bytes else None
    except TimeoutError:
        error = "body-timeout"
    except OSError:
        error = "body-reset"
    except h11.RemoteProtocolError:
        if reader.trailing_data[1]:
            error = "body-incomplete"
        else:
            error = "body-garbage"
    return bytes(body[:max_bytes]), error


def can_go_on(head: HTTPResponse, reader: h11.Connection) -> bool:
    """May the next request go over this connection: has the answer come to its end, with nothing
    behind it, and no announcement of one?
    """
    ended = reader.their_state is h11.DONE and reader.trailing_data == (b"", False)
    return ended and "close" not in _members(head, "connection")
