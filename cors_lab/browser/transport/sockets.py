"""A request over a socket, in clear or with TLS."""

from __future__ import annotations

import contextlib
import select
import socket
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from cors_lab.browser.transport import MAX_BODY
from cors_lab.browser.transport.address import parse_address
from cors_lab.browser.transport.read_response import (
    NoResponse,
    body_reader,
    can_go_on,
    read_body,
    read_head,
)
from cors_lab.fetch.wire import HTTPResponse, NetworkFailure

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from cors_lab.fetch.wire import HTTPRequest

FAILURES: tuple[tuple[type[OSError], str, str], ...] = (
    (TimeoutError, "timeout", "no response in the time allowed"),
    (socket.gaierror, "name-not-resolved", "the host name has no address"),
    (ConnectionRefusedError, "connection-refused", "no server listens there"),
    (ConnectionError, "connection-closed", "the server reset the connection"),
    (OSError, "network-unreachable", "no way to the server's address"),
)
# OpenSSL's words for a server that does not begin as TLS does; "wrong version number" sends people
# looking for a version.
NO_TLS = frozenset(
    {
        "WRONG_VERSION_NUMBER",
        "RECORD_LAYER_FAILURE",
        "HTTP_REQUEST",
        "PACKET_LENGTH_TOO_LONG",
        "UNEXPECTED_MESSAGE",
    }
)

Server = tuple[
    str, str, int, str
]  # scheme, host and port to connect to, and the name that the URL gives it


class SocketTransport:
    """One connection per request, or, with `keep`, as browsers do it: the next request to the same
    server goes over the last connection.

    `timeout` (seconds) covers all of an exchange except the system's name lookup, which nothing
    interrupts. `verify` is True (the system's trust store), False, or the path of a file of CA
    certificates; `max_bytes` bounds the body. What is kept ends with `close`.
    """

    def __init__(
        self,
        timeout: float = 5.0,
        verify: bool | str = True,
        max_bytes: int = MAX_BODY,
        keep: bool = False,
    ) -> None:
        if not timeout > 0:
            raise ValueError(
                f"timeout={timeout!r} leaves no time: give a number of seconds above 0."
            )
        self._timeout, self._verify, self._max_bytes, self._keep = timeout, verify, max_bytes, keep
        # a wrong path is told now, not at the first fetch
        if isinstance(verify, bool):
            self._context = None
        else:
            self._context = _tls_context(verify)
        self._kept: tuple[Server, socket.socket] | None = None

    def close(self) -> None:
        """Hang up."""
        if self._kept is not None:
            self._kept[1].close()
            self._kept = None

    def send(
        self, request: HTTPRequest, target: str | None = None
    ) -> HTTPResponse | NetworkFailure:
        """The server's answer to this request; `target` is the base URL of the server to connect to
        instead of the URL's own.
        """
        started = monotonic()
        if request.patience is None:
            patience = self._timeout
        else:
            patience = request.patience
        deadline = started + min(self._timeout, patience)
        _, name, _, path = parse_address(request.url)
        server = (*parse_address(target or request.url)[:3], name)
        try:
            answer = self._send_over_kept(server, deadline, request, path)
            answer = answer or self._exchange(
                server, self._connect(server, deadline), deadline, request, path
            )
            return replace(answer, elapsed=monotonic() - started)
        except NoResponse as error:
            return NetworkFailure(*error.args)
        except OSError as error:
            return _failure(error)

    def _send_over_kept(
        self, server: Server, deadline: float, request: HTTPRequest, path: str
    ) -> HTTPResponse | None:
        """The answer over the kept connection; None without one to this server, or if the server
        has hung up by now, or has sent what no one asked for: that would be taken for the answer.

        Then the request goes out once more, whatever its method, as browsers send it.
        """
        if self._kept is None or self._kept[0] != server:
            self.close()
            return None
        (_, sock), self._kept = self._kept, None
        if _has_something_to_read(sock):
            sock.close()
            return None
        try:
            return self._exchange(server, sock, deadline, request, path)
        except OSError:
            return None  # after the deadline there is no time for a new connection either
        except NoResponse as error:
            if error.args[0] != "connection-closed":
                raise
            return None

    def _connect(self, server: Server, deadline: float) -> socket.socket:
        """A new connection; with TLS, as the host that the URL names, not the one that the target
        names.
        """
        scheme, host, port, name = server
        sock = _connected(host, port, deadline)
        if scheme == "http":
            return sock
        try:
            self._context = self._context or _tls_context(self._verify)
            sock.settimeout(_left(deadline))
            return self._context.wrap_socket(sock, server_hostname=name.strip("[]").encode("idna"))
        except UnicodeError as error:
            raise NoResponse("tls", "the host name cannot be a TLS server name") from error
        finally:
            # does nothing once it is wrapped; where it is not, ssl itself would leak it
            sock.close()

    def _exchange(
        self, server: Server, sock: socket.socket, deadline: float, request: HTTPRequest, path: str
    ) -> HTTPResponse:
        """Send the request as it is, read the response; a server that stops listening half-way may
        still have answered.
        """
        lines = "".join(f"{name}: {value}\r\n" for name, value in request.headers)
        with contextlib.ExitStack() as stack:
            stack.callback(sock.close)
            sock.settimeout(_left(deadline))
            with contextlib.suppress(ConnectionError):
                sock.sendall(
                    f"{request.method} {path} HTTP/1.1\r\n{lines}\r\n".encode("latin-1")
                    + (request.body or b"")
                )
            receive = partial(_receive, sock, deadline)
            head, rest = read_head(receive, request.url.startswith("https:"))
            if head.status == 101 and request.kind == "websocket":
                return self._converse(sock, receive, request, head, rest)
            if head.status == 101:
                return head
            reader = body_reader(request.method, head, rest)
            body, body_error = read_body(receive, reader, self._max_bytes)
            if self._keep and can_go_on(head, reader):
                stack.pop_all()
                self._kept = server, sock
            return replace(head, body=body, body_error=body_error)

    def _converse(
        self,
        sock: socket.socket,
        receive: Callable[[], bytes],
        request: HTTPRequest,
        head: HTTPResponse,
        rest: bytes,
    ) -> HTTPResponse:
        """The head, with what came over the web socket that it opened."""
        # Imported here: most exchanges open no web socket.
        from cors_lab.browser.transport.websockets import Conversation

        talk = Conversation(head, rest, receive, request.stay, self._max_bytes)
        return replace(head, frames=talk.listen(sock.sendall))


def _has_something_to_read(sock: socket.socket) -> bool:
    """Has the other side said anything since the last answer, if only that it hangs up?

    A TLS connection is asked as well for what it has read already.
    """
    pending = getattr(sock, "pending", lambda: 0)
    with contextlib.suppress(OSError, ValueError):
        return pending() > 0 or bool(select.select([sock], [], [], 0)[0])
    return True


def _failure(error: OSError) -> NetworkFailure:
    """What an error of the socket is called."""
    if (
        type(error).__module__ == "ssl"
    ):  # Python 3.11.2 gives no reason for a connection that was closed in the handshake
        reason = (
            getattr(error, "verify_message", None)
            or getattr(error, "reason", None)
            or "UNEXPECTED_EOF_WHILE_READING"
        )
        return NetworkFailure(
            "tls",
            (
                "the server does not speak TLS on that port"
                if reason in NO_TLS
                else reason.replace("_", " ").lower()
            ),
        )
    return next(
        NetworkFailure(code, detail) for kind, code, detail in FAILURES if isinstance(error, kind)
    )


def _tls_context(verify: bool | str) -> ssl.SSLContext:
    """A client's TLS settings; ValueError when `verify` is a path, but not of a file of
    certificates.
    """
    # as costly to import as all the rest here, and most exchanges go to loopback in clear
    import ssl

    try:
        context = ssl.create_default_context(cafile=None if isinstance(verify, bool) else verify)
    except OSError as error:
        raise ValueError(
            f"verify={verify!r} is not a file of CA certificates (PEM): give the path of one, True"
            " or False."
        ) from error
    if verify is False:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["http/1.1"])
    return context


def _left(deadline: float) -> float:
    """Seconds until the deadline; TimeoutError when there are none."""
    if (left := deadline - monotonic()) <= 0:
        raise TimeoutError
    return left


def _connected(host: str, port: int, deadline: float) -> socket.socket:
    """A socket connected to the first address of the host that answers; the last one's OSError when
    none does.
    """
    # browsers: every such name is this machine
    if host.endswith(".localhost"):
        name = "localhost"
    else:
        name = host.strip("[]")
    failure = OSError()
    # As bytes: text would be made IDNA once more, which raises UnicodeError for an empty or a long
    # label.
    for family, _, _, _, address in socket.getaddrinfo(
        name.encode("latin-1"), port, type=socket.SOCK_STREAM
    ):
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.settimeout(_left(deadline))
            sock.connect(address)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return sock
        except OSError as error:
            sock.close()
            failure = error
    raise failure


def _receive(sock: socket.socket, deadline: float) -> bytes:
    """What has come, b"" at the end; TimeoutError after the deadline, OSError when the connection
    breaks.
    """
    sock.settimeout(_left(deadline))
    return sock.recv(64 * 1024)
