"""aiohttp-cors, for each route."""

from __future__ import annotations

import aiohttp_cors
from aiohttp import web

ALLOWED = aiohttp_cors.ResourceOptions(allow_credentials=True, allow_headers="*", allow_methods="*")
CONFIGURATIONS = {
    "defaults": None,
    "one_origin": {"https://app.example": ALLOWED},
    "allow_list": {"https://app.example": ALLOWED, "https://admin.example": ALLOWED},
    "any_with_credentials": {"*": ALLOWED},
    "null": {"https://app.example": ALLOWED, "null": ALLOWED},
}  # it has no patterns


async def _notes(request: web.Request) -> web.Response:
    return web.Response(text="[]")


async def _old(request: web.Request) -> web.Response:
    raise web.HTTPFound("/notes")


async def _broken(request: web.Request) -> web.Response:
    raise RuntimeError("This route is broken on purpose.")


def create(name: str) -> web.Application:
    """An aiohttp application, neither WSGI nor ASGI."""
    app = web.Application()
    cors = aiohttp_cors.setup(app, defaults=CONFIGURATIONS[name])
    for method, path, handler in (("GET", "/notes", _notes), ("PUT", "/notes", _notes), ("GET", "/old", _old), ("GET", "/broken", _broken)):
        cors.add(app.router.add_route(method, path, handler))
    return app
