"""Drives an installed WebKitGTK, for recording, on a display of its own. All host names lead to our
servers through a SOCKS proxy.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.browsers.wire_server import LOOPBACK, WireServer

if TYPE_CHECKING:
    from typing import Self

    from tests.browsers.recording import Authority, View, World

PYTHON = "/usr/bin/python3"  # the system's, for which the distribution has PyGObject
VIEW = Path(__file__).with_name("webkit_view.py")
PROBE = "import gi; gi.require_version('WebKit2', '4.1')"
# Lines that name a place in a script come with it in front of "CONSOLE"; the stored recording has
# none of them.
LINE = re.compile(r"CONSOLE \S+ \S+ ")
QUIET = 0.12
PATIENCE = 120.0  # a browser starts slowly on a busy machine


def find() -> str | None:
    """The path of the Python that can show WebKitGTK, or None."""
    if not (shutil.which("Xvfb") and Path(PYTHON).exists()):
        return None
    return (
        PYTHON
        if subprocess.run([PYTHON, "-c", PROBE], capture_output=True, check=False).returncode == 0
        else None
    )


class WebKit:
    """A running WebKitGTK whose every host name leads to the servers of a `World`."""

    engine = "webkit"

    def __init__(self, world: World, authority: Authority, inspected: bool = False) -> None:
        with contextlib.ExitStack() as stack:  # what has been started ends, should the rest fail
            profile = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
            proxy = stack.enter_context(
                WireServer(world.handle, tls=authority.context(), socks=True)
            )
            display = _display(stack)
            self._answers, answering = os.pipe()
            stack.callback(os.close, self._answers)
            self._process = subprocess.Popen(
                [PYTHON, str(VIEW), profile, f"socks5://{LOOPBACK}:{proxy.port}", str(answering)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=[answering],
                env={
                    **os.environ,
                    "DISPLAY": display,
                    "HOME": profile,
                    "NO_AT_BRIDGE": "1",
                    **_inspector(inspected),
                },
            )
            stack.callback(_end, self._process)
            os.close(answering)
            self._buffer = b""
            self.version: str = self._answer("version")
            self._stack = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def tell(self, command: str, argument: Any, wanted: str) -> Any:
        """Send a command of `webkit_view.py` and wait for the answer of this name."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({command: argument}).encode() + b"\n")
        self._process.stdin.flush()
        return self._answer(wanted)

    def _answer(self, wanted: str) -> Any:
        deadline = time.monotonic() + PATIENCE
        while True:
            while b"\n" not in self._buffer:
                if not select.select([self._answers], [], [], deadline - time.monotonic())[0]:
                    raise TimeoutError(f"WebKitGTK did not answer: {wanted}")
                piece = os.read(self._answers, 65536)
                if not piece:
                    raise RuntimeError("WebKitGTK ended: run webkit_view.py by hand to see why.")
                self._buffer += piece
            line, _, self._buffer = self._buffer.partition(b"\n")
            answer = json.loads(line)
            if "error" in answer:
                raise RuntimeError(answer["error"])
            if wanted in answer:
                return answer[wanted]

    def forget(self) -> None:
        self.tell("forget", None, "value")

    def open(self, url: str) -> None:
        self.tell("load", url, "loaded")
        self._evaluate("ready")

    def follow(self, url: str) -> None:
        self.tell("follow", url, "loaded")

    def run(self, request: dict[str, Any]) -> View:
        outcome: View = self._evaluate(f"run({json.dumps(request)})")
        return outcome

    def _evaluate(self, expression: str) -> Any:
        return json.loads(self.tell("evaluate", expression, "value"))

    def heard(self) -> View:
        """Wait until nothing more is said, then take it all."""
        assert self._process.stdout is not None
        said, output = b"", self._process.stdout.fileno()
        while select.select([output], [], [], QUIET)[0]:
            said += os.read(output, 65536)
        lines = said.decode("utf-8", "replace").splitlines()
        return {"console": [line for line in lines if LINE.match(line)]}


def _inspector(inspected: bool) -> dict[str, str]:
    """Where WebKit serves Web Inspector."""
    with socket.create_server((LOOPBACK, 0)) as free:
        return (
            {"WEBKIT_INSPECTOR_HTTP_SERVER": f"{LOOPBACK}:{free.getsockname()[1]}"}
            if inspected
            else {}
        )


def _display(stack: contextlib.ExitStack) -> str:
    """A new display that nobody sees."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "800x600x24", "-nolisten", "tcp"]
    process = subprocess.Popen(
        command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    stack.callback(_end, process)
    os.close(writing)
    with os.fdopen(reading) as number:
        return f":{number.readline().strip()}"


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for stream in filter(None, (process.stdin, process.stdout)):
        stream.close()
