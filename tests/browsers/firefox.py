"""Drives an installed Firefox over Marionette, for recording. All host names lead to our servers
through a SOCKS proxy.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.browsers.wire_server import LOOPBACK, WireServer

if TYPE_CHECKING:
    from typing import Self

    from tests.browsers.recording import Authority, View, World

NAMES = ("firefox-esr", "firefox")
FLAGS = ("--headless", "--no-remote", "--marionette", "--remote-allow-system-access")
Preferences = dict[str, bool | int | str]
PREFERENCES: Preferences = {
    "marionette.port": 0,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.http.speculative-parallel-limit": 0,
    "dom.security.https_first": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.normandy.enabled": False,
    "browser.safebrowsing.downloads.remote.enabled": False,
}
PROXIED: Preferences = {
    "network.proxy.type": 1,
    "network.proxy.socks": LOOPBACK,
    "network.proxy.socks_version": 5,
    "network.proxy.socks_remote_dns": True,
    "network.proxy.socks5_remote_dns": True,
    "network.proxy.no_proxies_on": "",
    "network.proxy.allow_hijacking_localhost": True,
    "network.proxy.allow_bypass": False,
    "network.proxy.failover_direct": False,
}
NOT_OURS = re.compile("javascript|parser|xbl|dom:|css", re.IGNORECASE)
NULL_PRINCIPAL = re.compile(r"moz-nullprincipal:\{[0-9a-f-]{36}\}")
QUIET = 0.1
PATIENCE = 60.0

TRUST = (
    'Cc["@mozilla.org/security/x509certdb;1"].getService(Ci.nsIX509CertDB).addCertFromBase64(arguments[0], '  # noqa: E501
    '"CT,C,C");'
)
MESSAGES = """
return Services.console.getMessageArray()
  .filter(message => message instanceof Ci.nsIScriptError)
  .map(message => [message.category, message.errorMessage]);
"""
EVALUATE = """
const [expression, done] = arguments;
Promise.resolve(window.eval(expression)).then(value => done({ value: JSON.stringify(value) }), error => done({ error: String(error) }));
"""  # noqa: E501


def find() -> str | None:
    """The path of the installed Firefox, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Session:
    """A running headless Firefox, with a profile of its own; `preferences` come on top of what
    keeps it quiet.
    """

    def __init__(self, preferences: Preferences | None = None) -> None:
        with contextlib.ExitStack() as stack:  # what has been started ends, should the rest fail
            profile = Path(
                stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
            )
            process = self._launch(stack, profile, PREFERENCES | (preferences or {}))
            self._marionette = Marionette(_port(profile, process))
            stack.callback(self._marionette.close)
            self.version: str = self._marionette.call("WebDriver:NewSession")["capabilities"][
                "browserVersion"
            ]
            self._stack = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _launch(
        self, stack: contextlib.ExitStack, profile: Path, settings: Preferences
    ) -> subprocess.Popen[bytes]:
        lines = [
            f"user_pref({json.dumps(name)}, {json.dumps(value)});"
            for name, value in settings.items()
        ]
        (profile / "user.js").write_text("\n".join(lines))
        command = [find() or NAMES[0], *FLAGS, "--profile", str(profile)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        stack.callback(_end, process)
        return process

    def chrome(self, script: str, *arguments: Any) -> Any:
        """What a script returns that has the rights of the browser itself; a promise is waited
        for.
        """
        self._marionette.call("Marionette:SetContext", value="chrome")
        try:
            return self._marionette.call(
                "WebDriver:ExecuteScript", script=script, args=list(arguments)
            )["value"]
        finally:
            self._marionette.call("Marionette:SetContext", value="content")

    def navigate(self, url: str) -> None:
        """Show a page and wait until it is loaded."""
        self._marionette.call("WebDriver:Navigate", url=url)

    def evaluate(self, expression: str) -> Any:
        """The value of an expression in the page, as JSON has it; a promise is waited for."""
        limit = PATIENCE * 1000
        answer = self._marionette.call(
            "WebDriver:ExecuteAsyncScript", script=EVALUATE, args=[expression], scriptTimeout=limit
        )["value"]
        if "error" in answer:
            raise RuntimeError(f"{expression}: {answer['error']}")
        return json.loads(answer["value"]) if answer.get("value") else None


class Firefox(Session):
    """One whose every host name leads to the servers of a `World`."""

    engine = "firefox"

    def __init__(self, world: World, authority: Authority) -> None:
        with contextlib.ExitStack() as stack:
            proxy = stack.enter_context(
                WireServer(world.handle, tls=authority.context(), socks=True)
            )
            super().__init__(PROXIED | {"network.proxy.socks_port": proxy.port})
            stack.push(self._stack)
            self.chrome(TRUST, _der(authority))
            self._stack = stack.pop_all()

    def forget(self) -> None:
        self.chrome("Services.cookies.removeAll();")

    def open(self, url: str) -> None:
        self.navigate(url)
        self.evaluate("ready")

    def follow(self, url: str) -> None:
        self.evaluate(f"void (location.href = {json.dumps(url)})")
        deadline = time.monotonic() + PATIENCE
        while self._where() != [url, "complete"]:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{url} was not loaded")
            time.sleep(0.02)

    def _where(self) -> list[str] | None:
        with contextlib.suppress(
            RuntimeError
        ):  # between two documents there is nowhere to run a script
            script = "return [location.href, document.readyState];"
            where: list[str] = self._marionette.call(
                "WebDriver:ExecuteScript", script=script, args=[]
            )["value"]
            return where
        return None

    def run(self, request: dict[str, Any]) -> View:
        outcome: View = self.evaluate(f"run({json.dumps(request)})")
        return outcome

    def heard(self) -> View:
        """Wait until nothing more is said, then take it all."""
        said, before = self.chrome(MESSAGES), None
        while said != before:
            time.sleep(QUIET)
            said, before = self.chrome(MESSAGES), said
        self.chrome("Services.console.reset();")
        return {
            "console": [
                f"[{category}] {_anonymous(text)}"
                for category, text in said
                if not NOT_OURS.search(category)
            ]
        }


class Marionette:
    """A connection to Firefox's remote protocol: messages of JSON, each preceded by its length."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection((LOOPBACK, port), timeout=PATIENCE + 10)
        self._buffer = b""
        self._number = 0
        self._receive()

    def close(self) -> None:
        self._socket.close()

    def call(self, command: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and wait for its result."""
        self._number += 1
        message = json.dumps([0, self._number, command, parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(message), message))
        _, _, error, result = self._receive()
        if error:
            raise RuntimeError(f"{command}: {error['error']}: {error['message']}")
        answer: dict[str, Any] = result
        return answer

    def _receive(self) -> Any:
        while b":" not in self._buffer:
            self._fill()
        length, _, self._buffer = self._buffer.partition(b":")
        while len(self._buffer) < int(length):
            self._fill()
        message, self._buffer = self._buffer[: int(length)], self._buffer[int(length) :]
        return json.loads(message)

    def _fill(self) -> None:
        piece = self._socket.recv(65536)
        if not piece:
            raise ConnectionError("Firefox closed the connection")
        self._buffer += piece


def _anonymous(text: str) -> str:
    return NULL_PRINCIPAL.sub("moz-nullprincipal:{uuid}", text)


def _port(profile: Path, process: subprocess.Popen[bytes]) -> int:
    file = profile / "MarionetteActivePort"
    deadline = time.monotonic() + PATIENCE
    while not (file.exists() and file.read_text().strip()):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(
                "Firefox did not start: run it by hand with --headless --marionette to see why."
            )
        time.sleep(0.05)
    return int(file.read_text())


def _der(authority: Authority) -> str:
    certificate = x509.load_pem_x509_certificate(authority.ca.cert_pem.bytes())
    return "".join(certificate.public_bytes(Encoding.PEM).decode().splitlines()[1:-1])


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
