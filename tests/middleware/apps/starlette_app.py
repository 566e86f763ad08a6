"""Starlette's CORSMiddleware, added to a FastAPI app as its documentation says."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import RedirectResponse

CONFIGURATIONS = {
    "defaults": {},
    "one_origin": {"allow_origins": ["https://app.example"], "allow_credentials": True, "allow_methods": ["*"]},
    "allow_list": {"allow_origins": ["https://app.example", "https://admin.example"], "allow_credentials": True, "allow_methods": ["*"]},
    "any_with_credentials": {"allow_origins": ["*"], "allow_credentials": True, "allow_methods": ["*"], "allow_headers": ["*"]},
    "regex": {"allow_origin_regex": "https://.*app.example", "allow_credentials": True, "allow_methods": ["*"]},
    "null": {"allow_origins": ["https://app.example", "null"], "allow_credentials": True, "allow_methods": ["*"]},
}


def create(name: str) -> FastAPI:
    """An ASGI app."""
    app = FastAPI()
    app.add_middleware(CORSMiddleware, **CONFIGURATIONS[name])
    app.add_api_route("/notes", lambda: [], methods=["GET", "PUT"])
    app.add_api_route("/old", lambda: RedirectResponse("/notes", 302))
    app.add_api_route("/broken", lambda: 1 / 0)
    return app
