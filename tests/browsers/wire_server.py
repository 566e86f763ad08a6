"""A raw server on loopback that sends exactly what it is told to, for tests over real sockets and
for recording real browsers.

One answer per connection, byte for byte: duplicate header lines, latin-1 text, any status. It adds
nothing of its own.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from typing import TYPE_CHECKING

from cors_lab.fetch.wire import HTTPRequest, HTTPResponse, NetworkFailure

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from typing import Self

    Handler = Callable[[HTTPRequest], HTTPResponse | NetworkFailure]

LOOPBACK = "127.0.0.1"
SOCKS_NO_AUTHENTICATION = b"\x05\x00"
SOCKS_REPLY = b"\x05%c\x00\x01\x00\x00\x00\x00\x00\x00"
SOCKS_REFUSALS = {b"nowhere.test": 4, b"refused.test": 5}  # host unreachable, connection refused
IDLE = 60.0


class WireServer:
    """Listens on a free loopback port and answers with `handler`; `scheme` is that of the URLs it
    stands for.

    With `socks`, it is a SOCKS5 proxy that plays every server a browser asks for: TLS (with `tls`)
    on ports whose number ends in 43.
    """

    def __init__(
        self,
        handler: Handler,
        scheme: str = "http",
        tls: ssl.SSLContext | None = None,
        socks: bool = False,
    ) -> None:
        self.handler, self.scheme, self.tls, self.socks = handler, scheme, tls, socks
        self._listener = socket.create_server((LOOPBACK, 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._start(self._accept)

    @property
    def origin(self) -> str:
        """Where it listens, as a base URL in clear."""
        return f"http://{LOOPBACK}:{self.port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop listening, end every connection and wait for the threads."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):
            thread.join(5)

    def _start(self, work: Callable[..., None], *arguments: object) -> None:
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self._start(self._connected, connection)

    def _connected(self, connection: socket.socket) -> None:
        connection.settimeout(IDLE)
        with self._lock:
            self._open.add(connection)
        try:
            self._serve(connection)
        except (
            OSError,
            ValueError,
        ):  # a browser that goes away, or opens a connection and never speaks, is no concern
            pass
        finally:
            with self._lock:
                self._open.discard(connection)
            connection.close()

    def _serve(self, connection: socket.socket) -> None:
        scheme = self.scheme
        if self.socks:
            scheme = "https" if str(_socks_port(connection)).endswith("43") else "http"
        if self.tls and scheme == "https":
            connection = self.tls.wrap_socket(connection, server_side=True)
        with connection:
            _answer(connection, scheme, self.handler)


def _answer(connection: socket.socket, scheme: str, handler: Handler) -> None:
    request = read_request(connection, scheme)
    if request is None:
        return
    answer = handler(request)
    if isinstance(answer, HTTPResponse):
        connection.sendall(encode(answer))
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(
            4096
        ):  # closing before the other end has read would reset the connection and lose the answer
            pass


def read_request(connection: socket.socket, scheme: str) -> HTTPRequest | None:
    """The request that arrives, or None when the other end closes without one."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return None
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = tuple(
        (name, value.strip(" \t")) for name, _, value in (line.partition(":") for line in lines)
    )
    low = {name.lower(): value for name, value in headers}
    length = int(low.get("content-length", "0"))
    while len(body) < length:
        piece = connection.recv(65536)
        if not piece:
            return None
        body += piece
    method, target, _ = first.split(" ", 2)
    kind = (
        "preflight" if method == "OPTIONS" and "access-control-request-method" in low else "request"
    )
    return HTTPRequest(kind, method, f"{scheme}://{low['host']}{target}", headers, body or None)


def encode(response: HTTPResponse) -> bytes:
    """A response as bytes, with nothing added."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in response.headers)
    return (
        f"HTTP/1.1 {response.status} {response.status_text}\r\n{lines}\r\n".encode("latin-1")
        + response.body
    )


def _socks_port(connection: socket.socket) -> int:
    """The SOCKS5 greeting and CONNECT request; the port that is asked for. RFC 1928, sections 3 to
    6.
    """
    _, methods = _exactly(connection, 2)
    _exactly(connection, methods)
    connection.sendall(SOCKS_NO_AUTHENTICATION)
    _, _, _, kind = _exactly(connection, 4)
    host = _exactly(connection, {1: 4, 4: 16}.get(kind) or _exactly(connection, 1)[0])
    port: int = struct.unpack("!H", _exactly(connection, 2))[0]
    connection.sendall(SOCKS_REPLY % SOCKS_REFUSALS.get(host, 0))
    if host in SOCKS_REFUSALS:
        raise ConnectionError("refused, as this host always is")
    return port


def _exactly(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        piece = connection.recv(count - len(data))
        if not piece:
            raise ConnectionError("closed in the middle of the SOCKS greeting")
        data += piece
    return data
