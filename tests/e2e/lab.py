"""A real JupyterLab in a real headless Chromium: what the end-to-end tests and the screenshot
script share.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
STARTUP = 60.0  # seconds for JupyterLab's first answer, on a busy machine
PATIENCE = 30_000  # milliseconds for anything a page is waited for

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ARGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--force-color-profile=srgb",
    "--no-first-run",
    "--no-proxy-server",
]

QUIET = {
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": '{"fetchNews": "false", "checkForUpdates": false}',  # noqa: E501
    "@jupyterlab/docmanager-extension/plugin.jupyterlab-settings": '{"autosave": false}',
}

# Why these are not the lesson's errors is said beside each; everything else that a page logs as an
# error counts.
NOT_OURS: tuple[str, ...] = ()


def chromium() -> str | None:
    """The installed Chromium or Chrome, None without one."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


Command = Callable[["Lab", int], list[str]]


@dataclass(frozen=True, slots=True)
class Lab:
    """A running JupyterLab: its base URL, its token, the folder it serves."""

    url: str
    token: str
    folder: Path
    log: Path


@contextmanager
def jupyterlab(notebooks: Path, home: Path, command: Command | None = None) -> Iterator[Lab]:
    """A JupyterLab on a copy of the folder `notebooks`, all of whose own files lie under `home`;
    ended with all its kernels.

    `command` starts another host of notebooks in its place.
    """
    folder = home / "notebooks"
    shutil.copytree(notebooks, folder)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    lab = Lab(f"http://127.0.0.1:{port}", secrets.token_hex(16), folder, home / "lab.log")
    with lab.log.open("wb") as log:
        process = subprocess.Popen(
            (command or lab_command)(lab, port),
            env=_environment(home),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            wait_until_up(f"{lab.url}/api/status?token={lab.token}", process)
            yield lab
        except RuntimeError as error:
            error.add_note(lab.log.read_text(errors="replace"))
            raise
        finally:
            _stop(process)


def server_options(lab: Lab, port: int) -> dict[str, object]:
    """What every host on Jupyter's server is told."""
    return {
        "ServerApp.root_dir": lab.folder,
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.allow_root": True,
        "ServerApp.open_browser": False,
        "IdentityProvider.token": lab.token,
    }


def lab_command(lab: Lab, port: int, python: str = sys.executable) -> list[str]:
    """The command line of JupyterLab as it is installed for `python`."""
    options = {
        **server_options(lab, port),
        "LabApp.expose_app_in_browser": True,
        "LabApp.news_url": None,
    }
    return [python, "-m", "jupyterlab", *(f"--{name}={value}" for name, value in options.items())]


def _environment(home: Path) -> dict[str, str]:
    """This environment without any Jupyter or IPython settings of the person who runs the tests."""
    folders = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "IPYTHONDIR": "ipython",
    }
    settings = home / "settings"
    for name, text in QUIET.items():
        (settings / name).parent.mkdir(parents=True, exist_ok=True)
        (settings / name).write_text(text)
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("JUPYTER", "IPYTHON", "PYTEST"))
    }
    return {
        **inherited,
        **{name: str(home / folder) for name, folder in folders.items()},
        "JUPYTERLAB_SETTINGS_DIR": str(settings),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
    }


def wait_until_up(address: str, process: subprocess.Popen[Any]) -> bytes:
    """The body of `address` once the server that `process` is answers, whatever it says;
    RuntimeError if it ends or does not in time.
    """
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + STARTUP
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with opener.open(address, timeout=STARTUP) as response:
                return bytes(response.read())
        except urllib.error.HTTPError as answer:
            return answer.read()
        except urllib.error.URLError:
            time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start; exit code {process.poll()}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the server gently, so that it ends its kernels (they have process groups of their own),
    then whatever is left of its group.
    """
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def headless(executable: str) -> Iterator[Browser]:
    """The installed Chromium, driven by playwright, without a window."""
    from playwright.sync_api import sync_playwright

    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            args=[*CHROMIUM_ARGS, *(["--no-sandbox"] if as_root else [])],
        )
        try:
            yield browser
        finally:
            browser.close()


@dataclass(slots=True)
class OpenNotebook:
    """A notebook on the screen: `.page` is playwright's, `.errors` what the page threw or logged as
    an error.
    """

    page: Page
    errors: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Collect what goes wrong in the page from now on."""
        self.page.on(
            "console", lambda message: self._logged(message)
        )  # a lambda: playwright writes into the owner of a method
        self.page.on("pageerror", lambda error: self.errors.append(f"uncaught: {error}"))

    def _logged(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(part in message.text for part in NOT_OURS):
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def run_all(self) -> None:
        """Run all cells from top to bottom and wait until the kernel has answered all of them."""
        self.command("notebook:run-all-cells")
        self.wait_until_idle()

    def wait_until_idle(self) -> None:
        """Wait until the kernel is idle and no cell waits for its turn."""
        self.page.wait_for_function(
            """() => {
                const panel = window.jupyterapp.shell.currentWidget;
                const waiting = [...document.querySelectorAll(".jp-Notebook .jp-InputPrompt")].some(p => p.textContent.includes("[*]"));
                return panel?.context?.sessionContext?.session?.kernel?.status === "idle" && !waiting;
            }""",  # noqa: E501
            timeout=PATIENCE,
        )

    def command(self, name: str, **arguments: object) -> None:
        """Execute one of JupyterLab's commands, as its menu would."""
        self.page.evaluate(
            "async ([name, args]) => { await window.jupyterapp.commands.execute(name, args); }",
            [name, arguments],
        )

    def dark(self) -> None:
        """Change to JupyterLab's dark theme."""
        self.command("apputils:change-theme", theme="JupyterLab Dark")
        self.page.wait_for_selector(
            'body[data-jp-theme-light="false"]', state="attached", timeout=PATIENCE
        )
        self.page.wait_for_selector("#jupyterlab-splash", state="detached", timeout=PATIENCE)

    def width(self, pixels: int) -> None:
        """Make the window this wide; the side bar is closed, so the notebook has all of it."""
        height = (self.page.viewport_size or {"height": 900})["height"]
        self.page.set_viewport_size({"width": pixels, "height": height})

    def show(self, selector: str) -> None:
        """Scroll the first element that `selector` finds to the top of the notebook."""
        element = self.page.locator(selector).first
        element.wait_for()
        element.evaluate("element => element.scrollIntoView({ block: 'start' })")

    def screenshot(self, name: str, folder: Path) -> Path:
        """What is on the screen, as `folder`/`name`.png."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.png"
        self.page.screenshot(path=path)
        return path


@contextmanager
def notebook(
    browser: Browser, lab: Lab, name: str, width: int = 1280, height: int = 900
) -> Iterator[OpenNotebook]:
    """The notebook `name` opened in a fresh profile, side bar closed, kernel ready, nothing run
    yet.
    """
    context = browser.new_context(
        viewport={"width": width, "height": height}, reduced_motion="reduce"
    )
    try:
        opened = OpenNotebook(context.new_page())
        opened.watch()
        opened.page.set_default_timeout(PATIENCE)
        opened.page.goto(f"{lab.url}/lab/tree/{name}?reset&token={lab.token}")
        opened.page.wait_for_selector(
            ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook .jp-Cell", timeout=PATIENCE
        )
        opened.command("application:set-mode", mode="single-document")
        opened.page.evaluate("window.jupyterapp.shell.collapseLeft()")
        opened.wait_until_idle()
        yield opened
        # JupyterLab keeps the kernel of a closed notebook: its next test would meet its answers.
        opened.page.evaluate("window.jupyterapp.serviceManager.sessions.shutdownAll()")
    finally:
        context.close()
