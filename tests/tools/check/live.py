"""A real server over TLS, with a certificate of our own authority, and the command run as a user
runs it.
"""

from __future__ import annotations

import contextlib
import ssl
import threading
from collections.abc import Callable, Iterator
from typing import Any

import trustme
from click.testing import CliRunner, Result
from werkzeug.serving import WSGIRequestHandler, make_server

from cors_lab.tools.cli import main

PAGE = "https://app.example"
Headers = list[tuple[str, str]]


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        pass


@contextlib.contextmanager
def over_tls(app: Any, authority: trustme.CA, name: str = "api.example") -> Iterator[int]:
    """The port of a server with a certificate for `name`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    server = make_server(
        "127.0.0.1", 0, app, threaded=True, ssl_context=context, request_handler=Quiet
    )
    server.log = lambda *_: None  # type: ignore[method-assign]
    server.handle_error = lambda *_: None  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def answering(
    *headers: tuple[str, str], status: str = "200 OK", preflight: Headers | None = None
) -> Callable[..., list[bytes]]:
    """A WSGI app with these headers on every answer, or with others on OPTIONS; it keeps the
    requests in `.seen`.
    """

    def app(environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
        app.seen.append(environ["REQUEST_METHOD"])  # type: ignore[attr-defined]
        app.environs.append(environ)  # type: ignore[attr-defined]
        is_preflight = environ["REQUEST_METHOD"] == "OPTIONS" and preflight is not None
        start_response(
            "204 No Content" if is_preflight else status,
            preflight if is_preflight else [*headers, ("Content-Length", "2")],
        )
        return [] if is_preflight else [b"hi"]

    app.seen, app.environs = [], []  # type: ignore[attr-defined]
    return app


def cors_lab(*arguments: str, env: dict[str, str] | None = None) -> Result:
    """`cors-lab ARGUMENTS`; no exception but the end of the process gets out."""
    result = CliRunner().invoke(main, arguments, env=env)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result
