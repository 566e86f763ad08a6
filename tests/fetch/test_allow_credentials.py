"""Access-Control-Allow-Credentials, and which requests carry cookies at all."""

from __future__ import annotations

import pytest

from cors_lab import Browser
from tests.fetch.exchange import ALLOW, CREDENTIALS, URL, Wire, answer, code, fetch, header, server


@pytest.mark.parametrize("value", [None, "True", "TRUE", "1", "true, true", "yes", ""])
def test_only_true_in_lower_case(value: str | None) -> None:
    headers = [ALLOW] if value is None else [ALLOW, ("Access-Control-Allow-Credentials", value)]
    assert code(fetch(server(answer(*headers)), credentials="include")) == "allow-credentials"
    assert fetch(server(answer(*headers)), credentials="same-origin").fulfilled


def test_true_and_the_origin_by_name() -> None:
    assert fetch(server(answer(ALLOW, CREDENTIALS)), credentials="include").fulfilled


def test_the_preflight_must_allow_credentials_too() -> None:
    preflight = answer(ALLOW, ("Access-Control-Allow-Methods", "PUT"), status=204)
    result = fetch(
        server(answer(ALLOW, CREDENTIALS), preflight), method="PUT", credentials="include"
    )
    assert (code(result), result.executed) == ("preflight-allow-credentials", False)


def test_cookies_travel_only_with_include_and_never_with_a_preflight() -> None:
    wire = Wire(
        server(
            answer(
                ALLOW,
                CREDENTIALS,
                ("Access-Control-Allow-Methods", "PUT"),
                ("Set-Cookie", "s=1; SameSite=None; Secure"),
            )
        )
    )
    page = Browser(engine="standard", transport=wire).open("https://app.example")
    page.fetch(URL, credentials="include")
    assert header(page.fetch(URL), "Cookie") is None
    result = page.fetch(URL, method="PUT", credentials="include")
    assert [header(result, "Cookie", index) for index in (0, 1)] == [None, "s=1"]
    assert header(page.fetch(URL, credentials="omit"), "Cookie") is None


def test_a_response_that_the_page_may_not_read_still_sets_its_cookie() -> None:
    wire = Wire(server(answer(("Set-Cookie", "s=1; SameSite=None; Secure"))))
    browser = Browser(engine="standard", transport=wire)
    assert not browser.open("https://app.example").fetch(URL, credentials="include").fulfilled
    assert [cookie.name for cookie in browser.cookies] == ["s"]
