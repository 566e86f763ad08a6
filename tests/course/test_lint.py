"""The security lint, by itself: each hole is found, and a server without one passes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, Response, request

from cors_lab.course.exercises.app_judge import visiting
from cors_lab.course.exercises.lint import Lint
from cors_lab.course.exercises.model import Finding

APP = "https://app.example"
COOKIE = "session=ada; Path=/; Secure; SameSite=None"


def linted(
    header: Callable[[str], str | None], vary: bool = True, credentials: str = "include"
) -> Finding:
    """What the lint says to a server whose Allow-Origin is this function of the Origin."""
    app = Flask("linted")

    @app.get("/login")
    def login() -> tuple[str, dict[str, str]]:
        return "", {"Set-Cookie": COOKIE}

    @app.get("/me")
    def me() -> dict[str, str]:
        return {"name": "Ada"}

    @app.after_request
    def allow(response: Response) -> Response:
        if vary:
            response.vary.add("Origin")
        if value := header(request.headers.get("Origin", "")):
            response.headers["Access-Control-Allow-Origin"] = value
            response.headers["Access-Control-Allow-Credentials"] = "true"
        return response

    with visiting(app) as visit:
        [finding] = Lint(APP, "/me", credentials).findings(visit.fetch)
    return finding


def test_a_server_without_a_hole_passes() -> None:
    assert linted(lambda origin: APP if origin == APP else None).works


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (lambda origin: origin, "Any Origin is sent back as it came"),
        (
            lambda origin: origin if origin in (APP, "null") else None,
            "The origin `null` is allowed",
        ),
        (lambda origin: origin if "app.example" in origin else None, "only contains the name"),
        (lambda origin: origin if origin.startswith(APP) else None, "only begins like yours"),
        (
            lambda origin: (
                origin if origin.startswith("https") and origin.endswith("app.example") else None
            ),
            "only ends like yours",
        ),
        (lambda origin: origin if origin in (APP, "http://app.example") else None, "without TLS"),
        (lambda origin: "*", "`*` says that every page may read what is private."),
    ],
)
def test_each_hole_is_found(header: Callable[[str], str | None], said: str) -> None:
    finding = linted(header)
    assert not finding.works
    assert said in finding.why
    assert finding.fix
    assert finding.trace is not None


def test_a_star_on_public_data_is_no_hole() -> None:
    assert linted(lambda origin: "*", vary=False, credentials="same-origin").works


def test_an_answer_that_depends_on_who_asks_must_say_so() -> None:
    finding = linted(lambda origin: APP if origin == APP else None, vary=False)
    assert finding.sentence == "`Vary: Origin` is missing."
