"""One page in development and in production: who answers `/api/notes`, and what the page reads."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from cors_lab.course.exercises.answer_judges import Item
from cors_lab.course.exercises.app_judge import JSON
from cors_lab.course.exercises.trials import browser_at
from cors_lab.course.lessons.n14_between_app_and_browser.layers import (
    API,
    APP,
    DEV,
    FIXED,
    NOTHING,
    dev_proxy,
    file_host,
    the_app,
)
from cors_lab.course.lessons.n14_between_app_and_browser.nginx_stand_in import StandIn
from cors_lab.course.lessons.n14_between_app_and_browser.nginx_text import Location
from cors_lab.result.answers import could_read

if TYPE_CHECKING:
    from collections.abc import Callable
    from wsgiref.types import WSGIApplication

    from cors_lab.result.result import FetchResult

OTHER = "https://www.example"
PUT: dict[str, Any] = {"method": "PUT", "headers": JSON, "body": '"Tea"'}


def _with_api(api: WSGIApplication) -> WSGIApplication:
    """Nginx that serves the files, and has a `location /api/` that leads to the API."""
    front = StandIn(Location(), dev_proxy(api, {"proxies": True}))

    def app(environ: Any, start_response: Any) -> Any:
        chosen = front if environ["PATH_INFO"].startswith("/api/") else file_host
        return chosen(environ, start_response)

    return app


def deployed(
    page: str, url: str, proxied: str = "", says: str = NOTHING, **arguments: Any
) -> FetchResult:
    """One fetch. `proxied` is the origin that has a proxy for `/api`; the API says `says`."""
    api = the_app({"says": says})
    hosts: dict[str, WSGIApplication] = {API: api, APP: file_host, OTHER: file_host}
    if proxied == DEV:
        hosts[DEV] = dev_proxy(api, {"proxies": True})
    elif proxied:
        hosts[proxied] = _with_api(api)
    return browser_at(hosts).open(page).fetch(url, **arguments)


def _notes(result: FetchResult) -> bool:
    """Does the page read the notes, and not something else in their place?"""
    if could_read(result) != "yes" or result.response is None:
        return False
    return result.response.status in (200, 204) and "<" not in result.response.text()


def _item(text: str, asks: Callable[[], FetchResult], why: str) -> Item:
    return Item(text, asks, why, _notes)


ITEMS = (
    _item(
        f"development: {DEV} asks `/api/notes`, and the dev proxy is on",
        partial(deployed, DEV, f"{DEV}/api/notes", DEV),
        "The page asks its own origin. CORS has no say, and the proxy is no browser.",
    ),
    _item(
        f"development: {DEV} asks `{API}/notes`, and the dev proxy is on",
        partial(deployed, DEV, f"{API}/notes", DEV),
        "The proxy answers for the page's own origin only. A whole URL goes past it.",
    ),
    _item(
        f"production: {APP} asks `/api/notes`, from a host of static files",
        partial(deployed, APP, f"{APP}/api/notes"),
        "The dev proxy stayed on your machine. The host answers 200 with the page itself, as it "
        "does for every path: HTML, where the page wants JSON.",
    ),
    _item(
        f"production: {APP} asks `{API}/notes`, and the API says nothing about CORS",
        partial(deployed, APP, f"{API}/notes"),
        "In development no browser asked the API for permission. Now the browser does.",
    ),
    _item(
        f"production: {APP} asks `/api/notes`, and nginx there passes `/api/` on to the API",
        partial(deployed, APP, f"{APP}/api/notes", APP),
        "The proxy is in production too, so the page still asks its own origin.",
    ),
    _item(
        f"production: {OTHER} asks `{APP}/api/notes`, and nginx passes `/api/` on",
        partial(deployed, OTHER, f"{APP}/api/notes", APP),
        "The proxy makes the API part of one origin. This page has another one.",
    ),
    _item(
        f"production: {APP} was built with `{DEV}/api/notes` in it",
        partial(deployed, APP, f"{DEV}/api/notes"),
        "That is a port of the visitor's own machine, where nothing of yours runs.",
    ),
    _item(
        f"production: {APP} asks `{API}/notes`, and the API allows {APP}",
        partial(deployed, APP, f"{API}/notes", says=FIXED),
        "That is CORS, and it needs no proxy.",
    ),
    _item(
        f"development: {DEV} asks `{API}/notes`, and the API allows {APP}",
        partial(deployed, DEV, f"{API}/notes", says=FIXED),
        "The API names the page in production, and the page in development has another origin.",
    ),
    _item(
        f"development: {DEV} PUTs JSON to `/api/notes/1`, and the dev proxy is on",
        partial(deployed, DEV, f"{DEV}/api/notes/1", DEV, **PUT),
        "A request to the page's own origin needs no preflight, even with PUT.",
    ),
)
