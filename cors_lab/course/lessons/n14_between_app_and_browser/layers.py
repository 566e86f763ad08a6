"""The layers of the chain, each a small server with switches, and the app at its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request
from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Request
from werkzeug.wrappers import Response as Plain

from servers import practice
from servers.cdn import Cdn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

APP, ADMIN, API = "https://app.example", "https://admin.example", "https://api.example"
DEV = "http://localhost:3000"
PAGE = "<!doctype html><title>Notes</title>"
LOGIN_PAGE = "https://login.example"
LISTED = frozenset({APP, ADMIN})
NOTHING, FIXED, BY_LIST, NO_VARY = (
    "nothing about CORS",
    f"{APP}, to everyone",
    "the page that asks, if listed",
    "the same, without Vary",
)
SAYS = (NOTHING, FIXED, BY_LIST, NO_VARY)
PASS, REFUSE, EMPTY, PERMIT = (
    "passes it on",
    "answers 403",
    "answers 204, without headers",
    f"answers 204, and allows {APP}",
)
OPTIONS = (PASS, REFUSE, EMPTY, PERMIT)
LIMITED, LOGIN = "answers 429, too many requests", "redirects to a login"
OTHERS = (PASS, LIMITED, LOGIN)
PERMITS = [
    ("Access-Control-Allow-Methods", "PUT, DELETE"),
    ("Access-Control-Allow-Headers", "Content-Type"),
]
# What each layer is set to, by the name of its switch; a layer reads it again at every request.
Settings = dict[str, Any]


def the_app(settings: Mapping[str, Any]) -> Flask:
    """The notes, with the headers that `says` asks for, and an hour to keep them."""
    app = practice.create_app()

    @app.after_request
    def allow(response: Response) -> Response:
        if response.status_code == 200 and request.method == "GET":
            response.headers["Cache-Control"] = "max-age=3600"
        origin = request.headers.get("Origin")
        for name, value in _said(settings["says"], origin, request.method):
            response.headers[name] = value
        return response

    return app


def _said(says: str, origin: str | None, method: str) -> list[tuple[str, str]]:
    """The header lines of the app's answer to this origin."""
    lines = [("Vary", "Origin")] if says == BY_LIST else []
    permits = PERMITS if method == "OPTIONS" else []
    if says == FIXED:
        allowed = APP
    elif says in (BY_LIST, NO_VARY) and origin in LISTED:
        allowed = origin
    else:
        return lines
    return [*lines, ("Access-Control-Allow-Origin", allowed), *permits]


@dataclass(slots=True)
class Layer:
    """A layer that may answer by itself; `own` gives its answer, or None to pass the request on.

    Where the next layer does not answer, it says `status`, on a page of its own.
    """

    name: str
    behind: WSGIApplication
    own: Callable[[Request], Plain | None]
    status: int = 502

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        answer = self.own(Request(environ))
        if answer is None:
            answer = self._asked(environ)
        else:
            answer.headers["Server"] = self.name
        return answer(environ, start_response)

    def _asked(self, environ: WSGIEnvironment) -> Plain:
        try:
            return Plain(*run_wsgi_app(self.behind, environ, buffered=True))
        except ConnectionError:
            return Plain("Nothing answers behind me.", self.status, {"Server": self.name})


def file_host(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """A host of static files: for a path that it does not know, it answers with the page, as
    single-page apps want it.
    """
    page = Plain(PAGE, headers={"Server": "files"}, mimetype="text/html")
    return page(environ, start_response)


def dev_proxy(behind: WSGIApplication, settings: Mapping[str, Any]) -> WSGIApplication:
    """A dev server: asked for `/api/notes`, it asks for `/notes` and changes nothing else.

    Switched off, it does what a host of files does.
    """
    inner = Layer("dev proxy", behind, lambda _: None, 500)

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if not (settings["proxies"] and path.startswith("/api/")):
            return file_host(environ, start_response)
        cut = path.removeprefix("/api")
        return inner({**environ, "PATH_INFO": cut, "REQUEST_URI": cut}, start_response)

    return app


def gateway(behind: WSGIApplication, settings: Mapping[str, Any]) -> WSGIApplication:
    """A gateway that guards an API: what it does with OPTIONS, and with everything else."""

    def own(asked: Request) -> Plain | None:
        if asked.method == "OPTIONS":
            return _of_options(settings["options"])
        if settings["others"] == LIMITED:
            return Plain("Too many requests.", 429)
        if settings["others"] == LOGIN:
            return Plain("", 302, {"Location": f"{LOGIN_PAGE}/"})
        return None

    return Layer("gateway", behind, own)


def _of_options(kind: str) -> Plain | None:
    if kind == REFUSE:
        return Plain("No key, no entry.", 403)
    if kind == EMPTY:
        return Plain("", 204)
    if kind == PERMIT:
        return Plain("", 204, [("Access-Control-Allow-Origin", APP), *PERMITS])
    return None


def login_page(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Where the gateway sends those who are not logged in."""
    page = Plain("<p>Please log in.", headers={"Server": "login"}, mimetype="text/html")
    return page(environ, start_response)


def cdn(behind: WSGIApplication, settings: Mapping[str, Any]) -> tuple[WSGIApplication, Cdn]:
    """A CDN that may keep copies, and may take `Origin` off what it passes on; and its copies."""
    keeping = Cdn(Layer("CDN", behind, lambda _: None))

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if settings["strips"]:
            environ = {name: value for name, value in environ.items() if name != "HTTP_ORIGIN"}
        chosen = keeping if settings["keeps"] else keeping.app
        answer = Plain(*run_wsgi_app(chosen, environ, buffered=True))
        answer.headers["Via"] = "1.1 cdn"
        answer.headers["X-Cache"] = "HIT" if "Age" in answer.headers else "MISS"
        return answer(environ, start_response)

    return app, keeping
