"""Results of real fetches, in process: what a diagram must be able to tell, as the simulated
browser tells it.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, redirect, request

from cors_lab.browser.browser import Browser
from cors_lab.server.policy import Policy
from servers.notes_api import create_app
from tests.result.samples import API, PAGE

OTHER = "https://other.example"
JSON = {
    "method": "POST",
    "headers": {"Content-Type": "application/json"},
    "body": '{"text": "Water the plants"}',
}
READY = Policy(allow_origin=PAGE, allow_headers="content-type", max_age=600)


def asked(policy: Policy, times: int = 1, path: str = "/notes", **call: Any) -> Any:
    """The last of `times` equal fetches from a server with this policy."""
    page = Browser(hosts={API: create_app(policy)}).open(PAGE)
    return [page.fetch(API + path, **call) for _ in range(times)][-1]


def redirected(policy: Policy, **call: Any) -> Any:
    """A fetch that is sent on to another origin, whose policy this is."""
    app = Flask("old")

    @app.get("/old")
    def old() -> Any:
        answer = redirect(f"{OTHER}/notes")
        answer.headers["Access-Control-Allow-Origin"] = "*"
        return answer

    return (
        Browser(hosts={API: app, OTHER: create_app(policy)}).open(PAGE).fetch(f"{API}/old", **call)
    )


def stored(*pages: str, how: str = "max-age=100") -> Any:
    """The last of fetches from these pages, whose answers may be stored and lack `Vary`."""
    app = Flask("stored")

    @app.get("/notes")
    def notes() -> Response:
        kept = {
            "Cache-Control": how,
            "ETag": '"1"',
            "Access-Control-Allow-Origin": request.headers["Origin"],
        }
        return (
            Response(status=304, headers=kept)
            if "If-None-Match" in request.headers
            else Response("notes", headers=kept)
        )

    browser = Browser(engine="standard", hosts={API: app})
    return [browser.open(page).fetch(f"{API}/notes") for page in pages][-1]


FETCHED = {
    "missing": asked(Policy()),
    "two-lines": asked(Policy(allow_origin=["*", "*"])),
    "wildcard-credentials": asked(
        Policy(allow_origin="*", allow_credentials=True), credentials="include"
    ),
    "header-refused": asked(Policy(allow_origin=PAGE), **JSON),
    "method-refused": asked(
        Policy(allow_origin=PAGE, allow_methods="PATCH"), path="/notes/1", method="patch", body="x"
    ),
    "preflight-redirect": asked(Policy(allow_origin=PAGE, preflight_status=301), **JSON),
    "preflighted": asked(READY, **JSON),
    "preflight-cached": asked(READY, times=2, **JSON),
    "followed": redirected(Policy(allow_origin="*")),
    "followed-blocked": redirected(Policy(allow_origin=PAGE)),
    "redirect-error": redirected(Policy(), redirect="error"),
    "redirect-manual": redirected(Policy(), redirect="manual"),
    "stored": stored(PAGE, PAGE),
    "stored-blocked": stored(PAGE, "https://www.app.example"),
    "validated": stored(PAGE, PAGE, how="no-cache"),
    "no-cors": asked(Policy(), mode="no-cors"),
    "same-origin-mode": asked(Policy(), mode="same-origin"),
}
