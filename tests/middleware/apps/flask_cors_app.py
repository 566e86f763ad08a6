"""Flask-CORS, as an extension of the whole app."""

from __future__ import annotations

from flask import Flask, redirect
from flask_cors import CORS

CONFIGURATIONS = {
    "defaults": {},
    "one_origin": {"origins": "https://app.example", "supports_credentials": True},
    "allow_list": {"origins": ["https://app.example", "https://admin.example"], "supports_credentials": True},
    "any_with_credentials": {"supports_credentials": True},
    "regex": {"origins": "https://.*app.example", "supports_credentials": True},
    "null": {"origins": ["https://app.example", "null"], "supports_credentials": True},
}


def create(name: str) -> Flask:
    """A WSGI app."""
    app = Flask(name)
    CORS(app, **CONFIGURATIONS[name])
    app.add_url_rule("/notes", "notes", lambda: "[]", methods=["GET", "PUT"])
    app.add_url_rule("/old", "old", lambda: redirect("/notes"))
    app.add_url_rule("/broken", "broken", lambda: 1 / 0)
    return app
