"""Generated programs, run in this process: the app that the text makes, as something the simulated
browser can ask.
"""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from types import ModuleType
from typing import Any

import django.conf  # not `settings` itself: doctest would look into it
import pytest
from django.urls import clear_url_caches, set_urlconf
from django.utils.functional import empty

from cors_lab import Browser
from cors_lab.fixes.code import COPIES
from tests.fixes.code.cases import PAGE
from tests.middleware.running import stopping


def execute(text: str, name: str = "copied") -> dict[str, Any]:
    """The names that the program defines, as a module that is imported and not run."""
    module = ModuleType(name)
    sys.modules[name] = module
    exec(compile(text, f"<{name}>", "exec"), module.__dict__)
    return module.__dict__


@contextmanager
def django_program(text: str) -> Iterator[Any]:
    """Django has one set of settings for a process: this program's, and afterwards those that were
    there.
    """
    before = django.conf.settings._wrapped
    django.conf.settings._wrapped = empty
    try:
        clear_url_caches()
        set_urlconf(None)
        yield execute(text)["application"]
    finally:
        django.conf.settings._wrapped = before
        clear_url_caches()


@contextmanager
def flask_program(text: str) -> Iterator[Any]:
    yield execute(text)["app"]


@contextmanager
def asgi_program(text: str) -> Iterator[Any]:
    runner = asyncio.Runner()
    with ThreadPoolExecutor(
        1
    ) as thread:  # of its own: playwright leaves an event loop running in the tests'
        yield as_wsgi(execute(text)["app"], lambda work: thread.submit(runner.run, work).result())
        thread.submit(runner.close).result()


def as_wsgi(
    app: Any, run: Callable[[Coroutine[Any, Any, None]], None]
) -> Callable[..., Iterable[bytes]]:
    """An ASGI app as a WSGI app, without a server between."""

    def wsgi(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        names = {
            "HTTP_" + name: name.lower().replace("_", "-").encode()
            for name in [key[5:] for key in environ if key.startswith("HTTP_")]
        }
        headers = [(name, environ[key].encode("latin-1")) for key, name in names.items()]
        body, sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)), []
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": environ["REQUEST_METHOD"],
            "headers": headers,
        }
        scope |= {
            "path": environ["PATH_INFO"],
            "raw_path": environ["PATH_INFO"].encode(),
            "query_string": b"",
            "root_path": "",
            "scheme": "http",
        }

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        with suppress(
            RuntimeError
        ):  # Starlette answers 500, and raises it again for the server's log
            run(app(scope, receive, send))
        pairs = [
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in sent[0]["headers"]
        ]
        start_response(f"{sent[0]['status']} ", pairs)
        return [message.get("body", b"") for message in sent[1:]]

    return wsgi


IN_PROCESS = {
    "Flask by hand": flask_program,
    "Flask-CORS": flask_program,
    "FastAPI / Starlette": asgi_program,
    "Django (django-cors-headers)": django_program,
}
assert set(IN_PROCESS) < set(COPIES)


def assert_serves(command: list[str], port: int) -> None:
    """Started as a reader would start it, the program answers a call of the page, preflight and
    all.
    """
    with stopping(
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
    ) as process:
        while not _listens(port):
            with suppress(subprocess.TimeoutExpired):
                pytest.fail(f"{command} ended with {process.wait(0.02)}")
        result = (
            Browser()
            .open(PAGE)
            .fetch(f"http://127.0.0.1:{port}/notes", method="PUT", credentials="include")
        )
        assert (result.fulfilled, result.response.text()) == (True, "ok")


def _listens(port: int) -> bool:
    with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
        return True
    return False
