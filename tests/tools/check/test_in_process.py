"""`check --app`: an app in this process, and nothing outside of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cors_lab.tools.check.apps import app_transport
from cors_lab.tools.check.errors import CannotAsk
from cors_lab.tools.check.exchange import ask
from cors_lab.tools.check.question import Question
from tests.tools.audit.apps import Server
from tests.tools.check import live
from tests.tools.check.live import PAGE, answering, cors_lab

OPEN = ("Access-Control-Allow-Origin", PAGE)


def check(app: Any, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Any:
    monkeypatch.setattr(live, "app", app, raising=False)
    return cors_lab("check", "--app", "tests.tools.check.live:app", *arguments, "--page", PAGE)


def test_it_is_asked_as_localhost_at_a_path(monkeypatch: pytest.MonkeyPatch) -> None:
    app: Any = answering(OPEN)
    assert check(app, monkeypatch, "/notes?a=1").exit_code == 0
    environ = app.environs[0]
    assert (environ["HTTP_HOST"], environ["PATH_INFO"], environ["QUERY_STRING"]) == (
        "localhost",
        "/notes",
        "a=1",
    )


def test_or_as_the_host_of_a_url(monkeypatch: pytest.MonkeyPatch) -> None:
    app: Any = answering(OPEN)
    assert check(app, monkeypatch, "https://api.example/notes").exit_code == 0
    assert app.environs[0]["HTTP_HOST"] == "api.example"


def test_a_redirect_that_leaves_the_app_is_not_followed_into_the_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app: Any = answering(OPEN, ("Location", "https://elsewhere.example/"), status="302 Found")
    result = check(app, monkeypatch, "/")
    assert result.exit_code == 2
    assert "an app that is asked in process answers for its own origin only" in " ".join(
        result.output.split()
    )
    assert len(app.seen) == 1


def test_a_redirect_within_the_app_is_followed_with_the_cookie_of_all_its_paths() -> None:
    moved = ("302 Found", [OPEN, ("Access-Control-Allow-Credentials", "true"), ("Location", "/me")])
    app = Server(
        lambda method, path, environ: moved if path == "/api/old" else ("200 OK", moved[1][:2])
    )
    question = Question(
        url="https://api.example/api/old",
        page=PAGE,
        credentials="include",
        cookies=("sid=1; SameSite=None; Secure",),
    )
    with app_transport(app, "https://api.example") as transport:
        assert ask(question, transport).exit_code == 0
    assert [environ.get("HTTP_COOKIE") for environ in app.environs] == ["sid=1", "sid=1"]


def test_patch_in_lower_case_is_not_safe_either(monkeypatch: pytest.MonkeyPatch) -> None:
    app: Any = answering(OPEN, preflight=[OPEN, ("Access-Control-Allow-Methods", "patch")])
    assert check(app, monkeypatch, "/", "-X", "patch").exit_code == 2
    assert app.seen == ["OPTIONS"]


def test_what_the_app_prints_is_no_part_of_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def chatty(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        print("hello from the app")
        start_response("200 OK", [OPEN])
        return []

    result = check(chatty, monkeypatch, "/", "--json")
    assert json.loads(result.stdout)["verdict"] == "readable"
    assert "hello from the app" in result.stderr


def test_what_is_no_app_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    result = check("text", monkeypatch, "/")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "is a builtins.str, which is neither a WSGI nor an ASGI app" in result.stderr


def test_an_app_that_does_not_start_is_one_sentence() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send(
            {
                "type": "lifespan.startup.failed",
                "message": "Traceback...\nRuntimeError: no database",
            }
        )

    with (
        pytest.raises(CannotAsk, match=r"^the app did not start: RuntimeError: no database\.$"),
        app_transport(app, "https://api.example"),
    ):
        pass
