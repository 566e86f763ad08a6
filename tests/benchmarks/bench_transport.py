"""How long one exchange with a server on loopback takes against http.client's. Run by hand: python
-m tests.benchmarks.bench_transport.
"""

from __future__ import annotations

import http.client
import statistics
import threading
import time
from typing import TYPE_CHECKING, Any

from werkzeug.serving import WSGIRequestHandler, make_server

from cors_lab.browser.transport.sockets import SocketTransport
from cors_lab.browser.transport.wsgi import WSGITransport
from cors_lab.fetch.wire import HTTPRequest

if TYPE_CHECKING:
    from collections.abc import Callable

HEADERS = (
    ("Host", "api.example"),
    ("Connection", "close"),
    ("Accept", "*/*"),
    ("Origin", "https://app.example"),
)
ANSWER = [
    ("Content-Type", "application/json"),
    ("Content-Length", "13"),
    ("Access-Control-Allow-Origin", "*"),
    ("Vary", "Origin"),
]


class Quiet(WSGIRequestHandler):
    def log(self, *args: Any) -> None:
        pass


def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", ANSWER)
    return [b'{"hello": 42}']


def by_http_client(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", "/notes", headers=dict(HEADERS))
    assert connection.getresponse().read() == b'{"hello": 42}'
    connection.close()


def main(rounds: int = 400) -> None:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    request = HTTPRequest("request", "GET", "https://api.example/notes", HEADERS)
    transport, inside, target = (
        SocketTransport(),
        WSGITransport(app),
        f"http://127.0.0.1:{server.port}",
    )
    contenders: dict[str, Callable[[], object]] = {
        "http.client": lambda: by_http_client(server.port),
        "SocketTransport": lambda: transport.send(request, target),
        "WSGITransport": lambda: inside.send(request, None),
    }
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):  # by turns, so that a busy machine is unfair to nobody
        for name, run in contenders.items():
            start = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - start)
    server.shutdown()
    thread.join()
    server.server_close()
    base = statistics.median(times["http.client"])
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{name:16} p50 {median * 1e3:6.3f} ms   {median / base:5.2f} x http.client")


if __name__ == "__main__":
    main()
