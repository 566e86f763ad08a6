"""The practice API with Flask-CORS in front of it, configured as it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_cors import CORS

from servers import practice

if TYPE_CHECKING:
    from flask import Flask


def create_app(**options: Any) -> Flask:
    """The practice API; the options are those of Flask-CORS: `origins`, `supports_credentials`,
    `methods`, ...
    """
    app = practice.create_app()
    CORS(app, **options)
    return app
