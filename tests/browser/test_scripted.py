"""Calls that cannot be, and servers of event streams and web sockets that do not play along."""

from __future__ import annotations

import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from cors_lab import Browser
from cors_lab.fetch.wire import HTTPRequest, HTTPResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cors_lab.browser.browser import Page

URL = "https://api.test/"
MISTAKES: list[tuple[str, dict[str, Any], str]] = [
    ("xhr", {"response_type": "xml"}, "response_type: 'xml' is not one of "),
    ("xhr", {"timeout": -1}, "timeout: -1 is not a number of milliseconds, 0 or more."),
    ("xhr", {"body": 3}, "body: 3 is neither a string, nor bytes, nor None."),
    ("send_beacon", {"kind": "x"}, "kind: 'x' is not one of 'string', "),
    ("web_socket", {"protocols": [1]}, "protocols: 1 is not a string."),
    ("event_source", {"watch_ms": "x"}, "watch_ms: 'x' is not a number of milliseconds"),
]


@pytest.mark.parametrize(("call", "options", "sentence"), MISTAKES)
def test_a_mistake_is_one_sentence(call: str, options: dict[str, Any], sentence: str) -> None:
    page = Browser().open("https://app.test")
    with pytest.raises((TypeError, ValueError)) as caught:
        getattr(page, call)(URL, **options)
    assert str(caught.value).startswith(sentence)


@pytest.fixture
def at() -> Iterator[Callable[[Callable[[socket.socket], None]], Page]]:
    """A page whose api.test is a server that does this with each connection."""
    listener = socket.create_server(("127.0.0.1", 0))

    def run(act: Callable[[socket.socket], None]) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.recv(65536)
                    act(connection)
                except OSError:
                    pass

    def page(act: Callable[[socket.socket], None]) -> Page:
        threading.Thread(target=run, args=(act,), daemon=True).start()
        host = f"http://127.0.0.1:{listener.getsockname()[1]}"
        return Browser(hosts={"http://api.test": host}, timeout=0.5).open("http://app.test")

    yield page
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def endless_stream(connection: socket.socket) -> None:
    connection.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
        b"Access-Control-Allow-Origin: *\r\n\r\n"
    )
    while True:
        connection.sendall(b"data: a\n\n")
        time.sleep(0.01)


def broken_handshake(connection: socket.socket) -> None:
    connection.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
        b"Connection: Upgrade\r\nSec-WebSocket-Accept: no\r\n\r\n"
    )


def silence(connection: socket.socket) -> None:
    connection.recv(1)


def hang_up(connection: socket.socket) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def test_an_endless_stream_ends(at: Callable[..., Page]) -> None:
    begun = time.monotonic()
    observed = at(endless_stream).event_source("http://api.test/", watch_ms=1000).observed()
    assert time.monotonic() - begun < 5
    assert [event["type"] for event in observed["events"]][:2] == ["open", "message"]
    assert len(observed["events"]) == 4


@pytest.mark.parametrize("act", [broken_handshake, silence, hang_up])
def test_a_broken_handshake_closes_with_1006(
    at: Callable[..., Page], act: Callable[[socket.socket], None]
) -> None:
    begun = time.monotonic()
    observed = at(act).web_socket("ws://api.test/").observed()
    assert time.monotonic() - begun < 5
    assert [event["type"] for event in observed["events"]] == ["error", "close"]
    assert observed["events"][-1]["code"] == 1006


class Unreadable:
    """Permits every preflight, and no page to read the answer."""

    def send(self, request: HTTPRequest, host: str | None = None) -> HTTPResponse:
        permits = (("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "PUT"))
        return HTTPResponse(200, headers=permits if request.kind == "preflight" else ())


def test_when_the_upload_of_a_refused_answer_ends() -> None:
    """As Chromium and Firefox told it."""
    found = {}
    for engine in ("chromium", "firefox"):
        page = Browser(engine, transport=Unreadable()).open("https://app.test")
        events = page.xhr(URL, "PUT", body="a", upload_listener=True).observed()["events"]
        found[engine] = [event for event in events if event.startswith("upload")]
    assert found["chromium"][1:] == ["upload progress", "upload load", "upload loadend"]
    assert found["firefox"][1:] == ["upload error", "upload loadend"]
