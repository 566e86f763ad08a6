"""A server of a lesson refuses large bodies and borrowed names, and no view can end it."""

from __future__ import annotations

import http.client
import io
from types import SimpleNamespace
from typing import Any

import pytest
from werkzeug.wsgi import get_input_stream

from cors_lab import Browser, serve
from cors_lab.server import loopback
from cors_lab.server.guard import MOST_BODY, Limited, guarded


def app(environ: Any, start_response: Any) -> list[bytes]:
    body = get_input_stream(environ).read()
    if environ["PATH_INFO"] == "/exit":
        raise SystemExit(1)
    if environ["PATH_INFO"] == "/interrupt":
        raise KeyboardInterrupt
    start_response("200 OK", [("Access-Control-Allow-Origin", "*")])
    return [str(len(body)).encode()]


def asked(port: int, path: str = "/", **headers: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.putrequest("POST", path, skip_host=True)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value.replace("PORT", str(port)))
    connection.endheaders()
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:PORT", 200),
        ("localhost:PORT", 200),
        ("api.localhost:PORT", 200),
        ("LOCALHOST:PORT", 200),
        ("api.example", 200),  # as our browser asks, whose hosts map the name
        ("api.example:8443", 200),
        ("evil.example:PORT", 421),
        ("127.0.0.1.evil.example:PORT", 421),
        ("localhost.evil.example:PORT", 421),
        ("192.168.0.7:PORT", 421),
    ],
)
def test_a_page_cannot_reach_it_under_a_name_of_its_own(host: str, status: int) -> None:
    with serve(app) as server:
        assert asked(server.port, Host=host, Content_Length="0") == status


@pytest.mark.parametrize(
    ("length", "status"),
    [(str(MOST_BODY + 1), 413), ("9" * 5000, 413), ("0", 200)],
)
def test_a_body_has_a_limit(length: str, status: int) -> None:
    with serve(app) as server:
        assert asked(server.port, Host="127.0.0.1", Content_Length=length) == status


def test_a_body_in_pieces_has_it_too() -> None:
    stream = Limited(io.BytesIO(bytes(MOST_BODY + 10)))
    assert len(stream.read()) == MOST_BODY
    assert stream.read(10) == b""
    lines = Limited(io.BytesIO(b"a\nb\n"))
    assert lines.readlines() == [b"a\n", b"b\n"]


def test_what_is_refused_says_why() -> None:
    said: list[Any] = []
    environ: dict[str, Any] = {"HTTP_HOST": "evil.example:80", "SERVER_PORT": "80"}
    [body] = guarded(app, environ)(environ, lambda *given: said.append(given))
    assert (said[0][0], b"loopback" in body) == ("421 Misdirected Request", True)


@pytest.mark.parametrize("path", ["/exit", "/interrupt"])
def test_a_view_that_wants_to_end_python_is_a_500_in_the_log(path: str) -> None:
    with serve(app, name="https://api.example") as server:
        page = Browser().open("https://app.example")
        page.fetch(f"https://api.example{path}", method="POST", mode="no-cors")
        assert server.log[-1].status == 500
        assert "Traceback" in server.log[-1].error
        assert page.fetch("https://api.example/").fulfilled


def test_a_cell_that_runs_again_has_one_server(monkeypatch: pytest.MonkeyPatch) -> None:
    names: dict[str, Any] = {"serve": serve, "app": app, "servers": []}
    shell = SimpleNamespace(user_ns=names, execution_count=1)
    ipython = SimpleNamespace(get_ipython=lambda: shell)
    monkeypatch.setitem(loopback.sys.modules, "IPython", ipython)
    cell = compile("servers += [serve(app) for _ in range(2)]", "<cell>", "exec")
    for run in (1, 2, 3):
        shell.execution_count = run
        exec(cell, names)
    running = [server.running for server in names["servers"]]
    assert running == [False, False, False, False, True, True]
    for server in names["servers"][-2:]:
        server.stop()
