"""The servers that lessons 05 and 06 ask, each by what makes it an example of its kind."""

from __future__ import annotations

from typing import Any

import pytest

from cors_lab import Browser, FetchResult
from servers import by_hand, guarded, options_only, with_flask_cors

API, APP, ADMIN, EVIL = (
    "https://api.example",
    "https://app.example",
    "https://admin.example",
    "https://evil.example",
)
JSON = {"Content-Type": "application/json"}


def ask(
    server: Any, path: str, page: str = APP, login: bool = False, **arguments: Any
) -> FetchResult:
    browser = Browser(hosts={API: server})
    if login:
        browser.visit(f"{API}/login")
        arguments["credentials"] = "include"
    return browser.open(page).fetch(API + path, **arguments)


def test_options_only_takes_orders_that_nobody_can_read() -> None:
    server = options_only.create_app()
    order = {"method": "POST", "headers": JSON, "body": '"tea"', "credentials": "include"}
    results = [ask(server, "/orders", **order) for _ in range(2)]
    assert [(result.executed, result.fulfilled) for result in results] == [(True, False)] * 2
    assert results[0].error is not None
    assert results[0].error.code == "allow-origin-missing"
    assert results[1].exchanges[-1].response.body == b'["tea","tea"]\n'  # type: ignore[union-attr]


@pytest.mark.parametrize("page", [APP, ADMIN])
@pytest.mark.parametrize(
    ("path", "status"), [("/notes", 200), ("/me", 401), ("/nothing", 404), ("/reports", 200)]
)
def test_by_hand_is_readable_whatever_it_answers(page: str, path: str, status: int) -> None:
    result = ask(by_hand.create_app(), path, page)
    assert result.response is not None
    assert result.response.status == status


def test_by_hand_lets_no_stranger_in_and_tells_caches() -> None:
    result = ask(by_hand.create_app(), "/notes", EVIL)
    assert not result.fulfilled
    assert ("Vary", "Origin") in result.exchanges[0].response.headers  # type: ignore[union-attr]
    assert not ask(by_hand.create_app(), "/notes/1", EVIL, method="DELETE").executed


def test_by_hand_redirects_a_preflight_to_its_slash_and_that_fails() -> None:
    result = ask(by_hand.create_app(), "/reports", method="DELETE")
    assert result.error is not None
    assert result.error.cors_error == "PreflightDisallowedRedirect"
    assert ask(by_hand.create_app(), "/reports/", method="DELETE").executed


@pytest.mark.parametrize("preflights_pass", [True, False])
def test_a_guard_decides_by_whether_preflights_pass(preflights_pass: bool) -> None:
    server = guarded.create_app(preflights_pass=preflights_pass)
    result = ask(server, "/notes/1", login=True, method="DELETE")
    assert result.executed == result.fulfilled == preflights_pass
    stranger = ask(server, "/notes/1", method="DELETE", credentials="include")
    assert [exchange.response.status for exchange in stranger.exchanges][-1] == 401  # type: ignore[union-attr]


def test_flask_cors_does_as_it_is_told() -> None:
    assert ask(with_flask_cors.create_app(), "/notes", EVIL).fulfilled
    assert (
        ask(with_flask_cors.create_app(supports_credentials=True), "/me", EVIL, login=True).response
        is not None
    )
    told = with_flask_cors.create_app(origins=[APP, ADMIN], supports_credentials=True)
    assert [ask(told, "/me", page, login=True).fulfilled for page in (APP, ADMIN, EVIL)] == [
        True,
        True,
        False,
    ]
