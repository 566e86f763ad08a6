"""A transport puts the request on the wire byte for byte and gives back the response as it was
sent.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from cors_lab.browser.transport.sockets import SocketTransport
from cors_lab.fetch.wire import HTTPRequest, HTTPResponse
from tests.hostile import hostile, read_request, says

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.filterwarnings("error")

OK = b"HTTP/1.1 200 OK\r\n"
Pairs = tuple[tuple[str, str], ...]


def request(
    method: str = "GET",
    url: str = "https://api.example/",
    headers: Pairs = (),
    body: bytes | None = None,
) -> HTTPRequest:
    return HTTPRequest("request", method, url, headers, body)


def sent_for(sending: HTTPRequest, target_path: str = "") -> bytes:
    seen: list[bytes] = []

    def answer(connection: socket.socket) -> None:
        seen.append(read_request(connection))
        connection.sendall(OK + b"Content-Length: 0\r\n\r\n")

    with hostile(answer) as target:
        SocketTransport().send(sending, target + target_path)
    return seen[0]


def answer_to(raw: bytes, method: str = "GET") -> HTTPResponse:
    with hostile(says(raw)) as target:
        outcome = SocketTransport().send(request(method), target)
    assert isinstance(outcome, HTTPResponse)
    return outcome


def test_headers_go_out_in_their_order_and_case_and_nothing_is_added() -> None:
    headers = (
        ("Host", "api.example"),
        ("x-B", "2"),
        ("X-a", "1"),
        ("X-a", "1"),
        ("Connection", "close"),
    )
    headers += (("X-Empty", ""), ("X-Latin", "caf\xe9"))
    assert sent_for(request(headers=headers)) == (
        b"GET / HTTP/1.1\r\nHost: api.example\r\nx-B: 2\r\nX-a: 1\r\nX-a: "
        b"1\r\nConnection: close\r\nX-Empty: \r\nX-Latin: caf\xe9\r\n\r\n"
    )


def test_a_method_is_not_upper_cased() -> None:
    assert sent_for(request("patch")).startswith(b"patch / HTTP/1.1\r\n")


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://api.example/a/b%20c?q=%C3%A9&r#fragment", b"/a/b%20c?q=%C3%A9&r"),
        ("https://api.example//a/../b?", b"//a/../b?"),
        ("https://user:pw@api.example:8443/x?y=/#?", b"/x?y=/"),
        ("https://[::1]:8443/x", b"/x"),
    ],
)
def test_the_path_on_the_wire_is_the_url_s_path_and_query(url: str, path: bytes) -> None:
    assert sent_for(request(url=url), "/ignored?too").startswith(b"GET " + path + b" HTTP/1.1\r\n")


def test_a_body_follows_the_head() -> None:
    sent = sent_for(request("POST", headers=(("Content-Length", "4"),), body=b"\0\xffhi"))
    assert sent == b"POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\n\0\xffhi"


def test_without_a_target_the_url_s_own_host_and_port_answer() -> None:
    with hostile(says(OK, b"Content-Length: 2\r\n\r\nhi")) as base:
        for url in (
            base,
            base.replace("127.0.0.1", "localhost"),
            base.replace("127.0.0.1", "app.localhost"),
        ):
            assert SocketTransport().send(request(url=url + "/"), None) == HTTPResponse(
                200, (("Content-Length", "2"),), b"hi", "OK"
            )


def test_the_other_loopback_answers_for_ipv6() -> None:
    try:
        listener = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("this machine has no IPv6")
    with listener:
        url = f"http://[::1]:{listener.getsockname()[1]}/"
    outcome = SocketTransport().send(request(url=url))
    assert outcome.code == "connection-refused"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "target",
    [
        "127.0.0.1:5000",
        "ftp://127.0.0.1/",
        "http://",
        "http://127.0.0.1:99999",
        "http://127.0.0.1:x",
    ],
)
def test_a_target_that_is_no_base_url_is_told(target: str) -> None:
    with pytest.raises(ValueError, match=r"write it like 'http://127\.0\.0\.1:5000'"):
        SocketTransport().send(request(), target)


def test_a_timeout_that_leaves_no_time_is_told() -> None:
    with pytest.raises(ValueError, match="timeout=0 leaves no time"):
        SocketTransport(timeout=0)


def test_response_headers_keep_order_case_duplicates_and_bytes() -> None:
    raw = OK + (
        b"Set-Cookie: a=1\r\nX-Empty:\r\nset-cookie: b=2\r\nX-Latin:  caf\xe9 "
        b"\r\nContent-Length: 0\r\n\r\n"
    )
    expected = (
        ("Set-Cookie", "a=1"),
        ("X-Empty", ""),
        ("set-cookie", "b=2"),
        ("X-Latin", "caf\xe9"),
        ("Content-Length", "0"),
    )
    assert answer_to(raw).headers == expected


def test_bare_line_feeds_end_lines() -> None:
    raw = b"HTTP/1.1 201 Made it\nX-A: b\nContent-Length: 2\n\nhi"
    assert answer_to(raw) == HTTPResponse(
        201, (("X-A", "b"), ("Content-Length", "2")), b"hi", "Made it"
    )


@pytest.mark.parametrize(
    "interim",
    [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 3],
)
def test_informational_responses_are_passed_over(interim: bytes) -> None:
    assert answer_to(interim + OK + b"Content-Length: 2\r\n\r\nhi") == HTTPResponse(
        200, (("Content-Length", "2"),), b"hi", "OK"
    )


def test_a_body_without_a_length_ends_with_the_connection() -> None:
    assert answer_to(OK + b"\r\nhi there").body == b"hi there"


def test_chunks_are_joined_and_trailers_dropped() -> None:
    raw = OK + (
        b"Transfer-Encoding: chunked\r\n\r\n2;x=y\r\nhi\r\n6\r\n there\r\n0\r\nX-Trailer: t\r\n\r\n"
    )
    assert answer_to(raw) == HTTPResponse(
        200, (("Transfer-Encoding", "chunked"),), b"hi there", "OK"
    )


@pytest.mark.parametrize(
    "headers",
    [b"Transfer-Encoding: gzip, Chunked", b"Content-Length: 9\r\nTransfer-Encoding: chunked"],
)
def test_chunked_wins(headers: bytes) -> None:
    assert answer_to(OK + headers + b"\r\n\r\n2\r\nhi\r\n0\r\n\r\n").body == b"hi"


def test_content_coding_is_left_alone() -> None:
    assert (
        answer_to(OK + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b").body
        == b"\x1f\x8b"
    )


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("GET", 204), ("GET", 304)])
def test_responses_that_have_no_body(method: str, status: int) -> None:
    outcome = answer_to(b"HTTP/1.1 %d X\r\nContent-Length: 2\r\n\r\nhi" % status, method)
    assert outcome == HTTPResponse(status, (("Content-Length", "2"),), b"", "X")


def test_reading_stops_at_content_length() -> None:
    def answer(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(OK + b"Content-Length: 2\r\n\r\nhi")
        connection.recv(1)  # keeps the connection open until the client closes it

    with hostile(answer) as target:
        outcome = SocketTransport().send(request(), target)
    assert outcome == HTTPResponse(200, (("Content-Length", "2"),), b"hi", "OK")


def test_a_large_body_comes_whole() -> None:
    body = os.urandom(3_000_000)
    assert answer_to(OK + b"Content-Length: 3000000\r\n\r\n" + body).body == body


def test_importing_it_brings_in_no_tls_http_library_or_framework() -> None:
    unwanted = {"ssl", "requests", "flask", "werkzeug", "http.client", "IPython"}
    code = f"import sys, cors_lab.browser.transport.sockets; print(*{unwanted} & set(sys.modules))"
    assert (
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True
        ).stdout.strip()
        == ""
    )
