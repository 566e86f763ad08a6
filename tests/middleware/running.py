"""Starts each of the apps for real on a loopback port, and says what it is and how it is
configured.

Nothing waits and tries again: a socket listens before its server starts, or the server says the
port when it listens.
"""

from __future__ import annotations

import asyncio
import importlib.metadata
import json
import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, NamedTuple

import uvicorn
from aiohttp import web

from cors_lab.server.loopback import Server, serve
from tests.middleware.apps import aiohttp_cors_app, django_app, flask_cors_app, starlette_app

APPS = Path(__file__).parent / "apps"
# the folder in whose node_modules npm has put express, cors, fastify and @fastify/cors
NODE_FOLDER = "CORS_LAB_NODE"
logging.getLogger("silent").addHandler(logging.NullHandler())
logging.getLogger(
    "silent"
).propagate = False  # a route that is broken on purpose needs no traceback
NAMES = ("defaults", "one_origin", "allow_list", "any_with_credentials", "regex", "null")


class Library(NamedTuple):
    """One CORS library: its name, the source of its app, how to run a configuration (the context
    gives its base URL), and the versions.

    `missing` says what is not installed on this machine, "" if nothing.
    """

    label: str
    source: str
    run: Callable[[str], AbstractContextManager[str]]
    versions: Callable[[], str]
    missing: Callable[[], str] = lambda: ""

    def configurations(self) -> dict[str, str]:
        """The text of each configuration, as it stands in the source."""
        if self.source.endswith("*.conf"):
            return {name: _nginx_text(name) for name in NAMES}
        text = (APPS / self.source).read_text(encoding="utf-8")
        return {
            name: value
            for name, value in re.findall(r'^ +"?(\w+)"?: (.+),$', text, re.M)
            if name in NAMES
        }

    def constants(self) -> list[str]:
        """What a configuration names and the source defines before it."""
        found = (
            []
            if "*" in self.source
            else re.findall(
                r"^(ALLOWED = .+)$", (APPS / self.source).read_text(encoding="utf-8"), re.M
            )
        )
        return [str(one) for one in found]


def listening() -> socket.socket:
    """A socket that listens on a free port: who connects now is served when the server comes."""
    found = socket.create_server(("127.0.0.1", 0))
    found.setblocking(False)
    return found


def url_of(found: socket.socket) -> str:
    return f"http://127.0.0.1:{found.getsockname()[1]}"


@contextmanager
def wsgi(app: object) -> Iterator[str]:
    server: Server = serve(app)
    with server:
        yield server.url


@contextmanager
def asgi(app: object) -> Iterator[str]:
    found = listening()
    server = uvicorn.Server(
        uvicorn.Config(
            app, log_config=None, log_level="critical", lifespan="off", ws="none", http="h11"
        )
    )
    thread = threading.Thread(target=server.run, args=([found],), daemon=True)
    thread.start()
    try:
        yield url_of(found)
    finally:
        server.should_exit = True
        thread.join()
        found.close()


@contextmanager
def aiohttp(app: web.Application) -> Iterator[str]:
    found, loop = listening(), asyncio.new_event_loop()
    runner = web.AppRunner(app, access_log=None, logger=logging.getLogger("silent"))

    def run() -> None:
        loop.run_until_complete(runner.setup())
        loop.run_until_complete(web.SockSite(runner, found).start())
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield url_of(found)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


@contextmanager
def node(program: str, *arguments: str) -> Iterator[str]:
    """Runs the text of an ES module that prints its port when it listens."""
    with (
        node_folder({"program": program}) as folder,
        _node(folder / "program.mjs", *arguments) as output,
    ):
        yield f"http://127.0.0.1:{int(output.readline())}"


@contextmanager
def node_modules(programs: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Runs all of these ES modules in one node; each prints {its URL: its port} as JSON. Gives the
    base URL of each.
    """
    runner = "".join(f'await import("./{name}.mjs");\n' for name in programs)
    with (
        node_folder({**programs, "runner": runner}) as folder,
        _node(folder / "runner.mjs") as output,
    ):
        said = [json.loads(output.readline()) for _ in programs]
        yield {
            Path(url).stem: f"http://127.0.0.1:{port}" for one in said for url, port in one.items()
        }


@contextmanager
def node_folder(programs: Mapping[str, str]) -> Iterator[Path]:
    """A folder with these programs, beside the packages from npm, where node finds them."""
    with tempfile.TemporaryDirectory(dir=os.environ[NODE_FOLDER]) as folder:
        for name, text in programs.items():
            Path(folder, f"{name}.mjs").write_text(text, encoding="utf-8")
        yield Path(folder)


@contextmanager
def _node(program: Path, *arguments: str) -> Iterator[IO[str]]:
    command = ["node", str(program), *arguments]
    with stopping(
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    ) as process:
        assert process.stdout is not None
        yield process.stdout


@contextmanager
def stopping(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate()


def nginx_binary() -> str | None:
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


@contextmanager
def nginx(configuration: str) -> Iterator[str]:
    """Runs nginx with this text, in which @PORT@ stands for the port. It takes over a socket that
    listens already.
    """
    with tempfile.TemporaryDirectory() as folder, listening() as found:
        port, place = found.getsockname()[1], Path(folder)
        paths = "".join(
            f"    {kind}_temp_path {folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        text = configuration.replace("@PORT@", str(port)).replace(
            "http {\n", f"http {{\n    access_log off;\n{paths}", 1
        )
        (place / "nginx.conf").write_text(text, encoding="latin-1")
        command = [
            str(nginx_binary()),
            "-p",
            folder,
            "-c",
            str(place / "nginx.conf"),
            "-e",
            f"{folder}/error.log",
        ]
        command += ["-g", f"daemon off; worker_processes 1; pid {folder}/pid;"]
        environment = {
            **os.environ,
            "NGINX": f"{found.fileno()};",
        }  # how nginx hands its sockets to a new nginx
        process = subprocess.Popen(
            command,
            env=environment,
            pass_fds=[found.fileno()],
            stderr=subprocess.DEVNULL,
            text=True,
        )
        with stopping(process):
            yield f"http://127.0.0.1:{port}"


def _python(
    label: str, source: str, run: Callable[[str], AbstractContextManager[str]], *packages: str
) -> Library:
    return Library(
        label,
        source,
        run,
        lambda: ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages),
    )


def _npm(label: str, source: str, *packages: str) -> Library:
    def run(name: str) -> AbstractContextManager[str]:
        return node((APPS / source).read_text(encoding="utf-8"), name)

    def versions() -> str:
        return ", ".join(f"{name} {_npm_version(name)}" for name in packages)

    return Library(label, source, run, versions, missing_node)


def _npm_version(package: str) -> str:
    said = Path(os.environ[NODE_FOLDER], "node_modules", package, "package.json").read_text(
        encoding="utf-8"
    )
    return str(json.loads(said)["version"])


def missing_node() -> str:
    if shutil.which("node") is None:
        return "node is not installed"
    return (
        ""
        if os.environ.get(NODE_FOLDER)
        else f"{NODE_FOLDER} does not name a folder with the packages from npm"
    )


def missing_nginx() -> str:
    return "" if nginx_binary() else "nginx is not installed"


def _nginx_version() -> str:
    said = subprocess.run(
        [str(nginx_binary()), "-v"], capture_output=True, text=True, check=True
    ).stderr
    return f"nginx {said.strip().partition('/')[2].partition(' ')[0]}"


def _nginx_text(name: str) -> str:
    lines = (APPS / f"nginx_{name}.conf").read_text(encoding="utf-8").splitlines()
    return lines[0].removeprefix("# ")


def _run_nginx(name: str) -> AbstractContextManager[str]:
    return nginx((APPS / f"nginx_{name}.conf").read_text(encoding="utf-8"))


LIBRARIES: Mapping[str, Library] = {
    library.label: library
    for library in (
        _python(
            "Flask-CORS",
            "flask_cors_app.py",
            lambda name: wsgi(flask_cors_app.create(name)),
            "flask-cors",
            "flask",
        ),
        _python(
            "Starlette CORSMiddleware",
            "starlette_app.py",
            lambda name: asgi(starlette_app.create(name)),
            "starlette",
            "fastapi",
            "uvicorn",
        ),
        _python(
            "django-cors-headers",
            "django_app.py",
            lambda name: wsgi(django_app.create(name)),
            "django-cors-headers",
            "django",
        ),
        _python(
            "aiohttp-cors",
            "aiohttp_cors_app.py",
            lambda name: aiohttp(aiohttp_cors_app.create(name)),
            "aiohttp-cors",
            "aiohttp",
        ),
        _npm("Express cors", "express_app.mjs", "cors", "express"),
        _npm("@fastify/cors", "fastify_app.mjs", "@fastify/cors", "fastify"),
        Library("nginx", "nginx_*.conf", _run_nginx, _nginx_version, missing_nginx),
    )
}
