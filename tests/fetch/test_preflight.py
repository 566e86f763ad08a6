"""The CORS-preflight fetch: when it is made, what it says, what its answer must say."""

from __future__ import annotations

import pytest

from tests.fetch.exchange import (
    ALLOW,
    ANY,
    CREDENTIALS,
    PAGE,
    answer,
    code,
    fetch,
    header,
    sent,
    server,
)

METHODS = "Access-Control-Allow-Methods"
HEADERS = "Access-Control-Allow-Headers"


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "get", "pOsT"])
def test_safelisted_methods_need_none(method: str) -> None:
    assert sent(fetch(server(answer(ALLOW)), method=method)) == [method.upper()]


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ("put", "PUT"),
        ("Delete", "DELETE"),
        ("patch", "patch"),
        ("PATCH", "PATCH"),
        ("chicken", "chicken"),
    ],
)
def test_other_methods_are_asked_for_in_the_spelling_that_is_sent(given: str, asked: str) -> None:
    result = fetch(server(answer(ALLOW), answer(ALLOW, (METHODS, asked))), method=given)
    assert sent(result) == ["OPTIONS preflight", asked]
    assert header(result, "Access-Control-Request-Method", 0) == asked


def test_allow_methods_counts_case() -> None:
    assert (
        code(fetch(server(answer(ALLOW), answer(ALLOW, (METHODS, "PATCH"))), method="patch"))
        == "method-not-allowed"
    )


def test_it_carries_origin_and_the_unsafe_names_sorted_in_lower_case() -> None:
    preflight = answer(ALLOW, (HEADERS, "X-B, x-a, content-type"))
    result = fetch(
        server(answer(ALLOW), preflight),
        method="POST",
        headers={"X-B": "1", "x-A": "2", "Content-Type": "application/json"},
        body="{}",
    )
    assert header(result, "Access-Control-Request-Headers", 0) == "content-type,x-a,x-b"
    assert (header(result, "Origin", 0), header(result, "X-B", 0), result.fulfilled) == (
        PAGE,
        None,
        True,
    )


def test_without_unsafe_names_it_has_no_request_headers() -> None:
    assert (
        header(fetch(server(answer(ALLOW)), method="PUT"), "Access-Control-Request-Headers", 0)
        is None
    )


@pytest.mark.parametrize("status", [200, 204, 299])
def test_any_ok_status_will_do(status: int) -> None:
    assert fetch(
        server(answer(ALLOW), answer(ALLOW, (METHODS, "PUT"), status=status)), method="PUT"
    ).fulfilled


@pytest.mark.parametrize(
    ("status", "error"),
    [(301, "redirect"), (304, "status"), (401, "status"), (404, "status"), (500, "status")],
)
def test_no_other_status_will(status: int, error: str) -> None:
    preflight = answer(ALLOW, (METHODS, "PUT"), ("Location", "/elsewhere"), status=status)
    result = fetch(server(answer(ALLOW), preflight), method="PUT")
    assert (code(result), sent(result), result.executed) == (
        f"preflight-{error}",
        ["OPTIONS preflight"],
        False,
    )


def test_the_cors_check_comes_before_the_status() -> None:
    assert (
        code(fetch(server(answer(ALLOW), answer(status=404)), method="PUT"))
        == "preflight-allow-origin-missing"
    )


def test_headers_on_options_only_run_the_request_and_hide_the_answer() -> None:
    result = fetch(server(answer(), answer(ALLOW, (METHODS, "PUT"))), method="PUT")
    assert (code(result), result.executed) == ("allow-origin-missing", True)


@pytest.mark.parametrize("value", ["", ",", "GET", "put", "PUT;DELETE"])
def test_a_method_that_is_not_listed(value: str) -> None:
    expected = "allow-methods-invalid" if ";" in value else "method-not-allowed"
    assert (
        code(fetch(server(answer(ALLOW), answer(ALLOW, (METHODS, value))), method="PUT"))
        == expected
    )


def test_lists_over_several_lines_with_empty_elements() -> None:
    preflight = answer(
        ALLOW, (METHODS, "DELETE,, "), (METHODS, "\tPUT "), (HEADERS, "x-a,"), (HEADERS, "X-B")
    )
    assert fetch(
        server(answer(ALLOW), preflight), method="PUT", headers={"x-a": "1", "x-b": "2"}
    ).fulfilled


def test_wildcards_are_literal_with_credentials() -> None:
    preflight = answer(ALLOW, CREDENTIALS, (METHODS, "*"), (HEADERS, "*"))
    main = answer(ALLOW, CREDENTIALS)
    assert fetch(server(main, preflight), method="PUT", headers={"x-a": "1"}).fulfilled
    assert (
        code(fetch(server(main, preflight), method="PUT", credentials="include"))
        == "method-not-allowed"
    )
    assert (
        code(fetch(server(main, preflight), headers={"x-a": "1"}, credentials="include"))
        == "header-not-allowed"
    )


def test_the_wildcard_does_not_cover_authorization_but_in_browsers_it_does() -> None:
    preflight = answer(ANY, (HEADERS, "*"))
    call = {"headers": {"Authorization": "Bearer t"}}
    assert code(fetch(server(answer(ANY), preflight), **call)) == "header-not-allowed"
    for engine in ("chromium", "firefox", "webkit"):
        assert fetch(server(answer(ANY), preflight), engine=engine, **call).fulfilled


def test_an_upload_listener_makes_even_a_get_ask() -> None:
    result = fetch(server(answer(ALLOW)), use_cors_preflight=True)
    assert (sent(result), result.fulfilled) == (["OPTIONS preflight", "GET"], True)


def test_same_origin_never_asks() -> None:
    assert sent(fetch(server(answer()), f"{PAGE}/x", method="PATCH", headers={"X-A": "1"})) == [
        "PATCH"
    ]


def test_what_was_never_reached_is_said() -> None:
    result = fetch(server(answer(ALLOW), answer(status=204)), method="PUT", headers={"x-a": "1"})
    states = [(step.stage, step.code, step.state) for step in result.steps]
    assert ("preflight", "method-allowed", "not-reached") in states
    assert ("request", "allow-origin-present", "not-reached") in states
    assert [step.state for step in result.steps].count("failed") == 1
