"""Prices that caches may keep for an hour, from a server that names the page that asks."""

from __future__ import annotations

from flask import Flask, Response, request

PAGES = frozenset({"https://app.example", "https://admin.example"})


def create_app(vary: bool = False, max_age: int = 3600) -> Flask:
    """GET /prices, which caches may keep for `max_age` seconds.

    Without `vary`, no cache is told that the answer depends on `Origin`: copies get mixed up.
    """
    app = Flask(__name__)

    @app.get("/prices")
    def prices() -> tuple[dict[str, int], dict[str, str]]:
        return {"tea": 3}, {"Cache-Control": f"max-age={max_age}"}

    @app.after_request
    def allow(response: Response) -> Response:
        if vary:
            response.vary.add("Origin")
        if request.headers.get("Origin") in PAGES:
            response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
        return response

    return app
