"""A transport that keeps its connection asks as browsers do: the next request to the same server
goes over the last connection.
"""

from __future__ import annotations

import ssl
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import trustme

from cors_lab.browser.transport.sockets import SocketTransport
from cors_lab.fetch.wire import HTTPRequest, HTTPResponse, NetworkFailure
from tests.hostile import hostile, read_request

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"


class Server:
    """Answers with one text after the other; `connections` has the paths that were asked for on
    each connection.
    """

    def __init__(self, *texts: bytes, hangs_up: bool = False) -> None:
        self.texts, self.hangs_up = list(texts), hangs_up
        self.connections: list[list[str]] = []

    def __call__(self, connection: socket.socket) -> None:
        self.connections.append(asked := [])
        while request := read_request(connection):
            asked.append(request.split()[1].decode())
            if not self.texts:
                connection.recv(1)  # keeps silent until the client hangs up
                return
            connection.sendall(self.texts.pop(0))
            if self.hangs_up:
                return


@pytest.fixture
def transport() -> Iterator[SocketTransport]:
    with closing(SocketTransport(keep=True)) as transport:
        yield transport


def ask(
    transport: SocketTransport,
    target: str,
    path: str,
    method: str = "GET",
    name: str = "api.example",
) -> HTTPResponse | NetworkFailure:
    scheme = target.partition(":")[0]
    return transport.send(
        HTTPRequest("request", method, f"{scheme}://{name}{path}", (("Host", name),)), target
    )


def body(answer: HTTPResponse | NetworkFailure) -> bytes:
    assert isinstance(answer, HTTPResponse), answer
    assert answer.body_error is None
    return answer.body


@pytest.mark.parametrize("first", [OK, CHUNKED, b"HTTP/1.1 204 No Content\r\n\r\n"])
def test_the_next_request_goes_over_the_same_connection(
    transport: SocketTransport, first: bytes
) -> None:
    server = Server(first, OK)
    with hostile(server) as target:
        ask(transport, target, "/a", "OPTIONS")
        assert body(ask(transport, target, "/b", "PUT")) == b"hi"
        transport.close()
    assert server.connections == [["/a", "/b"]]


def test_without_being_told_to_keep_it_each_request_has_its_own() -> None:
    server = Server(OK, OK)
    with hostile(server) as target:
        assert [body(ask(SocketTransport(), target, path)) for path in ("/a", "/b")] == [
            b"hi",
            b"hi",
        ]
    assert server.connections == [["/a"], ["/b"]]


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(
            OK.replace(b"\r\n", b"\r\nConnection: close\r\n", 1),
            id="the server says that it closes",
        ),
        pytest.param(OK + b"more", id="something comes behind the body"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n",
            id="the body is broken",
        ),
    ],
)
def test_what_cannot_go_on_is_closed(transport: SocketTransport, first: bytes) -> None:
    server = Server(first, OK)
    with hostile(server) as target:
        ask(transport, target, "/a")
        assert body(ask(transport, target, "/b")) == b"hi"
        transport.close()
    assert server.connections == [["/a"], ["/b"]]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_server_that_has_hung_up_is_asked_once_more_as_browsers_do(
    transport: SocketTransport, method: str
) -> None:
    server = Server(OK, OK, hangs_up=True)
    with hostile(server) as target:
        ask(transport, target, "/a")
        assert body(ask(transport, target, "/b", method)) == b"hi"
        transport.close()
    assert server.connections == [["/a"], ["/b"]]


def test_a_server_that_keeps_silent_is_not_asked_twice() -> None:
    server = Server(OK)
    with hostile(server) as target, closing(SocketTransport(timeout=0.3, keep=True)) as transport:
        ask(transport, target, "/a")
        answer = ask(transport, target, "/b", "POST")
    assert isinstance(answer, NetworkFailure)
    assert (answer.code, server.connections) == ("timeout", [["/a", "/b"]])


def test_another_name_or_server_has_a_connection_of_its_own(transport: SocketTransport) -> None:
    server, other = Server(OK, OK), Server(OK)
    with hostile(server) as target, hostile(other) as elsewhere:
        ask(transport, target, "/a")
        ask(transport, target, "/b", name="www.example")
        ask(transport, elsewhere, "/c", name="www.example")
        transport.close()
    assert (server.connections, other.connections) == ([["/a"], ["/b"]], [["/c"]])


@pytest.mark.parametrize("hangs_up", [False, True])
def test_tls_is_negotiated_once_for_each_connection(hangs_up: bool) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("api.example").configure_cert(context)
    server = Server(OK, OK, hangs_up=hangs_up)
    with (
        hostile(server, context) as target,
        closing(SocketTransport(verify=False, keep=True)) as transport,
    ):
        assert [body(ask(transport, target, path)) for path in ("/a", "/b")] == [b"hi", b"hi"]
    assert server.connections == ([["/a"], ["/b"]] if hangs_up else [["/a", "/b"]])


LATE = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate"


@pytest.mark.parametrize("more", [b"a body that a 204 has not", LATE, b"\r\n"])
def test_what_no_one_asked_for_is_not_taken_for_the_next_answer(
    transport: SocketTransport, more: bytes
) -> None:
    sent = threading.Event()

    class Talkative(Server):
        def __call__(self, connection: socket.socket) -> None:
            self.connections.append(asked := [])
            while request := read_request(connection):
                asked.append(request.split()[1].decode())
                connection.sendall(self.texts.pop(0))
                if len(self.connections) == 1:
                    connection.sendall(more)
                    sent.set()

    server = Talkative(b"HTTP/1.1 204 No Content\r\n\r\n", OK)
    with hostile(server) as target:
        ask(transport, target, "/a", "OPTIONS")
        assert sent.wait(5)
        time.sleep(0.05)  # on its way
        assert body(ask(transport, target, "/b", "PUT")) == b"hi"
        transport.close()
    assert server.connections == [["/a"], ["/b"]]
