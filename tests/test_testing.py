"""`assert_readable` and `assert_blocked` in somebody's test suite: Flask, FastAPI and Django apps,
and a server that runs.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import django.conf
import pytest
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, JsonResponse
from django.test import override_settings
from django.urls import path
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from flask import Flask, jsonify, request
from flask_cors import CORS

from cors_lab import serve
from cors_lab.testing import assert_blocked, assert_readable
from tests.hostile import hostile, says

PAGE = "https://app.example"
JSON = {"Content-Type": "application/json"}


def notes(_: Any) -> JsonResponse:
    return JsonResponse([], safe=False)


urlpatterns = [path("notes", notes), path("plain", lambda _: HttpResponse("hi"))]


@pytest.fixture
def django_app() -> Iterator[Any]:
    if (
        not django.conf.settings.configured
    ):  # once in a process, and another test may have been first
        django.conf.settings.configure(INSTALLED_APPS=["corsheaders"], LOGGING_CONFIG=None)
        django.setup()
    site = override_settings(
        ROOT_URLCONF=__name__,
        ALLOWED_HOSTS=["testserver"],
        CORS_ALLOWED_ORIGINS=[PAGE],
        CORS_URLS_REGEX="^/notes",
        MIDDLEWARE=[
            "corsheaders.middleware.CorsMiddleware",
            "django.middleware.common.CommonMiddleware",
        ],
    )
    with site:
        yield get_wsgi_application()


@pytest.fixture
def flask_app() -> Flask:
    app = Flask("notes")
    CORS(app, origins=[PAGE], supports_credentials=True)

    @app.route("/notes", methods=["GET", "POST"])
    def notes() -> Any:
        return jsonify(cookie=request.cookies.get("sid"), body=request.get_data(as_text=True))

    return app


@pytest.fixture
def fastapi_app() -> FastAPI:
    app = FastAPI()
    app.add_middleware(CORSMiddleware, allow_origins=[PAGE])

    @app.get("/notes")
    def notes() -> list[str]:
        return []

    return app


def test_flask(flask_app: Flask) -> None:
    result = assert_readable(
        flask_app, "/notes", page=PAGE, method="POST", headers=JSON, body="{}", status=200
    )
    assert [exchange.kind for exchange in result.exchanges] == ["preflight", "request"]
    assert_blocked(flask_app, "/notes", page="https://evil.example", code="allow-origin-missing")


def test_fastapi(fastapi_app: FastAPI) -> None:
    assert_readable(fastapi_app, "/notes", page=PAGE)
    assert_blocked(fastapi_app, "/notes", page=PAGE, method="DELETE", code="preflight-status")


def test_django(django_app: Any) -> None:
    assert_readable(django_app, "/notes", page=PAGE)
    assert_blocked(django_app, "/plain", page=PAGE, code="allow-origin-missing")


def test_django_that_does_not_know_the_host_gets_a_hint(django_app: Any) -> None:
    assert_readable(django_app, url="https://testserver/notes", page=PAGE)
    with override_settings(ALLOWED_HOSTS=["api.example"]):
        assert_readable(django_app, url="https://api.example/notes", page=PAGE)
        with pytest.raises(AssertionError, match=r"name its host: url='https://api\.example/"):
            assert_readable(django_app, "/notes", page=PAGE, status=200)


def test_credentials_and_cookies(flask_app: Flask) -> None:
    cookie = "sid=31d4; SameSite=None; Secure"
    result = assert_readable(
        flask_app, "/notes", page=PAGE, credentials="include", cookies=[cookie]
    )
    assert result.response is not None
    assert b'"cookie":"31d4"' in result.response.body


def test_a_server_that_runs(flask_app: Flask) -> None:
    with serve(flask_app) as server:
        assert_readable(f"{server.url}/notes", page=PAGE)
    with pytest.raises(AssertionError, match="connection-refused"):
        assert_readable(f"{server.url}/notes", page=PAGE)
    with pytest.raises(AssertionError, match="nothing listens"):
        assert_blocked(f"{server.url}/notes", page=PAGE)
    assert_blocked(f"{server.url}/notes", page=PAGE, code="connection-refused")


def test_an_answer_that_breaks_off_is_not_readable() -> None:
    half = b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 100\r\n\r\nhalf"
    with hostile(says(half)) as url, pytest.raises(AssertionError, match="body-incomplete"):
        assert_readable(f"{url}/notes", page=PAGE)


def test_the_message_is_the_trace(fastapi_app: FastAPI) -> None:
    with pytest.raises(AssertionError) as failure:
        assert_readable(fastapi_app, "/notes", page="https://evil.example")
    message = str(failure.value)
    assert message.startswith(
        "https://evil.example cannot read GET https://testserver/notes.\n\n✗ "
    )
    assert "✗ failed       Is there an Access-Control-Allow-Origin header?" in message
    assert "Error: allow-origin-missing" in message
    assert "Fix: On the server" in message


def test_the_message_shows_no_secret(fastapi_app: FastAPI) -> None:
    with pytest.raises(AssertionError) as failure:
        assert_readable(
            fastapi_app,
            "/notes?token=s3cr3t",
            page="https://evil.example",
            headers={"Authorization": "Bearer s3cr3t"},
        )
    assert "https://testserver/notes?token=***" in str(failure.value)
    assert "s3cr3t" not in str(failure.value)


def test_what_should_be_blocked_and_is_not(flask_app: Flask) -> None:
    with pytest.raises(
        AssertionError,
        match=r"https://app\.example can read GET https://testserver/notes, and should not\.",
    ):
        assert_blocked(flask_app, "/notes", page=PAGE)


def test_blocked_for_another_reason(fastapi_app: FastAPI) -> None:
    with pytest.raises(
        AssertionError, match=r"is blocked with allow-origin-missing, not with method-not-allowed\."
    ):
        assert_blocked(
            fastapi_app, "/notes", page="https://evil.example", code="method-not-allowed"
        )


def test_readable_with_another_status(flask_app: Flask) -> None:
    assert_readable(flask_app, "/nowhere", page=PAGE, status=404)
    with pytest.raises(AssertionError, match=r"but its status is not 200\."):
        assert_readable(flask_app, "/nowhere", page=PAGE, status=200)


def test_an_opaque_response_is_not_readable(flask_app: Flask) -> None:
    assert_blocked(flask_app, "/notes", page=PAGE, mode="no-cors")


@pytest.mark.parametrize(
    ("app", "arguments", "sentence"),
    [
        (object(), {"page": PAGE}, "neither a WSGI nor an ASGI app"),
        ("not a url", {"page": PAGE}, "is not an http or https URL"),
        ("https://api.example/", {"page": "app.example"}, "page: 'app.example' is neither"),
        ("https://api.example/", {"page": PAGE, "method": "TRACE"}, "forbidden method"),
        ("https://api.example/", {"page": PAGE, "cookies": "a=b"}, "give a list of texts"),
        ("https://api.example/", {"page": PAGE, "engine": "lynx"}, "'lynx' is not one of"),
    ],
)
def test_bad_arguments_are_no_failed_assertion(
    app: Any, arguments: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        assert_readable(app, **arguments)


def test_it_needs_no_pytest_and_no_flask() -> None:
    code = (
        "import sys, cors_lab.testing; print({'pytest', 'flask', 'IPython', 'click'} & "
        "{*sys.modules})"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout
        == "set()\n"
    )
