"""The server by hand, behind a guard that wants a cookie of everyone; told to, it lets preflights
pass, which never have one.
"""

from __future__ import annotations

from flask import Flask, request

from servers import by_hand


def create_app(*, preflights_pass: bool = False) -> Flask:
    """The API of `by_hand`, for who has logged in."""
    app = by_hand.create_app()

    @app.before_request
    def guard() -> tuple[str, int] | None:
        if preflights_pass and request.method == "OPTIONS":
            return None
        if request.path == "/login" or request.cookies.get("session") == "ada":
            return None
        return "Please log in.", 401

    return app
