"""The server by hand, behind a wall that sends everyone with no session to a login page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, redirect, request

from servers import by_hand

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

LOGIN = "https://login.example/"


def create_app() -> Flask:
    """The API of `by_hand`, CORS and all, for those who have logged in."""
    app = by_hand.create_app()

    @app.before_request
    def wall() -> Response | None:
        if request.method == "OPTIONS" or request.path == "/login":
            return None
        if request.cookies.get("session") == "ada":
            return None
        return redirect(
            LOGIN
        )  # right for a person who follows a link, wrong for a script that fetches

    return app


def login_page() -> Flask:
    """The host that the wall sends everyone to: a page for people."""
    app = Flask(__name__)

    @app.get("/")
    def page() -> str:
        return "<!doctype html><title>Log in</title><h1>Who are you?</h1>"

    return app
