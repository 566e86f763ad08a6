"""Access-Control-Allow-Origin: who may read."""

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


def test_without_it_the_server_runs_the_request_and_the_page_reads_nothing() -> None:
    result = fetch(server(answer()))
    assert (code(result), result.fulfilled, result.executed, sent(result)) == (
        "allow-origin-missing",
        False,
        True,
        ["GET"],
    )
    assert header(result, "Origin") == PAGE


@pytest.mark.parametrize("value", [PAGE, "*"])
def test_the_page_by_name_or_everyone(value: str) -> None:
    result = fetch(server(answer(("Access-Control-Allow-Origin", value))))
    assert result.response is not None
    assert (result.response.type, result.response.text()) == ("cors", "ok")


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (f"{PAGE}/", "mismatch"),
        ("https://APP.example", "mismatch"),
        ("http://app.example", "mismatch"),
        (f"{PAGE}:443", "mismatch"),
        ("null", "mismatch"),
        (f"{PAGE}, https://other.example", "multiple"),
        (f"{PAGE} https://other.example", "multiple"),
        ("*, *", "multiple"),
        ("app.example", "invalid"),
        ("", "invalid"),
    ],
)
def test_anything_else_than_the_very_origin_is_refused(value: str, error: str) -> None:
    assert (
        code(fetch(server(answer(("Access-Control-Allow-Origin", value)))))
        == f"allow-origin-{error}"
    )


def test_two_lines_are_one_value_with_a_comma() -> None:
    assert code(fetch(server(answer(ALLOW, ALLOW)))) == "allow-origin-multiple"


def test_the_name_of_the_header_may_be_in_any_case() -> None:
    assert fetch(server(answer(("access-control-ALLOW-origin", PAGE)))).fulfilled


def test_the_wildcard_is_no_name_for_a_request_with_credentials() -> None:
    assert (
        code(fetch(server(answer(ANY, CREDENTIALS)), credentials="include"))
        == "allow-origin-wildcard"
    )
    assert fetch(server(answer(ANY)), credentials="same-origin").fulfilled


def test_a_sandboxed_page_is_null() -> None:
    allowed = ("Access-Control-Allow-Origin", "null")
    result = fetch(server(answer(allowed)), origin="null", opened={"embedder": PAGE})
    assert (result.fulfilled, header(result, "Origin"), header(result, "Referer")) == (
        True,
        "null",
        None,
    )
    assert code(fetch(server(answer(ALLOW)), origin="null")) == "allow-origin-mismatch"


def test_same_origin_needs_nothing() -> None:
    result = fetch(server(answer()), f"{PAGE}/data")
    assert result.response is not None
    assert (result.response.type, header(result, "Origin")) == ("basic", None)


def test_another_port_is_another_origin() -> None:
    assert code(fetch(server(answer()), "https://app.example:8443/")) == "allow-origin-missing"
