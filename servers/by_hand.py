"""CORS by hand, done right: one list of origins, and one place that sees every answer."""

from __future__ import annotations

from flask import Flask, Response, request

from servers import practice

ALLOWED = {"https://app.example", "https://admin.example"}


def create_app() -> Flask:
    """The practice API for two pages, and /reports/, whose name ends with a slash."""
    app = practice.create_app()

    @app.get("/reports/")
    @app.delete("/reports/")
    def reports() -> list[str]:
        return []

    @app.after_request
    def allow(response: Response) -> Response:
        response.vary.add(
            "Origin"
        )  # on every answer, also where we refuse: a cache may meet either first
        origin = request.headers.get("Origin")
        if origin in ALLOWED:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Allow-Credentials"] = "true"
            response.headers["Access-Control-Allow-Methods"] = "PUT, DELETE"
            response.headers["Access-Control-Allow-Headers"] = "Content-Type"
        return response

    return app
