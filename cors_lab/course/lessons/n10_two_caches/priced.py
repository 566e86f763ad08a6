"""The API behind the time machine, and who has answered a request for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, request

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from cors_lab.fetch.wire import HTTPResponse
    from cors_lab.result.result import FetchResult

APP, ADMIN, API = "https://app.example", "https://admin.example", "https://api.example"
NAMED = "the page's origin, where it is asked with one"
NAMED_AND_VARY = "the same, and Vary: Origin on every answer"
EVERYONE = "* on every answer"
SAYS = (NAMED, NAMED_AND_VARY, EVERYONE)


def prices() -> Flask:
    """GET /prices and DELETE /prices/1; what it says of CORS and caches stands in its `config`."""
    app = Flask("prices")

    @app.get("/prices")
    def all_prices() -> tuple[dict[str, int], dict[str, str]]:
        return {"tea": 3}, {"Cache-Control": app.config["LIVES"]}

    @app.delete("/prices/1")
    def delete() -> tuple[str, int]:
        return "", 204

    @app.after_request
    def allow(response: Response) -> Response:
        origin, says = request.headers.get("Origin"), app.config["SAYS"]
        if says == NAMED_AND_VARY:
            response.vary.add("Origin")
        if says == EVERYONE:
            response.headers["Access-Control-Allow-Origin"] = "*"
        elif origin in (APP, ADMIN):
            response.headers["Access-Control-Allow-Origin"] = origin
        if request.method == "OPTIONS":
            _allow_methods(response, app.config)
        return response

    return app


def _allow_methods(response: Response, config: Mapping[str, Any]) -> None:
    if config["ALLOWS_DELETE"]:
        response.headers["Access-Control-Allow-Methods"] = "DELETE"
    if config["MAX_AGE"]:
        response.headers["Access-Control-Max-Age"] = config["MAX_AGE"]


def answered_by(result: FetchResult) -> str:
    """The browser's copy, the CDN's copy, or the server; and what was not asked for."""
    asked = [exchange for exchange in result.exchanges if exchange.response]
    if not asked:
        return "the browser's copy"
    who = [_answerer(exchange.response) for exchange in asked]
    if len(asked) == 2:
        return f"{who[0]} (preflight), {who[1]}"
    if asked[0].kind == "preflight":
        return f"{who[0]} (preflight)"
    if result.method == "DELETE":
        return f"{who[0]}; the preflight by the browser's memory"
    return who[0]


def _answerer(response: HTTPResponse | None) -> str:
    names = {name.lower() for name, _ in response.headers} if response else set()
    return "the CDN's copy" if "age" in names else "the server"


def saw(result: FetchResult) -> str:
    """What JavaScript gets."""
    if result.response is None:
        return "a `TypeError`"
    if result.response.type == "opaque":
        return "nothing to read"
    return f"status {result.response.status}"
