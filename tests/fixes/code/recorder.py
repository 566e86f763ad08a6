"""A server on loopback that writes down each request, byte for byte, and a node that runs
JavaScript for as long as the tests last.
"""

from __future__ import annotations

import json
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from tests.middleware.running import stopping

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n"
ALLOWING = b"Access-Control-Allow-Origin: %s\r\nAccess-Control-Allow-Credentials: true\r\n"
PREFLIGHT = b"Access-Control-Allow-Methods: %s\r\nAccess-Control-Allow-Headers: %s\r\n"


class Sent(NamedTuple):
    """A request as it stood on the wire: names in lower case, sorted, without what a client sees to
    by itself.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def of(cls, method: str, target: str, headers: Any, body: bytes) -> Sent:
        kept = (
            (name.lower(), value)
            for name, value in headers
            if name.lower() not in ("host", "connection")
        )
        return cls(method, target, tuple(sorted(kept, key=lambda pair: pair[0])), body)


class Recorder:
    """`sent` holds the requests so far; each is answered 200, and allowed to whoever asks."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def take(self) -> list[Sent]:
        found, self.sent = self.sent, []
        return found

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:  # closed
                return
            with connection:
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        data = b""
        while b"\r\n\r\n" not in data:
            more = connection.recv(65536)
            if not more:
                return  # a browser opens a connection ahead of need
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = [
            (name, value.strip(" \t")) for name, _, value in (line.partition(":") for line in lines)
        ]
        known = {name.lower(): value.encode("latin-1") for name, value in headers}
        while len(body) < int(known.get("content-length", b"0")):
            body += connection.recv(65536)
        method, target, _ = first.split(" ")
        self.sent.append(Sent.of(method, target, headers, body))
        allowing = ALLOWING % known.get("origin", b"*")
        asked = [known.get(f"access-control-request-{name}", b"") for name in ("method", "headers")]
        connection.sendall(
            ANSWER
            + allowing
            + PREFLIGHT % tuple(asked)
            + b"\r\n"
            + (b"" if method == "HEAD" else b"ok")
        )


@contextmanager
def recording() -> Iterator[Recorder]:
    recorder = Recorder()
    try:
        yield recorder
    finally:
        recorder.socket.shutdown(socket.SHUT_RDWR)
        recorder.socket.close()


# Runs each program that comes in as a line of JSON, with a `fetch` that makes the Request and
# writes down what it is.
NODE = """
const lines = require("readline").createInterface({ input: process.stdin });
const AsyncFunction = (async () => {}).constructor;
lines.on("line", async (line) => {
  let seen = null;
  const fetch = async (url, init = {}) => {
    const request = new Request(new URL(url, "https://app.example/"), init);
    const { method, mode, credentials, cache, redirect, integrity, keepalive } = request;
    const headers = Array.isArray(init.headers) ? init.headers : Object.entries(init.headers ?? {});
    const body = Buffer.from(await request.arrayBuffer()).toString("base64");
    seen = { url: request.url, method, mode, credentials, cache, redirect, integrity, keepalive, headers, body };
    return { status: 200, text: async () => "ok" };
  };
  try {
    await new AsyncFunction("fetch", "console", JSON.parse(line))(fetch, { log() {} });
  } catch (error) {
    seen = { error: String(error) };
  }
  console.log(JSON.stringify(seen));
});
"""  # noqa: E501


class Node:
    """Runs a program and tells what it gave to `fetch`."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def seen(self, program: str) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(program) + "\n")
        self.process.stdin.flush()
        return dict(json.loads(self.process.stdout.readline()))


@contextmanager
def node() -> Iterator[Node]:
    pipe = subprocess.PIPE
    with stopping(
        subprocess.Popen(
            ["node", "-e", NODE], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
        )
    ) as process:
        yield Node(process)
