"""A gateway in front of the notes: it passes everything on, and guards nothing yet."""

from __future__ import annotations

from flask import Flask, Response, request
from werkzeug.test import run_wsgi_app

from servers import practice

TOKEN = "Bearer ada"
PAGE = "https://app.example"
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"]


def create_app() -> Flask:
    """The notes of `practice`, whose CORS is in order for https://app.example, behind a gateway."""
    api = practice.create_app()
    api.after_request(_allow)
    app = Flask("gateway")

    @app.route("/<path:path>", methods=METHODS, provide_automatic_options=False)
    def pass_on(path: str) -> Response:
        return Response(*run_wsgi_app(api, request.environ, buffered=True))

    return app


def _allow(response: Response) -> Response:
    response.vary.add("Origin")
    if request.headers.get("Origin") == PAGE:
        response.headers["Access-Control-Allow-Origin"] = PAGE
        response.headers["Access-Control-Allow-Methods"] = "PUT, DELETE"
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
    return response
