"""An audit against those who would use it: a server that wants to lead it elsewhere, hold it up or
write on the terminal.
"""

from __future__ import annotations

import itertools
import socket
from typing import Any

import pytest

from cors_lab import serve
from cors_lab.fetch.wire import HTTPResponse, NetworkFailure
from cors_lab.tools.audit.prober import MOST_SILENT, Asker
from cors_lab.tools.audit.run import run
from cors_lab.tools.check.errors import CannotAsk
from cors_lab.tools.check.question import http_url
from tests.hostile import drips, hostile, says, says_endlessly
from tests.tools.audit.apps import PAGE, allowing
from tests.tools.check.live import cors_lab

HEAD = (
    b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: "
    b"https://app.example\r\nAccess-Control-Allow-Credentials: true\r\n"
)


def audit(url: str, *more: str) -> Any:
    return cors_lab("audit", url, "--page", PAGE, "--rate", "0", "--timeout", "0.5", *more)


@pytest.mark.parametrize(
    "location",
    [
        b"//127.0.0.1:{port}/x",
        b"http://127.0.0.1:{port}/x",
        b"http://localhost:{own}/x",
        b"https://127.0.0.1:{own}/x",
        b"http://127.0.0.1@127.0.0.1:{port}/x",
        b"http:\\\\127.0.0.1:{port}",
        b"\t//127.0.0.1:{port}/",
    ],
)
def test_no_redirect_leads_it_to_another_origin(
    location: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    real = socket.getaddrinfo
    elsewhere = allowing()
    with serve(elsewhere) as there:
        leads = location.replace(b"{port}", str(there.port).encode()).replace(b"{own}", b"1")
        answer = (
            b"HTTP/1.1 307 Temporary Redirect\r\nLocation: "
            + leads
            + b"\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 0\r\n\r\n"
        )
        with hostile(says(answer)) as url:
            monkeypatch.setattr(
                socket,
                "getaddrinfo",
                lambda *given, **more: (asked.append(given[:2]), real(*given, **more))[1],
            )
            result = audit(f"{url}/me", "--unsafe-methods")
            monkeypatch.undo()
    assert result.exit_code in (0, 1)
    assert elsewhere.asked == []
    assert {(name if isinstance(name, str) else name.decode(), port) for name, port in asked} == {
        ("127.0.0.1", http_url(url).port)
    }


def test_a_hundred_redirects_are_one_answer_each() -> None:
    seen = itertools.count()

    def again(connection: socket.socket) -> None:
        next(seen)
        says(
            b"HTTP/1.1 302 Found\r\nLocation: /me?again\r\nAccess-Control-Allow-Origin: "
            b"*\r\nContent-Length: 0\r\n\r\n"
        )(connection)

    with hostile(again) as url:
        audit(f"{url}/me")
    assert next(seen) < 60


def test_an_endless_body_is_not_read_to_its_end() -> None:
    sent = 0

    def endless(connection: socket.socket) -> None:
        nonlocal sent
        says(HEAD + b"\r\n")(connection)
        while True:
            sent += connection.send(b"a" * 4096)

    with hostile(endless) as url:
        result = audit(f"{url}/me")
    assert "page-blocked" not in result.output
    assert sent < 60 * 8_000_000  # what the system's buffers hold, and no more


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (
            says_endlessly(b"HTTP/1.1 200 OK\r\n", b"X: " + b"a" * 60_000 + b"\r\n"),
            "more than 256 KiB of headers",
        ),
        (drips(HEAD, itertools.repeat(b"X: y\r\n")), "did not answer in time"),
        (says(b"\0" * 9000), "is not HTTP"),
    ],
)
def test_what_is_no_answer_ends_it_with_a_sentence(answer: Any, sentence: str) -> None:
    with hostile(answer) as url:
        result = audit(f"{url}/me")
    assert result.exit_code == 2
    assert sentence in result.stderr


class Falling:
    """A server that answers so many requests, then none."""

    def __init__(self, answers: int) -> None:
        self.left, self.asked = answers, 0

    def send(self, request: Any, target: Any = None) -> HTTPResponse | NetworkFailure:
        self.asked += 1
        self.left -= 1
        if self.left >= 0:
            return HTTPResponse(200, ((("Access-Control-Allow-Origin"), PAGE),))
        return NetworkFailure("timeout", "silence")


def test_a_server_that_falls_silent_is_left_alone() -> None:
    server = Falling(5)
    with pytest.raises(CannotAsk, match=r"has not answered the last 3 of 8 requests"):
        run(Asker(http_url("https://api.example/me"), server), PAGE)
    assert server.asked == 5 + MOST_SILENT


def test_one_silence_is_no_end() -> None:
    asked = itertools.count()

    class Stumbling(Falling):
        def send(self, request: Any, target: Any = None) -> HTTPResponse | NetworkFailure:
            if next(asked) % 3 == 1:
                return NetworkFailure("timeout", "")
            return super().send(request)

    assert run(Asker(http_url("https://api.example/me"), Stumbling(99)), PAGE).exchanges


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("-H", "X: a\r\n\r\nDELETE /me HTTP/1.1"),
            "the header 'X' cannot be sent: a name is letters",
        ),
        (("-H", "X: €"), "the header 'X' cannot be sent"),
        (("-H", "bad name: x"), "the header 'bad name' cannot be sent"),
        (("--cookie", "a=s3cr3t\r\nX: y"), "the header 'cookie' cannot be sent"),
        (("-H", "Host: other.example"), "-H Host: that is the audit's own to send."),
        (("-H", "origin: https://evil.example"), "-H origin: that is the audit's own to send."),
        (
            ("-H", "Access-Control-Request-Method: DELETE"),
            "-H Access-Control-Request-Method: that is the audit's own to send.",
        ),
        (("-H", "Cookie: a=s3cr3t\nX: y"), "the header 'Cookie' cannot be sent"),
        (
            ("-H", "Transfer-Encoding: chunked"),
            "-H Transfer-Encoding: that is the audit's own to send.",
        ),
    ],
)
def test_no_argument_smuggles_a_request_or_another_host_in(
    arguments: tuple[str, ...], sentence: str
) -> None:
    server = allowing()
    with serve(server) as running:
        result = audit(f"{running.url}/me", *arguments)
    assert (result.exit_code, server.asked) == (2, [])
    assert sentence in result.stderr
    assert "s3cr3t" not in result.output


@pytest.mark.parametrize(
    "path",
    ["//evil.example/x", "/\\evil.example", "/@evil.example", "/a\r\nX-Evil: 1", "/a b", "/é"],
)
@pytest.mark.slow
def test_no_path_leads_elsewhere(path: str) -> None:
    server = allowing()
    with serve(server) as running:
        result = audit(f"{running.url}/me", "--path", path)
    assert result.exit_code in (0, 1)
    assert {environ["HTTP_HOST"] for environ in server.environs} == {f"127.0.0.1:{running.port}"}
    assert not any("HTTP_X_EVIL" in environ for environ in server.environs)
