"""Drives an installed Chromium over the DevTools protocol, for recording."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import websocket
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.browsers.wire_server import LOOPBACK, WireServer

if TYPE_CHECKING:
    from typing import Self

    from tests.browsers.recording import Authority, View, World

NAMES = ("chromium", "chromium-browser", "google-chrome")
CLEAR_PORTS, TLS_PORTS = (80, 3000, 5000, 8001, 8002), (443, 8443)
FLAGS = (
    *(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--no-proxy-server",
    ),
    "--disable-features=HttpsUpgrades,HttpsFirstBalancedMode,HttpsFirstBalancedModeAutoEnable",
    *(
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--remote-debugging-port=0",
    ),
    "--remote-allow-origins=*",  # for the front end of DevTools, which is a page
)
# Debian's build blocks third-party cookies unless told otherwise; upstream's default is to allow
# them.
PREFERENCES = {"profile": {"cookie_controls_mode": 0, "block_third_party_cookies": False}}
QUIET = 0.08
PATIENCE = 30.0


def find() -> str | None:
    """The path of the installed Chromium, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Chromium:
    """A running headless Chromium whose every host name leads to the servers of a `World`; with
    `public`, those of https are not local.
    """

    engine = "chromium"

    def __init__(self, world: World, authority: Authority, public: bool = False) -> None:
        with contextlib.ExitStack() as stack:  # what has been started ends, should the rest fail
            self._profile = Path(
                stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
            )
            clear = stack.enter_context(WireServer(world.handle))
            tls = stack.enter_context(WireServer(world.handle, "https", authority.context()))
            deaf = stack.enter_context(socket.socket())
            deaf.bind((LOOPBACK, 0))
            mapped = [(port, clear) for port in CLEAR_PORTS] + [(port, tls) for port in TLS_PORTS]
            rules = (
                f"MAP nowhere.test ~NOTFOUND, MAP refused.test {LOOPBACK}:{deaf.getsockname()[1]}, "
            )
            rules += ", ".join(f"MAP *:{port} {LOOPBACK}:{server.port}" for port, server in mapped)
            flags = [
                f"--host-resolver-rules={rules}",
                f"--ignore-certificate-errors-spki-list={_spki(authority)}",
            ]
            flags += (
                [f"--ip-address-space-overrides={LOOPBACK}:{tls.port}=public"] if public else []
            )
            self._process = self._launch(stack, flags)
            self.address = _address(self._profile, self._process)
            self.devtools = DevTools(self.address)
            stack.callback(self.devtools.close)
            self.version: str = self.devtools.call("Browser.getVersion")["product"].rpartition("/")[
                2
            ]
            self._session = self._attach()
            self._stack = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _launch(self, stack: contextlib.ExitStack, flags: list[str]) -> subprocess.Popen[bytes]:
        preferences = self._profile / "Default" / "Preferences"
        preferences.parent.mkdir()
        preferences.write_text(json.dumps(PREFERENCES))
        command = [
            find() or NAMES[0],
            *FLAGS,
            *flags,
            f"--user-data-dir={self._profile}",
            "about:blank",
        ]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        stack.callback(_end, process)
        return process

    def _attach(self) -> str:
        targets = self.devtools.call("Target.getTargets")["targetInfos"]
        self.page: str = next(target["targetId"] for target in targets if target["type"] == "page")
        session: str = self.devtools.call(
            "Target.attachToTarget", targetId=self.page, flatten=True
        )["sessionId"]
        self.devtools.watch(session)
        self.devtools.call("Page.enable", session)
        return session

    def forget(self) -> None:
        self.devtools.call("Network.clearBrowserCookies", self._session)

    def open(self, url: str) -> None:
        self.devtools.events.clear()
        self.devtools.call("Page.navigate", self._session, url=url)
        self.devtools.wait("Page.loadEventFired")
        self._evaluate("ready")

    def follow(self, url: str) -> None:
        self.devtools.events.clear()
        self._evaluate(f"void (location.href = {json.dumps(url)})")
        self.devtools.wait("Page.loadEventFired")

    def run(self, request: dict[str, Any]) -> View:
        outcome: View = self._evaluate(f"run({json.dumps(request)})")
        return outcome

    def _evaluate(self, expression: str) -> Any:
        answer = self.devtools.call(
            "Runtime.evaluate",
            self._session,
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def heard(self) -> View:
        self.devtools.settle()
        events = self.devtools.take()
        failures = [event for event in events if event["method"] == "Network.loadingFailed"]
        urls = {
            e["params"]["requestId"]: e["params"]["request"]["url"]
            for e in events
            if e["method"] == "Network.requestWillBeSent"
        }
        net = [_failure(event["params"], urls) for event in failures]
        lines = [
            _line(event["params"]["entry"])
            for event in events
            if event["method"] == "Log.entryAdded"
        ]
        return {"console": lines} | ({"net": net} if net else {})


class DevTools:
    """A connection to the DevTools protocol; events of all sessions are kept in order until they
    are taken.
    """

    def __init__(self, address: str) -> None:
        self._socket = websocket.create_connection(address, timeout=PATIENCE, suppress_origin=True)
        self._number = 0
        self.events: list[dict[str, Any]] = []
        self._answers: dict[int, dict[str, Any]] = {}

    def close(self) -> None:
        self._socket.close()

    def send(self, method: str, session: str | None = None, **parameters: Any) -> int:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters} | (
            {"sessionId": session} if session else {}
        )
        self._socket.send(json.dumps(message))
        return self._number

    def call(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """Send a command and wait for its result."""
        number = self.send(method, session, **parameters)
        while number not in self._answers:
            self._receive()
        answer = self._answers.pop(number)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        result: dict[str, Any] = answer["result"]
        return result

    def watch(self, session: str) -> None:
        """Listen to a target, and to the frames that Chromium puts in processes of their own."""
        for domain in ("Log.enable", "Network.enable"):
            self.send(domain, session)
        self.send(
            "Target.setAutoAttach",
            session,
            autoAttach=True,
            waitForDebuggerOnStart=False,
            flatten=True,
        )

    def wait(self, method: str) -> None:
        while not any(event["method"] == method for event in self.events):
            self._receive()

    def settle(self) -> None:
        """Receive until nothing has come for a moment: a console line may follow the promise that
        it is about.
        """
        self._socket.settimeout(QUIET)
        try:
            with contextlib.suppress(websocket.WebSocketTimeoutException):
                while True:
                    self._receive()
        finally:
            self._socket.settimeout(PATIENCE)

    def take(self) -> list[dict[str, Any]]:
        taken, self.events = self.events, []
        return taken

    def _receive(self) -> None:
        message = json.loads(self._socket.recv())
        if "id" in message:
            self._answers[message["id"]] = message
            return
        self.events.append(message)
        if message["method"] == "Target.attachedToTarget":
            self.watch(message["params"]["sessionId"])


def _line(entry: dict[str, Any]) -> str:
    place = f" [{entry['url']}]" if entry["source"] == "network" and "url" in entry else ""
    return f"[{entry['source']}.{entry['level']}] {entry['text']}{place}"


def _failure(failed: dict[str, Any], urls: dict[str, str]) -> View:
    cors = failed.get("corsErrorStatus")
    known = {"url": urls.get(failed["requestId"], ""), "errorText": failed["errorText"]}
    known |= {"blockedReason": failed["blockedReason"]} if "blockedReason" in failed else {}
    return known | (
        {"corsError": cors["corsError"], "failedParameter": cors["failedParameter"]} if cors else {}
    )


def _address(profile: Path, process: subprocess.Popen[bytes]) -> str:
    port = profile / "DevToolsActivePort"
    deadline = time.monotonic() + PATIENCE
    while not (port.exists() and port.read_text().count("\n")):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(
                "Chromium did not start: run it by hand with --headless=new to see why."
            )
        time.sleep(0.05)
    number, path = port.read_text().split("\n")[:2]
    return f"ws://{LOOPBACK}:{number}{path}"


def _spki(authority: Authority) -> str:
    """Hash of the certificate's key: Chromium then takes it for a good one (ignoring all errors
    would switch its cache off).
    """
    key = x509.load_pem_x509_certificate(
        authority.certificate.cert_chain_pems[0].bytes()
    ).public_key()
    digest = hashlib.sha256(
        key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    ).digest()
    return base64.b64encode(digest).decode()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
