"""Whatever a server sends or fails to send, a transport ends in time with a stable code and leaves
no socket behind.
"""

from __future__ import annotations

import itertools
import socket
import ssl
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import trustme

from cors_lab.browser.transport.sockets import SocketTransport
from cors_lab.fetch.wire import HTTPRequest, HTTPResponse, NetworkFailure
from tests.hostile import drips, hostile, says, says_endlessly, says_then_resets, says_then_waits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hostile import Answer

pytestmark = pytest.mark.filterwarnings("error")

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.fixture(autouse=True)
def no_socket_left() -> Iterator[None]:
    fds = Path("/proc/self/fd")  # elsewhere than on Linux only the ResourceWarning tells
    before = len(list(fds.glob("*")))
    yield
    assert len(list(fds.glob("*"))) == before


def exchange(
    answer: Answer, timeout: float = 5.0, max_bytes: int = 1_000_000, body: bytes | None = None
) -> HTTPResponse | NetworkFailure:
    request = HTTPRequest(
        "request",
        "POST",
        "https://api.example/x",
        (("Host", "api.example"), ("Connection", "close")),
        body,
    )
    with hostile(answer) as target:
        return SocketTransport(timeout=timeout, max_bytes=max_bytes).send(request, target)


def failure_of(answer: Answer, timeout: float = 5.0) -> str:
    outcome = exchange(answer, timeout=timeout)
    assert isinstance(outcome, NetworkFailure), outcome
    assert outcome.detail
    assert "127.0.0.1" not in outcome.detail
    return outcome.code


def broken_body_of(answer: Answer, timeout: float = 5.0) -> tuple[bytes, str | None]:
    outcome = exchange(answer, timeout=timeout)
    assert isinstance(outcome, HTTPResponse), outcome
    return outcome.body, outcome.body_error


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        pytest.param("connection-closed", says(), id="closed without answer"),
        pytest.param("connection-closed", says_then_resets(), id="reset without answer"),
        pytest.param(
            "connection-closed", says(b"HT"), id="closed in the middle of the status line"
        ),
        pytest.param(
            "connection-closed", says_then_resets(OK), id="reset in the middle of the headers"
        ),
        pytest.param(
            "connection-closed", says(b"HTTP/1.1 100 Continue\r\n\r\n"), id="closed after a 1xx"
        ),
        pytest.param("bad-response", says_then_waits(b"hello world"), id="garbage"),
        pytest.param(
            "bad-response",
            says_then_waits(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc"),
            id="TLS in answer to plain HTTP",
        ),
        pytest.param("bad-response", says(OK, b"X-A: b\0c\r\n\r\n"), id="NUL in a header"),
        pytest.param(
            "bad-response",
            says(OK, b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nhi"),
            id="two Content-Lengths",
        ),
        pytest.param(
            "bad-response",
            says(OK, b"Content-Length: 1, 2\r\n\r\nhi"),
            id="two Content-Lengths in one line",
        ),
        pytest.param(
            "response-too-large", says_endlessly(OK, b"X-A: b\r\n" * 100), id="endless headers"
        ),
        pytest.param(
            "response-too-large",
            says_endlessly(OK + b"X-A: ", b"b" * 1000),
            id="endless header value",
        ),
        pytest.param(
            "response-too-large",
            says_endlessly(b"HTTP/1.1 ", b"1" * 1000),
            id="endless status line",
        ),
        pytest.param(
            "response-too-large",
            says_endlessly(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
            id="1xx flood",
        ),
    ],
)
def test_an_answer_that_is_no_response_is_a_network_failure(code: str, answer: Answer) -> None:
    assert failure_of(answer) == code


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(says_then_waits(), id="never answers"),
        pytest.param(says_then_waits(OK), id="never ends the headers"),
        pytest.param(drips(OK, itertools.repeat(b"a")), id="drips headers"),
        pytest.param(
            drips(b"", itertools.repeat(b"HTTP/1.1 102 Processing\r\n\r\n")), id="drips 1xx"
        ),
    ],
)
def test_a_response_that_does_not_come_in_time_is_a_timeout(answer: Answer) -> None:
    assert failure_of(answer, timeout=0.3) == "timeout"


@pytest.mark.parametrize("header", [b"Content-Length: 9\r\n", b""])
def test_a_body_that_stalls_is_kept_as_far_as_it_came(header: bytes) -> None:
    assert broken_body_of(says_then_waits(OK, header, b"\r\nhi"), timeout=0.3) == (
        b"hi",
        "body-timeout",
    )


def test_a_body_that_drips_for_longer_than_the_timeout_ends_with_it() -> None:
    body, error = broken_body_of(drips(OK + b"\r\n", itertools.repeat(b"a")), timeout=0.3)
    assert error == "body-timeout"
    assert set(body) == set(b"a")


def test_a_server_that_never_reads_a_large_request_is_a_timeout() -> None:
    request = HTTPRequest(
        "request",
        "POST",
        "https://api.example/",
        (("Content-Length", "50000000"),),
        b"a" * 50_000_000,
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:  # the kernel accepts, nobody reads
        outcome = SocketTransport(timeout=0.3).send(
            request, f"http://127.0.0.1:{listener.getsockname()[1]}"
        )
    assert outcome == NetworkFailure("timeout", "no response in the time allowed")


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        pytest.param(
            "body-incomplete",
            says(OK, b"Content-Length: 9\r\n\r\nhi"),
            id="Content-Length too long",
        ),
        pytest.param("body-incomplete", says(CHUNKED, b"2\r\nhi\r\n"), id="chunks without an end"),
        pytest.param("body-incomplete", says(CHUNKED, b"9\r\nhi"), id="chunk cut"),
        pytest.param(
            "body-garbage",
            says(CHUNKED, b"2\r\nhi\r\nzz\r\nhi\r\n0\r\n\r\n"),
            id="chunk size not a number",
        ),
        pytest.param(
            "body-garbage",
            says(CHUNKED, b"2\r\nhi\r\n-2\r\nhi\r\n0\r\n\r\n"),
            id="negative chunk size",
        ),
        pytest.param(
            "body-garbage",
            says(CHUNKED, b"2\r\nhithere\r\n0\r\n\r\n"),
            id="chunk longer than its size",
        ),
        pytest.param(
            "body-garbage",
            says_endlessly(CHUNKED + b"2\r\nhi\r\n", b"1;" + b"a" * 1000),
            id="endless chunk extension",
        ),
        pytest.param(
            "body-garbage",
            says_endlessly(CHUNKED + b"2\r\nhi\r\n0\r\n", b"X-A: b\r\n" * 100),
            id="endless trailers",
        ),
        pytest.param(
            "body-reset", says_then_resets(OK, b"Content-Length: 9\r\n\r\nhi"), id="reset"
        ),
        pytest.param(
            "body-reset", says_then_resets(OK, b"\r\nhi"), id="reset without Content-Length"
        ),
        pytest.param(
            None, says(OK, b"Content-Length: 2\r\n\r\nhi there"), id="Content-Length too short"
        ),
        pytest.param(
            None,
            says(OK, b"Content-Length: 2\r\n\r\nhi", OK, b"Content-Length: 2\r\n\r\nho"),
            id="a second response",
        ),
    ],
)
def test_a_body_that_breaks_is_kept_as_far_as_it_came(error: str | None, answer: Answer) -> None:
    assert broken_body_of(answer) == (b"hi", error)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(says_endlessly(OK + b"\r\n", b"a" * 4096), id="to the end of the connection"),
        pytest.param(says_endlessly(CHUNKED, b"64\r\n" + b"a" * 100 + b"\r\n"), id="in chunks"),
        pytest.param(
            says(OK, b"Content-Length: 99999999999\r\n\r\n", b"a" * 200_000),
            id="by its Content-Length",
        ),
    ],
)
def test_an_endless_body_is_cut(answer: Answer) -> None:
    outcome = exchange(answer, max_bytes=100_000)
    assert isinstance(outcome, HTTPResponse)
    assert outcome.body == b"a" * 100_000
    assert outcome.body_error == "body-too-large"


def test_a_body_of_just_the_allowed_size_is_whole() -> None:
    outcome = exchange(says(OK, b"Content-Length: 10\r\n\r\n0123456789"), max_bytes=10)
    assert isinstance(outcome, HTTPResponse)
    assert (outcome.body, outcome.body_error) == (b"0123456789", None)


def test_an_answer_to_a_request_that_was_not_read_is_still_an_answer() -> None:
    def answer(connection: socket.socket) -> None:
        connection.recv(1)
        connection.sendall(b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n")

    outcome = exchange(answer, body=b"a" * 3_000_000)
    assert isinstance(outcome, HTTPResponse)
    assert outcome.status == 413


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param(b"no colon here\r\nX-A: b", [("X-A", "b")], id="a line without a colon"),
        pytest.param(
            b"X A: b\r\nX-\xe9: b\r\n: b\r\nX-A: b", [("X-A", "b")], id="names that are none"
        ),
        pytest.param(b"X-A : b", [("X-A", "b")], id="a space before the colon"),
        pytest.param(
            b" folded: first\r\nX-A: b\r\n  c\r\n\td", [("X-A", "b c d")], id="folded lines"
        ),
        pytest.param(
            b"X-A: b\rX-B: c\rjunk", [("X-A", "b"), ("X-B", "c")], id="bare CR ends a line"
        ),
        pytest.param(b"X-A: b\x01c", [("X-A", "b\x01c")], id="a control character"),
        pytest.param(
            b"Content-Length: abc", [("Content-Length", "abc")], id="Content-Length not a number"
        ),
        pytest.param(
            b"Content-Length: -2", [("Content-Length", "-2")], id="negative Content-Length"
        ),
        pytest.param(
            b"Content-Length: 2\r\nContent-Length: 2",
            [("Content-Length", "2")] * 2,
            id="same Content-Length twice",
        ),
        pytest.param(
            b"Content-Length: 2, 2",
            [("Content-Length", "2, 2")],
            id="same Content-Length twice in a line",
        ),
        pytest.param(
            b"Transfer-Encoding: identity",
            [("Transfer-Encoding", "identity")],
            id="an unknown transfer coding",
        ),
    ],
)
def test_header_lines_that_browsers_take_are_read_as_chromium_does(
    headers: bytes, expected: list[tuple[str, str]]
) -> None:
    outcome = exchange(says(OK, headers, b"\r\n\r\nhi"))
    assert outcome == HTTPResponse(200, tuple(expected), b"hi", "OK")


@pytest.mark.parametrize(
    ("line", "status", "text"),
    [
        (b"HTTP/1.1 200", 200, ""),
        (b"HTTP/1.1", 200, "OK"),
        (b"HTTP/1.1  404  Not  here ", 404, "Not  here"),
        (b"HTTP/1.0 200 b\xe9", 200, "b\xe9"),
        (b"HTTP/2.0 200 OK", 200, "OK"),
        (b"http/1.1 200 OK", 200, "OK"),
        (b"HTTP/1 200 OK", 200, "OK"),
        (b"\r\nHTTP/1.1 200 OK", 200, "OK"),
        (b"abcHTTP/1.1 200 OK", 200, "OK"),
        (b"HTTP/1.1 99 OK", 99, "OK"),
        (b"HTTP/1.1 600 OK", 600, "OK"),
        (b"HTTP/1.1 999 OK", 999, "OK"),
    ],
)
def test_status_lines_that_browsers_take(line: bytes, status: int, text: str) -> None:
    outcome = exchange(says(line, b"\r\nContent-Length: 2\r\n\r\nhi"))
    assert outcome == HTTPResponse(status, (("Content-Length", "2"),), b"hi", text)


def test_long_runs_of_blanks_take_no_time() -> None:
    blanks = b" " * 100_000
    outcome = exchange(
        says(b"HTTP/1.1 200 a", blanks, b"b\r\nX-A:", blanks, b"b\r\n\r\n"), timeout=2.0
    )
    assert isinstance(outcome, HTTPResponse)
    assert outcome.headers == (("X-A", "b"),)


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        target = f"http://127.0.0.1:{listener.getsockname()[1]}"
    outcome = SocketTransport().send(
        HTTPRequest("request", "GET", "https://api.example/", ()), target
    )
    assert outcome == NetworkFailure("connection-refused", "no server listens there")


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a..b", f"{'a' * 64}.invalid"])
def test_a_name_without_address(host: str) -> None:
    outcome = SocketTransport(timeout=20).send(HTTPRequest("request", "GET", f"http://{host}/", ()))
    assert outcome == NetworkFailure("name-not-resolved", "the host name has no address")


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def authority_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("tls") / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return str(path)


def tls_exchange(
    authority: trustme.CA,
    verify: bool | str,
    url: str = "https://api.example/",
    names: list[str] | None = None,
) -> HTTPResponse | NetworkFailure:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("api.example").configure_cert(context)
    context.sni_callback = lambda _socket, name, _context: (
        names if names is not None else []
    ).append(name)
    with hostile(says(OK, b"Content-Length: 2\r\n\r\nhi"), context) as target:
        return SocketTransport(verify=verify).send(
            HTTPRequest("request", "GET", url, (("Host", "api.example"),)), target
        )


def test_tls_with_the_authority_trusted_names_the_host_of_the_url(
    authority: trustme.CA, authority_file: str
) -> None:
    names: list[str] = []
    outcome = tls_exchange(authority, authority_file, names=names)
    assert outcome == HTTPResponse(200, (("Content-Length", "2"),), b"hi", "OK")
    assert names == ["api.example"]


def test_tls_with_an_unknown_authority(authority: trustme.CA) -> None:
    outcome = tls_exchange(authority, True)
    assert outcome == NetworkFailure("tls", "unable to get local issuer certificate")


def test_tls_with_the_certificate_of_another_host(
    authority: trustme.CA, authority_file: str
) -> None:
    outcome = tls_exchange(authority, authority_file, url="https://other.example/")
    assert isinstance(outcome, NetworkFailure)
    assert outcome.code == "tls"
    assert "hostname mismatch" in outcome.detail


def test_tls_unverified(authority: trustme.CA) -> None:
    assert isinstance(tls_exchange(authority, False, url="https://other.example/"), HTTPResponse)


def test_tls_for_a_host_that_cannot_be_named_in_it(authority: trustme.CA) -> None:
    outcome = tls_exchange(authority, False, url=f"https://{'a' * 64}.example/")
    assert outcome == NetworkFailure("tls", "the host name cannot be a TLS server name")


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        pytest.param(
            "tls",
            lambda connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
            id="plain HTTP",
        ),
        pytest.param(
            "tls", lambda connection: connection.recv(65536) and None, id="closed in the handshake"
        ),
        pytest.param(
            "timeout",
            lambda connection: connection.recv(65536) and connection.recv(1) and None,
            id="silent",
        ),
    ],
)
def test_tls_with_a_server_that_does_not_speak_it(code: str, answer: Answer) -> None:
    request = HTTPRequest("request", "GET", "https://api.example/", ())
    with hostile(answer) as target:
        outcome = SocketTransport(timeout=0.3).send(request, target.replace("http:", "https:"))
    assert isinstance(outcome, NetworkFailure)
    assert outcome.code == code


def test_a_wrong_path_of_certificates_is_told_at_once(tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("not a certificate")
    for path in (str(empty), str(tmp_path / "missing.pem")):
        with pytest.raises(ValueError, match="not a file of CA certificates"):
            SocketTransport(verify=path)
