"""HTTP authentication by the user name and password of XMLHttpRequest's `open()`.

What is expected was measured in Chromium and Firefox.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from cors_lab import Browser
from cors_lab.fetch.wire import HTTPRequest, HTTPResponse

if TYPE_CHECKING:
    from cors_lab.result.load import LoadResult

HOME, AWAY = "https://app.test", "https://api.test"
ENGINES = ("chromium", "firefox", "webkit", "standard")
GOOD = "Basic " + base64.b64encode(b"u:p").decode()


class Server:
    """Opens itself to u:p."""

    def send(self, request: HTTPRequest, host: str | None = None) -> HTTPResponse:
        return answer(request)


def answer(request: HTTPRequest) -> HTTPResponse:
    given = [value for name, value in request.headers if name == "Authorization"]
    cors = (
        ("Access-Control-Allow-Origin", HOME),
        ("Access-Control-Allow-Credentials", "true"),
        ("Access-Control-Allow-Headers", "authorization"),
    )
    if request.kind == "preflight" or given == [GOOD]:
        return HTTPResponse(200, headers=cors, body=b"in")
    asks = ("WWW-Authenticate", 'Basic realm="the lab"')
    return HTTPResponse(401, headers=(*cors, asks), body=b"out")


def asked(result: LoadResult) -> list[str | None]:
    """The Authorization of each exchange."""
    return [
        next((v for name, v in one.request.headers if name == "Authorization"), None)
        for one in result.exchanges
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_password_is_sent_after_the_server_asked(engine: str) -> None:
    page = Browser(engine, transport=Server()).open(HOME)
    result = page.xhr(f"{HOME}/a/one", user="u", password="p")
    assert asked(result) == [None, GOOD]
    assert result.observed()["status"] == 200
    assert result.observed()["responseURL"] == "https://u:p@app.test/a/one"
    assert all("u:p" not in one.request.url for one in result.exchanges)
    assert "authentication-answered" in [step.code for step in result.steps]


@pytest.mark.parametrize("engine", ENGINES)
def test_it_is_remembered_for_the_directory(engine: str) -> None:
    browser = Browser(engine, transport=Server())
    page = browser.open(HOME)
    page.xhr(f"{HOME}/a/one", user="u", password="p")
    assert asked(page.xhr(f"{HOME}/a/two")) == [GOOD]
    assert asked(page.xhr(f"{HOME}/b/two")) == [None]
    browser.clear()
    assert asked(page.xhr(f"{HOME}/a/two")) == [None]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_wrong_password_is_tried_once(engine: str) -> None:
    page = Browser(engine, transport=Server()).open(HOME)
    result = page.xhr(f"{HOME}/a", user="u4")
    assert asked(result) == [None, "Basic " + base64.b64encode(b"u4:").decode()]
    assert result.observed()["status"] == 401
    assert asked(page.xhr(f"{HOME}/a")) == [None]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_authors_authorization_goes_as_it_is(engine: str) -> None:
    page = Browser(engine, transport=Server()).open(HOME)
    result = page.xhr(f"{HOME}/a", headers={"Authorization": "Mine"}, user="u", password="p")
    assert asked(result) == ["Mine"]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("with_credentials", [True, False])
def test_another_origins_401(engine: str, with_credentials: bool) -> None:
    page = Browser(engine, transport=Server()).open(HOME)
    result = page.xhr(f"{AWAY}/a", user="u", password="p", with_credentials=with_credentials)
    assert result.observed()["status"] == (200 if engine == "firefox" else 401)
