"""Copy as: a call and a server's policy as code that runs outside of the notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.fixes.code.case import Case
from cors_lab.fixes.code.clients import curl, curl_preflight, fetch_call, pytest_test, requests_call
from cors_lab.fixes.code.django import django_project
from cors_lab.fixes.code.express import express_server
from cors_lab.fixes.code.flask import flask_by_hand, flask_cors
from cors_lab.fixes.code.nginx import nginx_conf
from cors_lab.fixes.code.starlette import fastapi

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["COPIES", "Case"]

COPIES: Mapping[str, Callable[[Case], str]] = {
    "JavaScript fetch()": fetch_call,
    "curl (preflight)": curl_preflight,
    "curl (request)": curl,
    "Python requests": requests_call,
    "pytest test": pytest_test,
    "Flask by hand": flask_by_hand,
    "Flask-CORS": flask_cors,
    "FastAPI / Starlette": fastapi,
    "Django (django-cors-headers)": django_project,
    "Express (cors)": express_server,
    "nginx": nginx_conf,
}
"""Label and generator, in the order in which they are offered; each takes a Case and gives the
whole text.
"""
