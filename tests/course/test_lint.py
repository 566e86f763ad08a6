"""The security lint, by itself: each hole is found, and a server without one passes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, Response, request

from cors_lab.course.exercises.app_judge import visiting
from cors_lab.course.exercises.lint import Ask, Lint
from cors_lab.course.exercises.model import Finding
from cors_lab.course.exercises.strangers import strangers

APP = "https://app.example"
COOKIE = "session=ada; Path=/; Secure; SameSite=None"


def linted(
    header: Callable[[str], str | None], vary: bool = True, caches: bool = True
) -> list[Finding]:
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
        return list(Lint((APP,), (Ask("/me"),), caches=caches).findings(visit.fetch))


def test_a_server_without_a_hole_passes_and_is_told_what_was_looked_at() -> None:
    findings = linted(lambda origin: APP if origin == APP else None)
    assert all(finding.works for finding in findings)
    assert "asked for `GET /me` as " in findings[0].sentence
    assert "with the user's cookies and without" in findings[0].sentence
    assert "`Vary: Origin` is on every answer." in findings[1].sentence


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
        (lambda origin: "*", "every page on the web may read it"),
        (lambda origin: origin if origin in APP else None, "A part of the allowed origin"),
        (lambda origin: origin if origin.endswith(".example") else None, "ends with `.example`"),
    ],
)
def test_each_hole_is_found(header: Callable[[str], str | None], said: str) -> None:
    [finding] = linted(header)
    assert not finding.works
    assert said in finding.why
    assert finding.fix
    assert finding.trace is not None


def test_an_answer_that_depends_on_who_asks_must_say_so() -> None:
    findings = linted(lambda origin: APP if origin == APP else None, vary=False)
    assert findings[-1].sentence == "`Vary: Origin` is missing on `GET /me`."
    assert not findings[-1].works


def test_caches_are_no_business_of_an_exercise_that_does_not_name_them() -> None:
    assert linted(lambda origin: APP if origin == APP else None, vary=False, caches=False)[-1].works


def test_a_hole_without_cookies_and_one_of_another_method_are_found() -> None:
    app = Flask("linted")

    @app.route("/notes", methods=["GET", "DELETE"])
    def notes() -> tuple[str, dict[str, str]]:
        allowed = APP if request.method == "GET" else request.headers.get("Origin", "")
        return "", {"Access-Control-Allow-Origin": allowed}

    @app.after_request
    def preflights(response: Response) -> Response:
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin", "")
            response.headers["Access-Control-Allow-Methods"] = "DELETE"
        return response

    with visiting(app) as visit:
        ask = Ask("/notes", {"method": "DELETE"})
        [finding] = Lint((APP,), (Ask("/notes"), ask)).findings(visit.fetch)
    assert "can make the server run `DELETE /notes`" in finding.sentence


def test_no_stranger_is_one_that_may() -> None:
    allowed = (APP, "https://x.app.example")
    assert not {stranger.origin for stranger in strangers(allowed)} & set(allowed)
