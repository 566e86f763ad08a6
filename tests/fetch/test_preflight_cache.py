"""Access-Control-Max-Age and the CORS-preflight cache, on a clock that tests move."""

from __future__ import annotations

from typing import Any

import pytest

from cors_lab import Browser
from cors_lab.fetch.wire import HTTPResponse
from tests.fetch.exchange import ALLOW, CREDENTIALS, PAGE, URL, Wire, answer, sent, server


def profile(*preflight: tuple[str, str], engine: str = "standard") -> tuple[Browser, Any]:
    leave = preflight or (
        ("Access-Control-Allow-Methods", "PUT"),
        ("Access-Control-Allow-Headers", "x-a"),
    )
    browser = Browser(
        engine=engine,
        transport=Wire(server(answer(ALLOW, CREDENTIALS), answer(ALLOW, CREDENTIALS, *leave))),
    )
    return browser, browser.open(PAGE)


def asks(page: Any, url: str = URL, **call: Any) -> bool:
    return sent(page.fetch(url, **({"method": "PUT"} | call)))[0] == "OPTIONS preflight"


@pytest.mark.parametrize(
    ("value", "good", "over"),
    [(None, 4, 5), ("60", 59, 60), ("60s", 4, 5), ("1, 2", 4, 5)],
)
def test_how_long_an_answer_is_good(value: str | None, good: float, over: float) -> None:
    leave = [("Access-Control-Allow-Methods", "PUT")] + (
        [("Access-Control-Max-Age", value)] if value else []
    )
    browser, page = profile(*leave)
    assert asks(page)
    browser.advance(good)
    assert not asks(page)
    browser.advance(over - good)
    assert asks(page)


@pytest.mark.parametrize("value", ["0", "-1"])
def test_zero_and_less_keep_nothing(value: str) -> None:
    _, page = profile(("Access-Control-Allow-Methods", "PUT"), ("Access-Control-Max-Age", value))
    assert asks(page)
    assert asks(page)


@pytest.mark.parametrize(
    ("engine", "limit"), [("chromium", 7200), ("firefox", 86400), ("webkit", 600)]
)
def test_engines_cap_it(engine: str, limit: int) -> None:
    browser, page = profile(
        ("Access-Control-Allow-Methods", "PUT"), ("Access-Control-Max-Age", "999999"), engine=engine
    )
    assert asks(page)
    browser.advance(limit - 1)
    assert not asks(page)
    browser.advance(1)
    assert asks(page)


def test_it_is_good_for_one_url_one_origin_and_what_was_listed() -> None:
    browser, page = profile()
    assert asks(page)
    assert asks(page, f"{URL}?other")
    assert asks(browser.open("https://third.example"))
    assert not asks(page, headers={"X-A": "1"})
    assert asks(page, f"{URL}#fragment")
    assert asks(page, headers={"X-B": "1"})


def test_an_answer_without_credentials_is_not_one_for_them() -> None:
    _, page = profile()
    assert asks(page)
    assert asks(page, credentials="include")
    assert not asks(page)


def test_an_answer_with_credentials_is_good_without() -> None:
    _, page = profile()
    assert asks(page, credentials="include")
    assert not asks(page)


def test_a_failure_forgets_what_was_allowed() -> None:
    wire = Wire(server(answer(ALLOW), answer(ALLOW, ("Access-Control-Allow-Methods", "PUT"))))
    page = Browser(engine="standard", transport=wire).open(PAGE)
    assert asks(page)
    wire.serve = lambda request: HTTPResponse(200)
    assert not asks(page)
    assert asks(page)


def test_the_wildcard_is_remembered_but_not_for_authorization() -> None:
    _, page = profile(
        ("Access-Control-Allow-Methods", "*"), ("Access-Control-Allow-Headers", "*, authorization")
    )
    assert asks(page, method="PATCH", headers={"x-z": "1"})
    assert not asks(page, method="DELETE", headers={"X-Y": "1"})
    _, page = profile(("Access-Control-Allow-Methods", "*"), ("Access-Control-Allow-Headers", "*"))
    assert asks(page)
    assert asks(page, headers={"Authorization": "Bearer t"})


def test_firefox_remembers_a_hundred_urls() -> None:
    _, page = profile(engine="firefox")
    for number in range(101):
        assert asks(page, f"{URL}?{number}")
    assert asks(page, f"{URL}?0")
    assert not asks(page, f"{URL}?100")


def test_the_state_can_be_seen_and_cleared() -> None:
    browser, page = profile()
    page.fetch(URL, method="PUT")
    assert [
        (entry.method, entry.header_name, entry.max_age(browser.now))
        for entry in browser.preflight_cache
    ] == [
        ("PUT", None, 5),
        (None, "x-a", 5),
    ]
    browser.clear()
    assert len(browser.preflight_cache) == 0
    assert asks(page)
