"""The sick servers, each as somebody would have written it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from flask import Flask, Response, abort, jsonify, redirect, request
from flask_cors import CORS

from tests.clinic.case import PAGE


def notes_api(*methods: str) -> Flask:
    """An API that knows nothing of CORS."""
    app = Flask("clinic")
    app.add_url_rule(
        "/notes",
        "notes",
        lambda: jsonify([]),
        methods=list(methods or ("GET", "POST", "PUT", "PATCH")),
    )
    return app


def plain() -> Flask:
    return notes_api()


def always(*headers: tuple[str, str]) -> Callable[[], Flask]:
    """The same headers on every answer, OPTIONS included, whoever asks."""

    def make() -> Flask:
        app = notes_api()

        @app.after_request
        def add(response: Response) -> Response:
            for name, value in headers:
                response.headers.add(name, value)
            return response

        return app

    return make


def allow(origin: str, *more: tuple[str, str]) -> Callable[[], Flask]:
    return always(("Access-Control-Allow-Origin", origin), *more)


def in_the_view_only() -> Flask:
    """The headers are set in the view, and OPTIONS is Flask's own."""
    app = Flask("clinic")

    @app.route("/notes", methods=["GET", "PUT"])
    def notes() -> Any:
        return jsonify([]), 200, {"Access-Control-Allow-Origin": PAGE}

    return app


def guarded() -> Flask:
    """The login check comes before everything, preflights too."""
    app = notes_api()
    CORS(app, origins=[PAGE])
    app.before_request(lambda: None if "Authorization" in request.headers else abort(401))
    return app


def options_only() -> Flask:
    """As in many a tutorial: the headers in the branch for OPTIONS, and nowhere else."""
    app = Flask("clinic")

    @app.route("/notes", methods=["GET", "POST", "OPTIONS"])
    def notes() -> Any:
        if request.method != "OPTIONS":
            return jsonify(ok=True)
        headers = {
            "Access-Control-Allow-Methods": "POST",
            "Access-Control-Allow-Headers": "Content-Type",
        }
        return (
            "",
            204,
            {
                "Access-Control-Allow-Origin": PAGE,
                "Access-Control-Allow-Credentials": "true",
                **headers,
            },
        )

    return app


def crashing() -> FastAPI:
    """The exception passes by the CORS middleware."""
    app = FastAPI()
    app.add_middleware(CORSMiddleware, allow_origins=[PAGE])
    app.add_api_route("/notes", lambda: [])
    app.add_api_route("/crash", lambda: 1 / 0)
    return app


def trailing_slash() -> Flask:
    app = Flask("clinic")
    CORS(app, origins=[PAGE])
    app.add_url_rule("/slash/", "slash", lambda: jsonify([]), methods=["GET", "POST"])
    return app


def deaf_to_its_proxy() -> Any:
    """A proxy ends TLS and nobody told the app (werkzeug's ProxyFix would): its redirects lead to
    http.
    """
    app = trailing_slash()
    return lambda environ, start_response: app(
        environ | {"wsgi.url_scheme": "http"}, start_response
    )


def behind_a_proxy() -> Any:
    """The app says `*`, and so does what stands before it."""
    app = notes_api()
    CORS(app, send_wildcard=True)

    def proxy(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            return start_response(
                status, [*headers, ("Access-Control-Allow-Origin", "*")], exc_info
            )

        return app(environ, start)

    return proxy


def flask_cors(**settings: Any) -> Callable[[], Flask]:
    def make() -> Flask:
        app = notes_api()
        CORS(app, **settings)
        return app

    return make


def hidden_header() -> Flask:
    """`Expose-Header`, without its s."""
    return allow(PAGE, ("X-Total-Count", "3"), ("Access-Control-Expose-Header", "X-Total-Count"))()


def cached_for_all() -> Flask:
    """The header only for those who send an Origin, an answer that may be cached, and no word to
    caches.
    """
    app = notes_api("GET")

    @app.after_request
    def add(response: Response) -> Response:
        response.headers["Cache-Control"] = "max-age=3600"
        if request.headers.get("Origin") == PAGE:
            response.headers["Access-Control-Allow-Origin"] = PAGE
        return response

    return app


def logged_in_only() -> Flask:
    """CORS is perfect; the session cookie has no SameSite, so another site's page does not bring
    it.
    """
    app = Flask("clinic")
    CORS(app, origins=[PAGE], supports_credentials=True)
    app.add_url_rule(
        "/notes", "notes", lambda: jsonify([]) if "sid" in request.cookies else abort(401)
    )

    @app.post("/login")
    def login() -> Any:
        response = jsonify(ok=True)
        response.set_cookie("sid", "1", httponly=True)
        return response

    return app


def sends_to(location: str) -> Callable[[], Flask]:
    def make() -> Flask:
        app = Flask("clinic")
        CORS(app, origins=[PAGE])
        app.add_url_rule("/notes", "notes", lambda: redirect(location))
        return app

    return make


def unanchored() -> Flask:
    """re.match looks at the beginning only."""
    app = notes_api()

    @app.after_request
    def add(response: Response) -> Response:
        origin = request.headers.get("Origin", "")
        response.headers["Vary"] = "Origin"
        if re.match(r"https://app\.example", origin):
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Allow-Credentials"] = "true"
        return response

    return app


def airplay() -> Flask:
    """What answers on a Mac's port 5000 before any app of one's own does."""
    app = Flask("clinic")
    app.before_request(
        lambda: Response("", 403, {"Server": "AirTunes/775.3.1", "X-Apple-ProcessingTime": "0"})
    )
    return app
