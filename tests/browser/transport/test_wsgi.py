"""A WSGI app that is called in process sees the request that a server would have got, and answers
as it would over a socket.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from cors_lab.browser.transport.sockets import SocketTransport
from cors_lab.browser.transport.wsgi import WSGITransport
from cors_lab.fetch.wire import HTTPRequest, HTTPResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

pytestmark = pytest.mark.filterwarnings("error")

StartResponse = Any
App = Any
Pairs = tuple[tuple[str, str], ...]


def request(
    method: str = "GET",
    url: str = "https://api.example/",
    headers: Pairs = (),
    body: bytes | None = None,
) -> HTTPRequest:
    return HTTPRequest("request", method, url, headers, body)


def in_process(app: App, sending: HTTPRequest, max_bytes: int = 1000) -> HTTPResponse:
    outcome = WSGITransport(app, max_bytes).send(sending, "http://ignored.example")
    assert isinstance(outcome, HTTPResponse)
    return outcome


def says_in_process(
    *pieces: bytes, status: str = "200 OK", headers: Iterable[tuple[str, str]] = ()
) -> Callable[..., list[bytes]]:
    def app(environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
        start_response(status, list(headers))
        return list(pieces)

    return app


def test_an_app_in_process_sees_the_request() -> None:
    seen: dict[str, Any] = {}

    def app(environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
        seen.update(environ, body=environ["wsgi.input"].read())
        return says_in_process()(environ, start_response)

    headers = (
        ("Host", "api.example"),
        ("Origin", "https://app.example"),
        ("X-A", "1"),
        ("x-a", "2"),
    )
    headers += (("Content-Type", "a/b"), ("Content-Length", "2"))
    in_process(app, request("patch", "https://api.example/caf%C3%A9/a%2Fb?q=%20#f", headers, b"hi"))
    expected = {
        "REQUEST_METHOD": "patch",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/caf\xc3\xa9/a/b",
        "QUERY_STRING": "q=%20",
        "SERVER_NAME": "api.example",
        "SERVER_PORT": "443",
        "wsgi.url_scheme": "https",
        "HTTP_HOST": "api.example",
        "HTTP_ORIGIN": "https://app.example",
        "HTTP_X_A": "1,2",
        "CONTENT_TYPE": "a/b",
        "CONTENT_LENGTH": "2",
        "body": b"hi",
    }
    assert {name: seen.get(name) for name in expected} == expected


def test_an_app_in_process_is_a_valid_wsgi_conversation() -> None:
    from wsgiref.validate import validator

    app = validator(
        says_in_process(
            b"hi",
            headers=[("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")],
        )
    )
    outcome = in_process(app, request(headers=(("Host", "api.example"),)))
    assert outcome == HTTPResponse(
        200,
        (("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")),
        b"hi",
        "OK",
    )


def test_the_same_flask_app_answers_the_same_over_a_socket() -> None:
    flask = pytest.importorskip("flask")
    serving = pytest.importorskip("werkzeug.serving")
    app = flask.Flask("app")

    @app.put("/<name>")
    def put(name: str) -> dict[str, str]:
        return {
            "name": name,
            "x": flask.request.headers["X-A"],
            "got": flask.request.get_data(as_text=True),
        }

    sending = request(
        "PUT",
        "http://api.example/caf%C3%A9",
        (("Host", "api.example"), ("X-A", "caf\xe9"), ("Content-Length", "2")),
        b"hi",
    )
    server = serving.make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    over_socket = SocketTransport().send(sending, f"http://127.0.0.1:{server.port}")
    server.shutdown()
    thread.join()
    server.server_close()
    inside = in_process(app, sending)
    assert isinstance(over_socket, HTTPResponse)
    assert (inside.status, inside.body) == (
        200,
        b'{"got":"hi","name":"caf\\u00e9","x":"caf\\u00e9"}\n',
    )
    assert (over_socket.status, over_socket.body) == (inside.status, inside.body)
    assert set(inside.headers) <= set(over_socket.headers)


def test_an_app_that_raises_answers_500_without_a_traceback(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def app(environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
        raise RuntimeError("secret")

    outcome = in_process(app, request())
    assert (outcome.status, outcome.body) == (500, b"Internal Server Error")
    assert "RuntimeError: secret" in capsys.readouterr().err  # who wrote the app must see why


@pytest.mark.parametrize(
    "app",
    [
        pytest.param(lambda environ, start_response: [b"hi"], id="no start_response"),
        pytest.param(
            says_in_process(headers=[("X-A", "\u20ac")]), id="a header that no server can send"
        ),
        pytest.param(says_in_process(status="fine"), id="a status without a number"),
    ],
)
@pytest.mark.usefixtures("capsys")
def test_an_app_that_breaks_wsgi_answers_500(app: App) -> None:
    assert in_process(app, request()).status == 500


@pytest.mark.usefixtures("capsys")
def test_an_app_that_raises_half_way_has_answered_so_far() -> None:
    def app(environ: dict[str, Any], start_response: StartResponse) -> Iterator[bytes]:
        start_response("200 OK", [])
        yield b"hi"
        raise RuntimeError

    assert in_process(app, request()) == HTTPResponse(200, (), b"hi", "OK", "body-incomplete")


@pytest.mark.parametrize("endless", [True, False])
def test_the_iterable_is_closed(endless: bool) -> None:
    closed = []

    def app(environ: dict[str, Any], start_response: StartResponse) -> Iterator[bytes]:
        start_response("200 OK", [])
        try:
            while endless:
                yield b"a" * 100
            yield b"a"
        finally:
            closed.append(True)

    outcome = in_process(app, request())
    assert closed == [True]
    assert (len(outcome.body), outcome.body_error) == (
        (1000, "body-too-large") if endless else (1, None)
    )


@pytest.mark.parametrize(
    ("method", "status"),
    [("HEAD", "200 OK"), ("GET", "204 No Content"), ("GET", "304 Not Modified")],
)
def test_responses_in_process_that_have_no_body(method: str, status: str) -> None:
    assert in_process(says_in_process(b"hi", status=status), request(method)).body == b""
