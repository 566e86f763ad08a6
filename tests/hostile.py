"""A raw-socket server that answers with whatever a test gives it: for all that no well-behaved
server library can send.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Iterator

    Answer = Callable[[socket.socket], None]


@contextlib.contextmanager
def hostile(answer: Answer, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """The base URL of a server that runs `answer(connection)` on each connection, then closes it;
    no thread of it is left afterwards.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    address = listener.getsockname()
    stopping = threading.Event()
    threads: list[threading.Thread] = []

    def accept() -> None:
        while True:
            connection, _ = listener.accept()
            if stopping.is_set():
                connection.close()
                return
            threads.append(threading.Thread(target=_run, args=(connection, answer, tls)))
            threads[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{address[1]}"
    finally:
        stopping.set()
        socket.create_connection(address).close()  # wakes accept()
        for thread in (accepting, *threads):
            thread.join(10)
        listener.close()
        assert not any(thread.is_alive() for thread in (accepting, *threads)), (
            "an answer did not end when the client had gone"
        )


def _run(connection: socket.socket, answer: Answer, tls: ssl.SSLContext | None) -> None:
    """One connection; that the client hangs up is no error of the test's."""
    with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
        stack.enter_context(connection)
        if tls:
            connection = stack.enter_context(tls.wrap_socket(connection, server_side=True))
        answer(connection)


def read_request(connection: socket.socket) -> bytes:
    """The head of the request, and what came along with it."""
    received = b""
    while b"\r\n\r\n" not in received and (data := connection.recv(65536)):
        received += data
    return received


def says(*pieces: bytes) -> Answer:
    """Reads the request, answers with these bytes, closes."""

    def answer(connection: socket.socket) -> None:
        read_request(connection)
        for piece in pieces:
            connection.sendall(piece)

    return answer


def says_endlessly(start: bytes, again: bytes) -> Answer:
    """Answers with `start`, then with `again` until the client hangs up."""

    def answer(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(start)
        while True:
            connection.sendall(again)

    return answer


def drips(start: bytes, drops: Iterable[bytes]) -> Answer:
    """Answers with `start`, then with one drop every 20 ms until there are no more or the client
    hangs up.
    """

    def answer(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(start)
        connection.settimeout(0.02)
        for drop in drops:
            try:
                if not connection.recv(1):
                    return
            except TimeoutError:
                connection.sendall(drop)

    return answer


def says_then_resets(*pieces: bytes) -> Answer:
    """Answers with these bytes, then resets the connection."""

    def answer(connection: socket.socket) -> None:
        says(*pieces)(connection)
        connection.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )  # close() then sends RST

    return answer


def says_then_waits(*pieces: bytes) -> Answer:
    """Answers with these bytes, then keeps silent until the client hangs up."""

    def answer(connection: socket.socket) -> None:
        says(*pieces)(connection)
        connection.recv(1)

    return answer
