"""What JavaScript sees of a response: filtered headers, opaque responses, bodies."""

from __future__ import annotations

import gzip
import zlib

import pytest

from tests.fetch.exchange import ALLOW, ANY, CREDENTIALS, PAGE, answer, code, fetch, header, server

X = (("X-A", "1"), ("X-B", "2"), ("Set-Cookie", "a=b"), ("Cache-Control", "no-store"))


def names(*headers: tuple[str, str], **call: object) -> list[str]:
    response = fetch(server(answer(*headers)), **call).response  # type: ignore[arg-type]
    assert response is not None
    return [name for name, _ in response.headers]


def test_only_safelisted_names_are_seen() -> None:
    assert names(ANY, *X) == ["cache-control"]


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ("x-a", ["cache-control", "x-a"]),
        ("X-A, x-b", ["cache-control", "x-a", "x-b"]),
        ("x-a,,", ["cache-control", "x-a"]),
        ("set-cookie", ["cache-control"]),
        ("x-a; x-b", ["cache-control"]),
        (
            "*",
            [
                "access-control-allow-origin",
                "access-control-expose-headers",
                "cache-control",
                "x-a",
                "x-b",
            ],
        ),
    ],
)
def test_and_those_that_the_server_exposes(value: str, seen: list[str]) -> None:
    assert names(ANY, *X, ("Access-Control-Expose-Headers", value)) == seen


def test_the_wildcard_is_literal_with_credentials() -> None:
    assert names(
        ALLOW, CREDENTIALS, *X, ("Access-Control-Expose-Headers", "*"), credentials="include"
    ) == ["cache-control"]


def test_same_origin_sees_all_but_cookies() -> None:
    result = fetch(server(answer(*X)), f"{PAGE}/x")
    assert result.response is not None
    assert result.response.headers == [("cache-control", "no-store"), ("x-a", "1"), ("x-b", "2")]


def test_lines_of_one_name_are_joined() -> None:
    response = fetch(
        server(
            answer(
                ANY,
                ("X-A", "1"),
                ("x-a", ""),
                ("X-A", "3"),
                ("Access-Control-Expose-Headers", "x-a"),
            )
        )
    ).response
    assert response is not None
    assert response.headers == [("x-a", "1, , 3")]


def test_no_cors_is_opaque() -> None:
    result = fetch(server(answer(*X)), mode="no-cors")
    assert result.response is not None
    assert (
        result.response.type,
        result.response.status,
        result.response.headers,
        result.response.body,
    ) == ("opaque", 0, [], b"")
    assert (result.error, result.executed, header(result, "Origin")) == (None, True, None)


@pytest.mark.parametrize(
    ("url", "value", "blocked"),
    [
        ("https://api.example/", "same-origin", True),
        ("https://api.example/", "same-site", True),
        ("https://cdn.app.example/", "same-site", False),
        ("https://cdn.app.example/", "same-origin", True),
        ("https://api.example/", "cross-origin", False),
        ("https://api.example/", "Same-Origin", False),
        ("https://api.example/", "same-origin, same-site", False),
    ],
)
def test_cross_origin_resource_policy(url: str, value: str, blocked: bool) -> None:
    policy = answer(("Cross-Origin-Resource-Policy", value), ANY)
    assert code(fetch(server(policy), url, mode="no-cors")) == (
        "resource-policy" if blocked else None
    )
    assert fetch(server(policy), url).fulfilled


def test_mode_same_origin_asks_nobody_else() -> None:
    result = fetch(server(answer(ANY)), mode="same-origin")
    assert (code(result), result.exchanges) == ("mode-same-origin", ())


@pytest.mark.parametrize(
    ("status", "method", "body"),
    [
        (200, "HEAD", b""),
        (204, "GET", b""),
        (205, "GET", b""),
        (304, "GET", b""),
        (500, "GET", b"ok"),
    ],
)
def test_which_responses_have_a_body(status: int, method: str, body: bytes) -> None:
    response = fetch(server(answer(ANY, status=status)), method=method).response
    assert response is not None
    assert (response.status, response.body) == (status, body)


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(b"hello", mtime=0)),
        ("deflate", zlib.compress(b"hello")),
        ("x-gzip", gzip.compress(b"hello", mtime=0)),
    ],
)
def test_content_codings_are_undone(coding: str, packed: bytes) -> None:
    response = fetch(server(answer(ANY, ("Content-Encoding", coding), body=packed))).response
    assert response is not None
    assert response.text() == "hello"


def test_a_broken_coding_is_an_error_of_the_body() -> None:
    result = fetch(server(answer(ANY, ("Content-Encoding", "gzip"), body=b"no gzip")))
    assert (result.fulfilled, code(result)) == (True, "body-garbage")


def test_a_bomb_ends_at_32_mib() -> None:
    result = fetch(
        server(answer(ANY, ("Content-Encoding", "gzip"), body=gzip.compress(bytes(40 * 2**20))))
    )
    assert result.response is not None
    assert (code(result), len(result.response.body)) == ("body-too-large", 32 * 2**20)


@pytest.mark.parametrize(
    ("integrity", "matches"),
    [
        ("sha256-LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=", True),
        ("sha256-LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ", True),
        ("sha256-AAAA sha256-LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=", True),
        ("sha256-LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ= sha512-AAAA", False),
        ("sha256-AAAA", False),
        ("md5-AAAA", True),
    ],
)
def test_integrity(integrity: str, matches: bool) -> None:
    result = fetch(server(answer(ANY, body=b"hello")), integrity=integrity)
    assert code(result) == (None if matches else "integrity-mismatch")


def test_integrity_of_what_cannot_be_read() -> None:
    assert (
        code(fetch(server(answer(body=b"hello")), mode="no-cors", integrity="sha256-AAAA"))
        == "integrity-mismatch"
    )
