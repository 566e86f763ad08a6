"""Pages of apps, extensions and files: what they are asked with in Origin."""

from __future__ import annotations

import pytest

from cors_lab import Browser
from cors_lab.fetch.headers import get
from cors_lab.fetch.wire import HTTPRequest, HTTPResponse
from cors_lab.fixes.app_origins import meaning

APPS = (
    "capacitor://localhost",
    "ionic://localhost",
    "app://.",
    "app://obsidian.md",
    "tauri://localhost",
    "chrome-extension://gfnkjppnnkcicmmnfpmhmcjplpfdecfn",
    "moz-extension://0a1b2c3d-0000-4000-8000-000000000000",
)
FILES = ("file:///home/me/index.html", "content://com.example.files/index.html")


class Server:
    """Allows the origin that asks, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[HTTPRequest] = []

    def send(self, request: HTTPRequest, target: str | None) -> HTTPResponse:
        self.asked.append(request)
        origin = get(request.headers, "Origin") or "none"
        return HTTPResponse(200, (("Access-Control-Allow-Origin", origin),))


@pytest.mark.parametrize("page", APPS)
def test_an_app_asks_with_its_own_origin_and_without_a_referrer(page):
    server = Server()
    result = Browser(transport=server).open(page).fetch("https://api.example/notes")
    headers = server.asked[0].headers
    assert (get(headers, "Origin"), get(headers, "Referer")) == (page, None)
    assert get(headers, "Sec-Fetch-Site") == "cross-site"
    assert result.fulfilled
    assert result.origin == page


@pytest.mark.parametrize("page", FILES)
def test_a_file_asks_with_null(page):
    server = Server()
    Browser(transport=server).open(page).fetch("https://api.example/notes")
    assert get(server.asked[0].headers, "Origin") == "null"


@pytest.mark.parametrize("page", ["capacitor:localhost", "javascript://localhost", "app://"])
def test_what_has_no_origin_is_refused(page):
    with pytest.raises(ValueError, match="origin"):
        Browser().open(page)


@pytest.mark.parametrize("page", [*APPS, *FILES, "null", "http://tauri.localhost"])
def test_each_says_what_it_is_what_to_allow_and_what_never(page):
    told = meaning(page)
    assert told is not None
    assert all((told.code, told.what, told.allow, told.never))


def test_an_ordinary_page_needs_no_explanation():
    assert meaning("https://app.example") is None
