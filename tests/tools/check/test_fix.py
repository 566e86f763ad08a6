"""`check --fix`: what is generated, run as the server, makes the same question pass."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cors_lab import serve
from cors_lab.fixes.frameworks import NAMES
from cors_lab.tools.cli import check as command
from tests.tools.check import live
from tests.tools.check.live import PAGE, answering, cors_lab
from tests.tools.explain.test_fixes import app_of

OPEN = ("Access-Control-Allow-Origin", PAGE)
QUESTIONS = [
    (),
    ("--credentials", "include"),
    ("-X", "PUT", "-H", "Content-Type: application/json", "-H", "X-Token: 1", "-d", "{}", "--yes"),
    ("-X", "DELETE", "--credentials", "include", "--yes"),
]


def code_of(
    app: Any, monkeypatch: pytest.MonkeyPatch, framework: str, *arguments: str
) -> tuple[int, str]:
    """The exit code, and the code that is told for this question to this app."""
    monkeypatch.setattr(live, "app", app, raising=False)
    result = cors_lab(
        "check",
        "--app",
        "tests.tools.check.live:app",
        "/notes",
        "--page",
        PAGE,
        "--fix",
        framework,
        "--json",
        *arguments,
    )
    return result.exit_code, json.loads(result.stdout)["fixCode"]["code"]


@pytest.mark.parametrize("framework", ["flask", "flask-cors", "fastapi"])
@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_the_same_question_passes_then(
    framework: str, question: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked, code = code_of(answering(), monkeypatch, framework, *question)
    assert blocked == 1
    passed, sentence = code_of(app_of(code), monkeypatch, framework, *question)
    assert (passed, sentence) == (
        0,
        "There is no code: the page can read the answer, so nothing needs a fix.",
    )
    monkeypatch.setattr(live, "app", app_of(code))
    assert (
        cors_lab(
            "check",
            "--app",
            "tests.tools.check.live:app",
            "/notes",
            "--page",
            "https://evil.example",
            *question,
        ).exit_code
        == 1
    )
    with_cookies = ("--credentials", "include") if "include" not in question else ()
    if with_cookies:
        assert code_of(app_of(code), monkeypatch, framework, *question, *with_cookies)[0] == 1


def test_it_comes_last_and_the_hint_goes() -> None:
    with serve(answering()) as server:
        fixed, plain = (
            cors_lab("check", server.url, "--page", PAGE, *more).output
            for more in (("--fix", "nginx"), ())
        )
    assert "The fix as code (nginx):\n\n# A whole small server" in fixed
    assert "--fix" not in fixed
    assert "As code for your server: --fix flask-cors (a guess, by Server: Werkzeug/" in " ".join(
        plain.split()
    )


@pytest.mark.parametrize(
    ("headers", "arguments", "sentence"),
    [
        ((), ("--page", "null"), "No server should allow the origin null"),
        ((OPEN,), ("--page", PAGE), "There is no code: the page can read the answer"),
        (
            (OPEN,),
            ("--page", PAGE, "-X", "POST"),
            "There is no code yet: the question was not asked to its end.",
        ),
        ((), ("--page", PAGE, "--mode", "same-origin"), "No header of the server helps here"),
    ],
)
def test_where_no_code_helps_a_sentence_says_so(
    headers: Any, arguments: tuple[str, ...], sentence: str
) -> None:
    with serve(answering(*headers)) as server:
        output = cors_lab("check", server.url, *arguments, "--fix", "express").output
        assert sentence in output
        assert "A whole small server" not in output
        assert "As code for your server" not in cors_lab("check", server.url, *arguments).output


def test_after_a_redirect_through_another_server_no_code_allows_null() -> None:
    with (
        serve(answering()) as there,
        serve(answering(OPEN, ("Location", f"{there.url}/end"), status="302 Found")) as here,
    ):
        output = cors_lab("check", f"{here.url}/start", "--page", PAGE, "--fix", "flask").output
    assert "No server should allow the origin null" in output
    assert "A whole small server" not in output


def test_nobody_listens_has_no_code() -> None:
    assert (
        "No header of the server helps here"
        in cors_lab("check", "https://api.invalid/", "--page", PAGE, "--fix", "nginx").output
    )


def test_the_code_shows_no_secret() -> None:
    with serve(answering()) as server:
        arguments = (
            "--page",
            PAGE,
            "-H",
            "Authorization: Bearer s3cr3t",
            "--credentials",
            "include",
            "--fix",
            "flask",
        )
        output = cors_lab("check", f"{server.url}/notes?token=s3cr3t", *arguments).output
    assert '"Access-Control-Allow-Headers", "authorization"' in output
    assert "s3cr3t" not in output


def test_the_frameworks_are_those_of_explain() -> None:
    option = next(parameter for parameter in command.command.params if parameter.name == "fix")
    assert tuple(option.type.choices) == NAMES  # type: ignore[attr-defined]
