"""What is read of a head that HTTP does not allow, as Chromium and Firefox read it when asked."""

from __future__ import annotations

import pytest

from cors_lab.browser.transport.read_response import NoResponse, body_reader, read_body, read_head
from cors_lab.fetch.wire import HTTPResponse


def head_of(raw: bytes, secure: bool = False) -> HTTPResponse:
    pieces = iter((raw, b""))
    return read_head(lambda: next(pieces, b""), secure)[0]


@pytest.mark.parametrize(
    ("line", "status", "reason"),
    [
        ("HTTP/1.1 200 OK", 200, "OK"),
        ("HTTP/1.1 077 77", 77, "77"),
        ("HTTP/1.1 0 OK", 0, "OK"),
        ("HTTP/1.1 99 NO", 99, "NO"),
        ("HTTP/1.1", 200, "OK"),
    ],
)
def test_both_engines_read_it(line: str, status: int, reason: str) -> None:
    head = head_of(f"{line}\r\n\r\n".encode())
    assert (head.status, head.status_text, head.malformed) == (status, reason, "")


@pytest.mark.parametrize(
    ("line", "status", "reason"),
    [
        ("HTTP/1.1 BLAH", 200, ""),
        ("HTTP/1.1 ", 200, ""),
        ("HTTP/1.1 -200 TEST", 200, ""),
        ("HTTP/1.1 C8", 200, ""),
        ("HTTP/1.1 0200 BOO", 200, "BOO"),
        ("HTTP/1.1 1000 BOO", 1000, "BOO"),
        ("HTTP/1.1 65736 NOT 200", 200, "NOT 200"),
        ("HTTP/1.1 0xA", 0, "xA"),
    ],
)
def test_only_chromium_reads_it(line: str, status: int, reason: str) -> None:
    head = head_of(f"{line}\r\n\r\n".encode())
    assert (head.status, head.status_text) == (status, reason)
    assert head.malformed


@pytest.mark.parametrize("status", [0, 99, 1000, 12_345, 65_535])
def test_the_body_of_a_strange_status_is_read_as_any_other(status: int) -> None:
    head = HTTPResponse(status, (("Content-Length", "2"),))
    assert read_body(lambda: b"", body_reader("GET", head, b"ok"), 10) == (b"ok", None)


@pytest.mark.parametrize("raw", [b"HTTP/1.1 200 OK\r\nX-A: b\r\n", b"HTTP/1.1 200 OK\r\nX-A: b"])
def test_over_http_a_head_may_end_with_the_connection(raw: bytes) -> None:
    assert head_of(raw).headers == (("X-A", "b"),)


def test_over_https_half_a_head_is_no_answer() -> None:
    with pytest.raises(NoResponse):
        head_of(b"HTTP/1.1 200 OK\r\nX-A: b\r\n", secure=True)


def test_switching_protocols_is_an_answer_and_other_1xx_are_passed_over() -> None:
    assert head_of(b"HTTP/1.1 101 Up\r\n\r\n").status == 101
    assert head_of(b"HTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 204 No\r\n\r\n").status == 204
