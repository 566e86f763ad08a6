"""Single points that web-platform-tests and engines, when asked, have shown."""

from __future__ import annotations

import pytest

from cors_lab import Browser
from cors_lab.fetch.url import parse_url, same_site
from cors_lab.fetch.wire import HTTPResponse
from tests.fetch.exchange import ANY, Wire, answer, fetch, server

ENGINES = ("chromium", "firefox", "webkit", "standard")


def test_chromium_takes_a_manual_redirect_to_an_empty_location_for_one() -> None:
    nowhere = server(answer(ANY, ("Location", ""), status=302))
    manual = fetch(nowhere, engine="chromium", redirect="manual").response
    assert manual is not None
    assert manual.type == "opaqueredirect"
    assert fetch(nowhere, engine="chromium").response.status == 302


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("lines", [("*", ""), ("", "*")])
def test_an_empty_allow_origin_beside_another_counts(engine: str, lines: tuple[str, ...]) -> None:
    twice = server(answer(*[("Access-Control-Allow-Origin", value) for value in lines]))
    result = fetch(twice, engine=engine)
    assert result.error is not None
    assert result.error.code == "allow-origin-multiple"


@pytest.mark.parametrize(
    ("engine", "fulfilled"), [("chromium", False), ("firefox", True), ("standard", True)]
)
def test_a_101_that_nobody_asked_for(engine: str, fulfilled: bool) -> None:
    result = fetch(server(answer(ANY, status=101)), engine=engine)
    assert result.fulfilled is fulfilled
    if result.response is not None:
        assert (result.response.status, result.response.body) == (101, b"")


@pytest.mark.parametrize(("engine", "fulfilled"), [("chromium", True), ("firefox", False)])
def test_a_malformed_status_line(engine: str, fulfilled: bool) -> None:
    blah = HTTPResponse(200, (ANY,), malformed="the status line has no number")
    assert fetch(server(blah), engine=engine).fulfilled is fulfilled


def test_a_trailing_dot_makes_another_site() -> None:
    with_dot, without = (parse_url(f"https://site.example{dot}/") for dot in (".", ""))
    assert with_dot is not None
    assert without is not None
    assert not same_site(with_dot.origin, without.origin)


@pytest.mark.parametrize("engine", ENGINES[:2])
def test_cookies_are_utf_8_on_the_wire_and_text_in_the_page(engine: str) -> None:
    wire = Wire(server(answer(("Set-Cookie", "u=Z\xc3\xbcrich"))))
    page = Browser(engine=engine, transport=wire).open("https://app.example")
    page.cookie = "name=春"
    page.cookie = "z=Zürich"
    result = page.fetch("https://app.example/x")
    sent = dict(result.exchanges[0].request.headers)["Cookie"]
    assert sent.encode("latin-1").decode() == "name=春; z=Zürich"
    assert page.cookie == "name=春; z=Zürich; u=Zürich"


def test_chromium_gives_no_document_cookie_where_one_is_no_utf_8() -> None:
    wire = Wire(server(answer(("Set-Cookie", "l=Z\xfcrich"))))
    page = Browser(transport=wire).open("https://app.example")
    page.cookie = "a=1"
    page.fetch("https://app.example/x")
    assert page.cookie == ""


@pytest.mark.parametrize(
    ("engine", "kept"), [("chromium", "c=d"), ("firefox", "a=b\tb; a\tx=b; c=d")]
)
def test_a_tab_inside_a_cookie(engine: str, kept: str) -> None:
    page = Browser(engine=engine).open("https://app.example")
    for text in ("a=b\tb", "a\tx=b", "c=d\t"):
        page.cookie = text
    assert page.cookie == kept


@pytest.mark.parametrize("engine", ENGINES[:2])
def test_only_if_cached_has_no_part_of_what_is_stored(engine: str) -> None:
    stored = server(answer(("Cache-Control", "max-age=600")))
    page = Browser(engine=engine, transport=Wire(stored)).open("https://app.example")
    cached = {"cache": "only-if-cached", "mode": "same-origin"}
    assert page.fetch("https://app.example/x").fulfilled
    assert page.fetch("https://app.example/x", **cached).fulfilled
    part = page.fetch("https://app.example/x", headers={"Range": "bytes=0-0"}, **cached)
    assert not part.fulfilled
