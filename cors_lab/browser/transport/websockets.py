"""What comes over a connection that a 101 has turned into a web socket, and what a page does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wsproto.connection import Connection, ConnectionState, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Ping, TextMessage
from wsproto.extensions import PerMessageDeflate
from wsproto.utilities import LocalProtocolError, RemoteProtocolError

from cors_lab.fetch.headers import get
from cors_lab.fetch.wire import Frame

if TYPE_CHECKING:
    from collections.abc import Callable

    from wsproto.extensions import Extension

    from cors_lab.fetch.wire import HTTPResponse

MOST_FRAMES = 100
ENDS = frozenset({"close", "dropped", "broken"})


class Conversation:
    """One open connection: `receive` gives bytes, b"" at the end, and TimeoutError when time is up.

    With `stay`, the page listens until the server closes; otherwise it closes after a message.
    """

    def __init__(
        self, head: HTTPResponse, rest: bytes, receive: Callable[[], bytes], stay: bool, most: int
    ) -> None:
        self.connection = Connection(ConnectionType.CLIENT, _extensions(head), rest)
        self.receive, self.stay, self.most = receive, stay, most
        self.frames: list[Frame] = []
        self.partial: list[str | bytes] = []
        self.size = 0

    def listen(self, send: Callable[[bytes], None]) -> tuple[Frame, ...]:
        """Everything that comes until one side ends it, in order; `send` puts bytes on the wire."""
        try:
            while not self._ended():
                for event in self.connection.events():
                    self._take(event, send)
                if not self._ended():
                    self._more()
        except TimeoutError:
            self.frames.append(Frame("silence"))
        except OSError:
            self.frames.append(Frame("dropped"))
        except (LocalProtocolError, RemoteProtocolError):
            self.frames.append(Frame("broken"))
        return tuple(self.frames)

    def _ended(self) -> bool:
        over = len(self.frames) >= MOST_FRAMES
        return over or any(frame.kind in ENDS for frame in self.frames)

    def _more(self) -> None:
        data = self.receive()
        if not data:
            self.frames.append(Frame("dropped"))
            return
        self.connection.receive_data(data)

    def _take(self, event: object, send: Callable[[bytes], None]) -> None:
        if isinstance(event, Ping):
            send(self.connection.send(event.response()))
        elif isinstance(event, CloseConnection):
            self._close(event, send)
        elif isinstance(event, TextMessage | BytesMessage):
            self._message(event, send)

    def _close(self, event: CloseConnection, send: Callable[[bytes], None]) -> None:
        state = self.connection.state
        if state is ConnectionState.REMOTE_CLOSING:
            send(self.connection.send(event.response()))
        elif state is not ConnectionState.CLOSED:  # what came is no frame
            self.frames.append(Frame("broken"))
            return
        self.frames.append(Frame("close", "", event.code, event.reason or ""))

    def _message(self, event: TextMessage | BytesMessage, send: Callable[[bytes], None]) -> None:
        if self.connection.state is not ConnectionState.OPEN:
            return  # it came after the page had closed
        data = event.data if isinstance(event.data, str) else bytes(event.data)
        self.partial.append(data)
        self.size += len(data)
        if self.size > self.most:
            self.frames.append(Frame("broken"))
            return
        if not event.message_finished:
            return
        if isinstance(event, TextMessage):
            self.frames.append(Frame("text", "".join(map(str, self.partial))))
        else:
            parts = [part for part in self.partial if isinstance(part, bytes)]
            self.frames.append(Frame("binary", b"".join(parts)))
        self.partial = []
        if not self.stay:
            send(self.connection.send(CloseConnection(1000)))


def _extensions(head: HTTPResponse) -> list[Extension]:
    """Compression, where the server has chosen it."""
    chosen = get(head.headers, "Sec-WebSocket-Extensions") or ""
    if chosen.partition(";")[0].strip().lower() != PerMessageDeflate.name:
        return []
    deflate = PerMessageDeflate()
    deflate.finalize(chosen)
    return [deflate]
