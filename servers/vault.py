"""A vault with one secret, and a guard that decides by `Origin` which pages may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, abort, request

if TYPE_CHECKING:
    from collections.abc import Callable

SECRET = "Ada takes her tea with honey."
COOKIE = "session=ada; Path=/; HttpOnly; Secure; SameSite=None"


def create_app(allows: Callable[[str], bool]) -> Flask:
    """/login sets the cookie that GET /secret needs; `allows(origin)` says who may read it."""
    app = Flask(__name__)

    @app.get("/login")
    def login() -> tuple[str, dict[str, str]]:
        return "Welcome, Ada.", {"Set-Cookie": COOKIE}

    @app.get("/secret")
    def secret() -> dict[str, str]:
        if request.cookies.get("session") != "ada":
            abort(401)
        return {"secret": SECRET}

    @app.after_request
    def allow(response: Response) -> Response:
        response.allow = sorted(response.allow)  # Flask's own order differs on each start
        response.vary.add("Origin")
        origin = request.headers.get("Origin")
        if origin is not None and allows(origin):
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Allow-Credentials"] = "true"
        return response

    return app
