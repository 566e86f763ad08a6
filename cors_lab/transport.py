"""Puts one request on the wire, byte for byte, bounded in time and size: over a socket, or to a WSGI app called in this process."""

from __future__ import annotations

import contextlib
import io
import re
import socket
import sys
import traceback
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

import h11

from cors_lab.fetch.response import HTTPResponse, NetworkFailure

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Iterator
    from wsgiref.types import WSGIApplication

    from cors_lab.fetch.request import HTTPRequest

CRASH = HTTPResponse(500, (("Content-Type", "text/plain"),), b"Internal Server Error", "INTERNAL SERVER ERROR")
MAX_BODY = 32 * 1024 * 1024
MAX_HEAD = 256 * 1024  # as Chromium (ERR_RESPONSE_HEADERS_TOO_BIG); here every 1xx head before the final one counts
FAILURES: tuple[tuple[type[OSError], str, str], ...] = (
    (TimeoutError, "timeout", "no response in the time allowed"),
    (socket.gaierror, "name-not-resolved", "the host name has no address"),
    (ConnectionRefusedError, "connection-refused", "no server listens there"),
    (ConnectionError, "connection-closed", "the server reset the connection"),
    (OSError, "network-unreachable", "no way to the server's address"),
)

HTTP_URL = re.compile(r"(https?)://(?:[^/?#@]*@)?(\[[0-9A-Fa-f:.]+\]|[^/?#:@\[\]]+)(?::([0-9]{0,5}))?(?=[/?#]|$)([^#]*)")
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
BLANK_LINE = re.compile(rb"\n\r?\n")
# Chromium and Firefox, when asked, both took: four bytes of junk first, any version number, spaces, 1 to 3 digits, no status (then 200).
STATUS_LINE = re.compile(r"(?is).{0,4}?HTTP/[0-9](?:\.[0-9])?(?: +(?:([0-9]{1,3})(?![0-9])(.*))?)?")
GET, HEAD = (h11.Request(method=method, target="/", headers=[("Host", "-")]) for method in ("GET", "HEAD"))


class _NoResponse(Exception):
    """The exchange ended before a response had arrived; the arguments are those of NetworkFailure."""


def _parse_url(url: str) -> tuple[str, str, int, str]:
    """Scheme, host as written, port, and path with query of a serialised http(s) URL; ValueError for anything else."""
    match = HTTP_URL.match(url)
    if match is None or int(match[3] or 0) > 65535:
        raise ValueError(f"No server can be reached at {url!r}: write it like 'http://127.0.0.1:5000'.")
    port = int(match[3] or (443 if match[1] == "https" else 80))
    return match[1], match[2], port, match[4] if match[4].startswith("/") else f"/{match[4]}"


class SocketTransport:
    """One connection per request; `timeout` (seconds) covers all of it except the system's name lookup, which nothing interrupts.
    `verify` is True (the system's trust store), False, or the path of a file of CA certificates; `max_bytes` bounds the body.
    """

    def __init__(self, timeout: float = 5.0, verify: bool | str = True, max_bytes: int = MAX_BODY) -> None:
        if not timeout > 0:
            raise ValueError(f"timeout={timeout!r} leaves no time: give a number of seconds above 0.")
        self._timeout, self._verify, self._max_bytes = timeout, verify, max_bytes
        self._context = None if isinstance(verify, bool) else _tls_context(verify)  # a wrong path is told now, not at the first fetch

    def send(self, request: HTTPRequest, target: str | None = None) -> HTTPResponse | NetworkFailure:
        """The server's answer to this request; `target` is the base URL of the server to connect to instead of the URL's own."""
        deadline = monotonic() + self._timeout
        _, name, _, path = _parse_url(request.url)
        scheme, host, port, _ = _parse_url(target or request.url)
        try:
            sock = _connect(host, port, deadline)
            try:
                if scheme == "https":
                    sock = self._handshake(sock, name, deadline)
                return self._exchange(sock, deadline, request, path)
            finally:
                sock.close()
        except _NoResponse as error:
            return NetworkFailure(*error.args)
        except OSError as error:
            return _failure(error)

    def _handshake(self, sock: socket.socket, name: str, deadline: float) -> socket.socket:
        """The socket with TLS on it, as the host that the URL names, not the one that the target names."""
        self._context = self._context or _tls_context(self._verify)
        sock.settimeout(_left(deadline))
        try:
            return self._context.wrap_socket(sock, server_hostname=name.strip("[]").encode("idna"))  # ssl itself would leak on failure
        except UnicodeError as error:
            raise _NoResponse("tls", "the host name cannot be a TLS server name") from error

    def _exchange(self, sock: socket.socket, deadline: float, request: HTTPRequest, path: str) -> HTTPResponse:
        """Send the request as it is, read the response; a server that stops listening half-way may still have answered."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in request.headers)
        sock.settimeout(_left(deadline))
        with contextlib.suppress(ConnectionError):
            sock.sendall(f"{request.method} {path} HTTP/1.1\r\n{lines}\r\n".encode("latin-1") + (request.body or b""))
        receive = partial(_receive, sock, deadline)
        head, rest = _read_head(receive)
        body, body_error = _read_body(receive, _body_reader(request.method, head, rest), self._max_bytes)
        return replace(head, body=body, body_error=body_error)


def _failure(error: OSError) -> NetworkFailure:
    """What an error of the socket is called."""
    if reason := getattr(error, "verify_message", None) or getattr(error, "reason", None):  # only an ssl.SSLError has these
        return NetworkFailure("tls", reason.replace("_", " ").lower())
    return next(NetworkFailure(code, detail) for kind, code, detail in FAILURES if isinstance(error, kind))


def _tls_context(verify: bool | str) -> ssl.SSLContext:
    """A client's TLS settings; ValueError when `verify` is a path, but not of a file of certificates."""
    import ssl  # as costly to import as all the rest here, and most exchanges go to loopback in clear

    try:
        context = ssl.create_default_context(cafile=None if isinstance(verify, bool) else verify)
    except OSError as error:
        raise ValueError(f"verify={verify!r} is not a file of CA certificates (PEM): give the path of one, True or False.") from error
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


def _connect(host: str, port: int, deadline: float) -> socket.socket:
    """A socket connected to the first address of the host that answers; the last one's OSError when none does."""
    name = "localhost" if host.endswith(".localhost") else host.strip("[]")  # browsers: every such name is this machine
    failure = OSError()
    # As bytes: text would be made IDNA once more, which raises UnicodeError for an empty or a long label.
    for family, _, _, _, address in socket.getaddrinfo(name.encode("latin-1"), port, type=socket.SOCK_STREAM):
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
    """What has come, b"" at the end; TimeoutError after the deadline, OSError when the connection breaks."""
    sock.settimeout(_left(deadline))
    return sock.recv(64 * 1024)


def _read_head(receive: Callable[[], bytes]) -> tuple[HTTPResponse, bytes]:
    """The final response (every 1xx before it is passed over) without its body, and what has come of that."""
    buffer, room = bytearray(), MAX_HEAD
    while True:
        if blank := BLANK_LINE.search(buffer, 0, room):
            head = _parse_head(buffer[: blank.end()].decode("latin-1"))
            del buffer[: blank.end()]
            if not 100 <= head.status < 200:
                return head, bytes(buffer)
            room -= blank.end()
        elif len(buffer) >= room:
            raise _NoResponse("response-too-large", f"more than {MAX_HEAD // 1024} KiB of headers")
        elif len(buffer) >= 8 and b"http" not in buffer[:8].lower():  # as Chromium: what is not HTTP is not waited for
            raise _NoResponse("bad-response", "no HTTP status line")
        else:
            buffer += (data := receive())
            if not data:  # chromium: refuses half a head under https (under http both engines take it for a whole one)
                raise _NoResponse("connection-closed", "closed in the middle of the headers" if buffer else "closed without an answer")


def _parse_head(raw: str) -> HTTPResponse:
    """What browsers read in a head: h11 alone refuses much that Chromium and Firefox, when asked, both took."""
    if "\0" in raw:
        raise _NoResponse("bad-response", "a NUL byte in the headers")
    first, _, rest = raw.strip("\r\n").partition("\n")
    match = STATUS_LINE.fullmatch(first.rstrip("\r"))
    if match is None:
        raise _NoResponse("bad-response", "no HTTP status line")
    status, reason = (int(match[1]), match[2].strip(" \t")) if match[1] else (200, "OK")
    lines = re.split(r"[\r\n]", re.sub(r"\r?\n[ \t]+", " ", rest))  # chromium: a bare CR ends a line (firefox: drops that line)
    return HTTPResponse(status, tuple(_parse_lines(lines)), status_text=reason)


def _parse_lines(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Header lines; both engines pass over one without a colon or with a bad name."""
    for line in lines:
        name, colon, value = line.partition(":")
        name = name.rstrip(" \t")  # chromium: a space before the colon does not count (firefox: drops that line)
        if colon and TOKEN.fullmatch(name):
            yield name, value.strip(" \t")


def _members(head: HTTPResponse, header: str) -> set[str]:
    """What the headers of this (lower-case) name list between commas, in lower case."""
    return {member.strip(" \t").lower() for name, value in head.headers if name.lower() == header for member in value.split(",")}


def _framing(head: HTTPResponse) -> str:
    """The header line that tells where the body ends; "" for: where the connection does."""
    if "chunked" in _members(head, "transfer-encoding"):
        return "Transfer-Encoding: chunked\r\n"
    lengths = _members(head, "content-length")
    if len(lengths) > 1:
        raise _NoResponse("bad-response", "Content-Length headers that contradict each other")
    return "".join(f"Content-Length: {length}\r\n" for length in lengths if re.fullmatch("[0-9]{1,18}", length))  # both engines: else none


def _body_reader(method: str, head: HTTPResponse, rest: bytes) -> h11.Connection:
    """An h11 connection that stands where the body begins; of the head it is told only what frames the body."""
    reader = h11.Connection(h11.CLIENT)
    reader.send(HEAD if method == "HEAD" else GET)
    reader.receive_data(f"HTTP/1.1 {max(head.status, 200)} \r\n{_framing(head)}\r\n".encode("ascii") + rest)
    reader.next_event()
    return reader


def _read_body(receive: Callable[[], bytes], reader: h11.Connection, max_bytes: int) -> tuple[bytes, str | None]:
    """What of the body has arrived (transfer coding undone, trailers dropped), and None or the code of what broke it."""
    body, error = bytearray(), None
    try:
        while len(body) <= max_bytes and not isinstance(event := reader.next_event(), h11.EndOfMessage):
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
        error = "body-incomplete" if reader.trailing_data[1] else "body-garbage"
    return bytes(body[:max_bytes]), error


class WSGITransport:
    """A server without a network: the WSGI app is called in this process; `max_bytes` bounds the body."""

    def __init__(self, app: WSGIApplication, max_bytes: int = MAX_BODY) -> None:
        self._app, self._max_bytes = app, max_bytes

    def send(self, request: HTTPRequest, target: str | None = None) -> HTTPResponse | NetworkFailure:
        """The app's answer; an app that raises answers 500 as under werkzeug's server, its traceback goes to stderr."""
        body, heads, error = bytearray(), [CRASH], None

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Callable[[bytes], object]:
            "".join(name + value for name, value in headers).encode("latin-1")  # a server could not send other characters either
            heads.append(HTTPResponse(int(status[:3]), tuple(headers), status_text=status[4:]))
            return body.extend

        try:
            self._collect(self._app(_environ(request), start_response), body)
        except Exception:
            traceback.print_exc()
            error = "body-incomplete"
        if len(heads) == 1 or (error and not body):
            return CRASH
        if request.method == "HEAD" or heads[-1].status in (204, 304):
            body.clear()
        if len(body) > self._max_bytes:
            error = "body-too-large"
        return replace(heads[-1], body=bytes(body[: self._max_bytes]), body_error=error)

    def _collect(self, pieces: Iterable[bytes], body: bytearray) -> None:
        """Gather the body while it is small enough, and close the iterable as every WSGI server must."""
        try:
            for piece in pieces:
                body += piece
                if len(body) > self._max_bytes:
                    return
        finally:
            getattr(pieces, "close", lambda: None)()


def _environ(request: HTTPRequest) -> dict[str, Any]:
    """The WSGI environment of a request, as werkzeug's server makes it."""
    scheme, host, port, target = _parse_url(request.url)
    path, _, query = target.partition("?")
    environ: dict[str, Any] = {"REQUEST_METHOD": request.method, "SERVER_NAME": host.strip("[]"), "SERVER_PORT": str(port)}
    environ |= {"SCRIPT_NAME": "", "PATH_INFO": unquote_to_bytes(path).decode("latin-1"), "QUERY_STRING": query}
    environ |= {"SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "wsgi.version": (1, 0), "wsgi.url_scheme": scheme}
    environ |= {"wsgi.input": io.BytesIO(request.body or b""), "wsgi.errors": sys.stderr}
    environ |= {"wsgi.multithread": False, "wsgi.multiprocess": False, "wsgi.run_once": False}
    for name, value in request.headers:
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    return environ
