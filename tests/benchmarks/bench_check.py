"""How long `cors-lab check` takes beside curl with the same two exchanges. Run by hand: python -m
tests.benchmarks.bench_check.

Processes are measured, started by turns, with bytecode cached as on a user's machine. What nothing
of ours can go below is Python's own start, and Python's with click, which reads the command line.
The servers keep connections open, as most do; the trust store has the system's certificates and one
more. The far server is as far away as a proxy in between makes it: every connection waits one round
trip before its first bytes arrive, every message half of one.
"""

from __future__ import annotations

import os
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import TYPE_CHECKING

import trustme

if TYPE_CHECKING:
    from collections.abc import Iterator
    from socketserver import BaseServer

PAGE, HOST = "https://app.example", "localhost"
ROUND_TRIP = 0.03  # seconds
CURL = ("curl", "-s", "-i", "-H", f"Origin: {PAGE}")
CHECK = (sys.executable, "-m", "cors_lab", "check")
APP = f"""
def app(environ, start):
    start("200 OK", [("Access-Control-Allow-Origin", "{PAGE}"), ("Access-Control-Allow-Methods", "PUT"), ("Content-Length", "0")])
    return []
"""  # noqa: E501
LINE = (
    f"Access to fetch at 'https://api.example/' from origin '{PAGE}' has been blocked by "
    "CORS policy: No 'Access-Control-Allow-Origin' "
    "header is present on the requested resource."
)
STARTS = {
    "Python": [sys.executable, "-c", "pass"],
    "Python with click": [sys.executable, "-c", "import click"],
    "import cors_lab": [sys.executable, "-c", "import cors_lab"],
    "from cors_lab import Browser": [sys.executable, "-c", "from cors_lab import Browser"],
    "cors-lab --help": [*CHECK[:3], "--help"],
    "cors-lab check --help": [*CHECK, "--help"],
    "cors-lab check --app": [
        *CHECK,
        "--app",
        "tiny:app",
        "/notes",
        "--page",
        PAGE,
        "-X",
        "PUT",
        "--yes",
    ],
    "cors-lab explain, one line": [*CHECK[:3], "explain", LINE],
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keeps the connection
    disable_nagle_algorithm = True

    def do_PUT(self) -> None:
        self.send_response(200)
        for name, value in (("Origin", PAGE), ("Methods", "PUT")):
            self.send_header(f"Access-Control-Allow-{name}", value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_OPTIONS = do_PUT

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def running(server: BaseServer) -> Iterator[int]:
    """The port of a server that runs meanwhile."""
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


class Quick(ThreadingHTTPServer):
    daemon_threads = True


def http_server(context: ssl.SSLContext | None) -> Quick:
    server = Quick(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    return server


class Far(ThreadingTCPServer):
    """A proxy in front of the server on this port, one round trip away."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__(("127.0.0.1", 0), Passing)


class Passing(BaseRequestHandler):
    def handle(self) -> None:
        with socket.create_connection(("127.0.0.1", self.server.port)) as there:  # type: ignore[attr-defined]
            for end in (self.request, there):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=passed_on, args=(there, self.request), daemon=True).start()
            time.sleep(ROUND_TRIP)
            passed_on(self.request, there)


def passed_on(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            time.sleep(ROUND_TRIP / 2)
            sink.sendall(data)


def pair(url: str, ca_file: str) -> tuple[list[str], list[str]]:
    """The same two exchanges, with curl and with the command."""
    trust = ["--cacert", ca_file] if url.startswith("https") else []
    preflight = [*CURL, *trust, "-X", "OPTIONS", "-H", "Access-Control-Request-Method: PUT", url]
    curl = [*preflight, "--next", *CURL[1:], *trust, "-X", "PUT", url]
    return curl, [*CHECK, url, "--page", PAGE, "-X", "PUT", "--yes", *trust]


def medians(runs: dict[str, list[str]], rounds: int, folder: str) -> dict[str, float]:
    """Seconds for each process, started by turns."""
    environment = {
        name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
    }
    environment |= {
        "PYTHONPYCACHEPREFIX": f"{folder}/bytecode",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    times: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(rounds + 1):
        for name, command in runs.items():
            start = time.perf_counter()
            subprocess.run(command, env=environment, check=True, capture_output=True, cwd=folder)
            if number:  # the first round fills the cache of bytecode
                times[name].append(time.perf_counter() - start)
    return {name: statistics.median(taken) for name, taken in times.items()}


def main(rounds: int = 15) -> None:
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(context)
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        Path(folder, "tiny.py").write_text(APP, encoding="utf-8")
        ca_file, system = Path(folder, "ca.pem"), ssl.get_default_verify_paths().cafile
        ca_file.write_bytes(
            (Path(system).read_bytes() if system else b"") + authority.cert_pem.bytes()
        )
        here, here_tls = (stack.enter_context(running(http_server(tls))) for tls in (None, context))
        far, far_tls = (stack.enter_context(running(Far(port))) for port in (here, here_tls))
        servers = {
            "http, loopback": f"http://{HOST}:{here}/",
            "https, loopback": f"https://{HOST}:{here_tls}/",
            f"http, {ROUND_TRIP * 1e3:.0f} ms away": f"http://{HOST}:{far}/",
            f"https, {ROUND_TRIP * 1e3:.0f} ms away": f"https://{HOST}:{far_tls}/",
        }
        runs = dict(STARTS)
        for name, url in servers.items():
            runs[f"curl: {name}"], runs[f"check: {name}"] = pair(url, str(ca_file))
        median = medians(runs, rounds, folder)
    for name in STARTS:
        print(f"{name:28} p50 {median[name] * 1e3:6.1f} ms")
    print(
        f"\n{'two exchanges (p50, ms)':28} {'curl':>6} {'check':>6}   check : curl + "
        "Python's start, : curl + Python with click"
    )
    for name in servers:
        curl, check = median[f"curl: {name}"], median[f"check: {name}"]
        ratios = [check / (curl + median[start]) for start in ("Python", "Python with click")]
        print(f"{name:28} {curl * 1e3:6.1f} {check * 1e3:6.1f}   {ratios[0]:.2f}, {ratios[1]:.2f}")


if __name__ == "__main__":
    main()
