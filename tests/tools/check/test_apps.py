"""What `--app` names is loaded, or one sentence says why not."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp.web
import pytest
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from fastapi import FastAPI
from flask import Flask

from cors_lab.tools.check.apps import load_app, protocol, speaks
from cors_lab.tools.check.errors import CannotAsk

MODULE = """
def app(environ, start_response): ...
def create_app(): return app
def broken(): raise KeyError("no settings")
class Settings: api = app
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


@pytest.mark.parametrize(
    "name",
    [
        "site_one:app",
        "site_one:create_app()",
        "site_one:create_app",
        "site_one:Settings.api",
        "site_one",
    ],
)
def test_an_app_is_found_in_the_current_folder(folder: Path, name: str) -> None:
    (folder / "site_one.py").write_text(MODULE)
    assert load_app(name).__name__ == "app"


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("nowhere:app", "", "there is no module nowhere here; run this in the folder that has it."),
        (
            "nowhere.main:app",
            "",
            "there is no module nowhere here; run this in the folder that has it.",
        ),
        ("site_two:nope", MODULE, "site_two has no nope."),
        (
            "site_two",
            "x = 1",
            "the module has no app, application, create_app; name the app: site_two:NAME.",
        ),
        (
            "site_two:broken()",
            MODULE,
            "calling it raised KeyError: 'no settings' (site_two.py, line 4).",
        ),
        (
            "site_two:app",
            "import missing_library",
            "ModuleNotFoundError: No module named 'missing_library' (site_two.py, line 1).",
        ),
        (
            "site_two:app",
            "\nraise RuntimeError('set SECRET first')",
            "RuntimeError: set SECRET first (site_two.py, line 2).",
        ),
        (
            "site_two:app",
            "def app(:",
            "importing it raised SyntaxError: invalid syntax (site_two.py, line 1).",
        ),
        (
            "site_two:app",
            "raise SystemExit(3)",
            "importing it raised SystemExit: 3 (site_two.py, line 1).",
        ),
        ("site_two.py:app", MODULE, "give the module's dotted name, site_two:app."),
        ("./api/main.py:app", MODULE, "give the module's dotted name, api.main:app."),
        (":app", "", "names no module: write it like myproject.main:app."),
    ],
)
def test_what_cannot_be_loaded_is_one_sentence(
    folder: Path, name: str, text: str, sentence: str
) -> None:
    (folder / "site_two.py").write_text(text)
    with pytest.raises(CannotAsk) as error:
        load_app(name)
    assert error.value.code == "app"
    assert error.value.sentence.endswith(sentence)
    assert error.value.sentence.startswith("--app ")


class ByMethod:
    async def __call__(self, scope: Any, receive: Any, send: Any) -> None: ...


class Wrapped:
    def __call__(self, scope: Any, receive: Any, send: Any) -> Any: ...


@pytest.mark.parametrize(
    ("app", "expected"),
    [
        (Flask("x"), "wsgi"),
        (WSGIHandler.__new__(WSGIHandler), "wsgi"),
        (lambda environ, start_response: [], "wsgi"),
        (FastAPI(), "asgi"),
        (ASGIHandler.__new__(ASGIHandler), "asgi"),
        (ByMethod(), "asgi"),
        (Wrapped(), "asgi"),
        (functools.partial(Wrapped.__call__, None), "asgi"),
        (Flask, ""),
        (lambda: None, ""),
        ("text", ""),
    ],
)
def test_the_protocol_is_seen_from_the_app(app: Any, expected: str) -> None:
    assert protocol(app) == expected


def test_an_app_of_another_kind_is_told_what_to_do_instead() -> None:
    with pytest.raises(
        CannotAsk,
        match=(
            r"aiohttp\.web_app\.Application, which is neither a WSGI nor an ASGI app: start "
            r"its server"
        ),
    ):
        speaks(aiohttp.web.Application(), "--app x:app")
    with pytest.raises(
        CannotAsk, match=r"is the class Flask, which is neither .* give the app itself"
    ):
        speaks(Flask, "--app x:Flask")
