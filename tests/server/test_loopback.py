"""Servers of lessons: started, found by name, replaced, watched, stopped without a trace."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from flask import Flask

from cors_lab.server.loopback import LOG_LIMIT, serve, stop_all
from cors_lab.server.policy import Policy, PolicyFront
from cors_lab.server.registry import hosts

API, PAGE = "https://api.example", "https://app.example"


@pytest.fixture(autouse=True)
def _nothing_stays():
    stop_all()  # what other tests have left running
    before = set(threading.enumerate())
    yield
    stop_all()
    for thread in set(threading.enumerate()) - before:
        thread.join(5)  # a request that was just answered
    assert set(threading.enumerate()) <= before
    assert hosts() == {}


def saying(text):
    app = Flask(text)
    app.add_url_rule("/", view_func=lambda: text, methods=["GET", "PATCH"])
    return app


def exchange(port, method="GET", path="/", headers=None, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        response = connection.getresponse()
        return response.status, response.read().decode(), response.headers
    finally:
        connection.close()


def raw(port, data):
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(data)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def open_files():
    return len(list(Path("/dev/fd").iterdir()))


def refused(port, host="127.0.0.1"):
    with socket.socket() as client:
        client.settimeout(5)
        return client.connect_ex((host, port)) != 0


def test_two_servers_are_found_by_the_names_of_their_origins():
    api, page = serve(saying("api"), API), serve(saying("page"), PAGE)
    assert (api.origin, page.origin) == (API, PAGE)
    assert hosts() == {API: f"http://127.0.0.1:{api.port}", PAGE: f"http://127.0.0.1:{page.port}"}
    assert [exchange(server.port)[1] for server in (api, page)] == ["api", "page"]


def test_a_cell_run_again_replaces_the_server_of_that_name():
    old = serve(saying("old"), API)
    new = serve(saying("new"), API)
    assert (old.running, new.running) == (False, True)
    assert refused(old.port)
    old.stop()
    assert hosts() == {API: new.url}
    assert exchange(new.port)[1] == "new"


def test_a_server_without_a_name_answers_for_its_own_address():
    first, second = serve(saying("first")), serve(saying("second"))
    assert first.origin == first.url == f"http://127.0.0.1:{first.port}"
    assert hosts() == {first.url: first.url, second.url: second.url}
    assert exchange(first.port)[1] == "first"


def test_a_stopped_server_refuses_connections_and_leaves_no_thread_or_socket():
    threads, sockets = threading.active_count(), open_files()
    server = serve(saying("api"), API)
    server.stop()
    server.stop()
    assert refused(server.port)
    assert (threading.active_count(), open_files()) == (threads, sockets)
    assert hosts() == {}


def test_a_context_manager_stops_the_server():
    with serve(saying("api"), API) as server:
        assert exchange(server.port)[0] == 200
    assert refused(server.port)


def test_it_listens_on_loopback_only():
    server = serve(saying("api"), API)
    assert refused(
        server.port, "127.0.0.2"
    )  # a server bound to all addresses of this machine would answer there


def test_the_display_has_no_port_in_it():
    server, nameless = serve(saying("api"), API), serve(saying("nameless"))
    assert (repr(server), repr(nameless)) == (
        "<Server https://api.example running>",
        "<Server without a name running>",
    )
    server.stop()
    assert repr(server) == "<Server https://api.example stopped>"


def test_the_log_has_each_request_as_it_was_sent():
    server = serve(saying("api"), API)
    exchange(server.port, "patch", "/?q=%2F&r=1")
    exchange(server.port, "OPTIONS", "/", {"Origin": PAGE, "Access-Control-Request-Method": "PUT"})
    exchange(server.port, "OPTIONS", "/", {"Origin": PAGE})
    exchange(server.port, "GET", "/nowhere", {"Origin": "null"})
    fields = [
        (entry.method, entry.path, entry.status, entry.origin, entry.preflight)
        for entry in server.log
    ]
    assert fields == [
        ("patch", "/?q=%2F&r=1", 200, None, False),
        ("OPTIONS", "/", 200, PAGE, True),
        ("OPTIONS", "/", 200, PAGE, False),
        ("GET", "/nowhere", 404, "null", False),
    ]


def test_the_log_reads_the_same_on_each_run():
    server = serve(
        PolicyFront(saying("api"), Policy(preflight_status=299)), API
    )  # a status without a phrase
    exchange(server.port)
    exchange(server.port, "OPTIONS", "/", {"Origin": PAGE, "Access-Control-Request-Method": "PUT"})
    assert (
        repr(server.log)
        == "[GET / -> 200, no Origin, OPTIONS / (preflight) -> 299, Origin: https://app.example]"
    )


def test_a_client_cannot_forge_lines_of_the_log():
    server = serve(saying("api"), API)
    raw(server.port, b"GET /\x1b[2J HTTP/1.1\r\nHost: a\r\nOrigin: a\x1b]b\r\n\r\n")
    assert repr(server.log) == r"[GET /\x1b[2J -> 404, Origin: a\x1b]b]"


def test_the_log_is_bounded():
    server = serve(saying("api"), API)
    for number in range(LOG_LIMIT + 2):
        server._record(number)
    assert (len(server.log), server.log[0], server.log[-1]) == (LOG_LIMIT, 2, LOG_LIMIT + 1)


def test_requests_at_the_same_time_are_answered_and_logged():
    together = threading.Barrier(4, timeout=5)

    def app(environ, start_response):
        together.wait()  # passes only where four requests are in the app at once
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    server = serve(app, API)
    threads = [threading.Thread(target=exchange, args=(server.port,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [entry.status for entry in server.log] == [200] * 4


def raising_at_once(environ, start_response):
    raise ZeroDivisionError("at once")


def raising_after_the_status(environ, start_response):
    start_response("200 OK", [("X-A", "b")])
    raise ZeroDivisionError("after the status")


def raising_in_the_body(environ, start_response):
    start_response("200 OK", [])
    raise ZeroDivisionError("in the body")
    yield b""


@pytest.mark.parametrize("app", [raising_at_once, raising_after_the_status, raising_in_the_body])
def test_an_app_that_raises_before_its_first_byte_answers_500(app, capfd):
    server = serve(app, API)
    status, body, headers = exchange(server.port)
    assert (status, body, headers["X-A"]) == (500, "Internal Server Error", None)
    assert server.log[-1].status == 500
    assert "ZeroDivisionError" in server.log[-1].error
    assert capfd.readouterr() == ("", "")


def test_an_app_that_raises_in_its_body_breaks_the_connection_off(capfd):
    def app(environ, start_response):
        start_response("200 OK", [("Content-Length", "10")])
        yield b"half"
        raise ZeroDivisionError

    server = serve(app, API)
    with pytest.raises(http.client.IncompleteRead):
        exchange(server.port)
    assert capfd.readouterr() == ("", "")


def test_an_app_that_starts_no_response_answers_500(capfd):
    server = serve(lambda environ, start_response: [b"forgotten"], API)
    assert exchange(server.port)[0] == 500
    assert [entry.status for entry in server.log] == [500]
    assert capfd.readouterr() == ("", "")


def test_the_body_of_the_app_is_closed():
    class Body(list):
        closed = threading.Event()
        close = closed.set

    def app(environ, start_response):
        start_response("200 OK", [("Content-Length", "2")])
        return Body([b"o", b"k"])

    server = serve(app, API)
    assert exchange(server.port)[1] == "ok"
    assert Body.closed.wait(5)


@pytest.mark.parametrize(
    "data",
    [
        b"GET http://[ HTTP/1.1\r\n\r\n",
        b"garbage\r\n\r\n",
        b"\x00\xff\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
    ],
)
def test_garbage_prints_nothing_and_the_server_lives_on(data, capfd):
    server = serve(saying("api"), API)
    raw(server.port, data)
    assert exchange(server.port)[1] == "api"
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "api",
        "api.example",
        "https://",
        "https://api.example/",
        "https://api.example/notes",
        "https://API.example",
        "HTTPS://api.example",
        "https://api.example:443",
        "http://api.example:80",
        "https://api.example:0",
        "https://api.example:65536",
        "https://user@api.example",
        "https://api.example?",
        "ftp://api.example",
        "null",
        "https://api.example\n",
        "https://b\u00fccher.example",
        5000,
    ],
)
def test_a_name_that_is_not_an_origin_is_refused(name):
    with pytest.raises(ValueError, match="name must be an origin") as refusal:
        serve(saying("api"), name)
    assert repr(name) in str(refusal.value)
    assert hosts() == {}


@pytest.mark.parametrize(
    "name",
    [
        "http://localhost:5000",
        "https://api.example:80",
        "https://xn--bcher-kva.example",
        "http://[::1]:8000",
    ],
)
def test_a_name_may_be_any_tuple_origin(name):
    assert serve(saying("api"), name).origin == name


def test_something_that_is_not_an_app_is_refused():
    with pytest.raises(TypeError, match="app must be a WSGI application"):
        serve("servers/notes_api.py", API)


def test_the_policy_can_change_while_the_server_runs():
    server = serve(PolicyFront(saying("api")), API)
    assert exchange(server.port)[2]["Access-Control-Allow-Origin"] is None
    server.app.policy = Policy(allow_origin="*")
    assert exchange(server.port)[2]["Access-Control-Allow-Origin"] == "*"


def run(program):
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, timeout=60
    )


def test_importing_starts_nothing_and_loads_no_server():
    program = (
        "import sys, threading, cors_lab.server.loopback, cors_lab.server.policy;"
        "print(threading.active_count(), sorted({'werkzeug', 'flask', 'http.server'} & "
        "set(sys.modules)))"
    )
    assert run(program).stdout == "1 []\n"


QUIET = """
import atexit, http.client
atexit.register(lambda: print(server))  # runs after those that are registered later
from flask import Flask
from cors_lab.server.loopback import serve
app = Flask("api")
app.add_url_rule("/", view_func=lambda: 1 / 0)
server = serve(app, "https://api.example")
for path in ("/", "/nowhere"):
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", path)
    print(connection.getresponse().status)
    connection.close()
"""


def test_outside_of_pytest_nothing_is_printed_and_servers_stop_when_python_ends():
    done = run(QUIET)
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "500\n404\n<Server https://api.example stopped>\n",
        "",
    )
