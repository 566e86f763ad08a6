"""The page's own origin: an HTML page, and a JSON resource that its scripts may read because it is
of the same origin.
"""

from __future__ import annotations

from flask import Flask, Response, jsonify

PAGE = """<!doctype html>
<html lang="en">
<title>Notes</title>
<h1>Notes</h1>
<script>fetch("/profile").then(response => response.json())</script>
</html>
"""


def create_app() -> Flask:
    """The server of the page: no CORS header anywhere, and none is needed."""
    app = Flask(__name__)

    @app.get("/")
    def page() -> str:
        return PAGE

    @app.get("/profile")
    def profile() -> Response:
        return jsonify(name="Ada", theme="dark")

    return app
