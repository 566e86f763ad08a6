"""Which headers a page may send anywhere without asking: names and values."""

from __future__ import annotations

import pytest

from tests.fetch.exchange import ALLOW, answer, fetch, header, sent, server

SAFE = [
    ("Accept", "text/html"),
    ("Accept", "x" * 128),
    ("Accept-Language", "en, de;q=0.5"),
    ("Content-Language", "en-US"),
    ("Content-Type", "text/plain"),
    ("Content-Type", "TEXT/PLAIN;charset=UTF-8"),
    ("Content-Type", "text/plain; application/json"),
    ("Content-Type", "application/x-www-form-urlencoded"),
    ("Content-Type", "multipart/form-data; boundary=x"),
    ("Range", "bytes=0-5"),
    ("Range", "bytes=7-"),
]
UNSAFE = [
    ("X-Demo", "1"),
    ("Authorization", "Bearer t"),
    ("Access-Control-Allow-Origin", "*"),
    ("Accept", "x" * 129),
    ("Accept", '"html"'),
    ("Accept", "a\x7fb"),
    ("Accept-Language", "en_US"),
    ("Content-Language", "en@x"),
    ("Content-Type", "application/json"),
    ("Content-Type", "text/plain, text/plain"),
    ("Content-Type", "text"),
    ("Content-Type", ""),
    ("Range", "bytes=-5"),
    ("Range", "bytes=5-0"),
    ("Range", "bytes=0-5, 7-9"),
    ("Range", "bytes= 0-5"),
    ("Range", "items=0-5"),
    ("If-None-Match", "x"),
]


@pytest.mark.parametrize(("name", "value"), SAFE)
def test_safe(name: str, value: str) -> None:
    assert sent(fetch(server(answer(ALLOW)), headers={name: value})) == ["GET"]


@pytest.mark.parametrize(("name", "value"), UNSAFE)
def test_unsafe(name: str, value: str) -> None:
    result = fetch(server(answer(ALLOW)), headers={name: value})
    assert sent(result)[0] == "OPTIONS preflight"
    assert header(result, "Access-Control-Request-Headers", 0) == name.lower()


def test_together_they_may_have_1024_bytes() -> None:
    def asked(count: int) -> list[str]:
        return sent(fetch(server(answer(ALLOW)), headers=[("Accept", "x" * 128)] * count))

    assert asked(8) == ["GET"]
    assert asked(9)[0] == "OPTIONS preflight"


def test_a_forbidden_name_is_dropped_in_silence() -> None:
    result = fetch(
        server(answer(ALLOW)),
        headers={"Cookie": "a=1", "Origin": "https://evil.example", "Sec-X": "1", "Proxy-Y": "2"},
    )
    assert (sent(result), header(result, "Cookie"), header(result, "Origin")) == (
        ["GET"],
        None,
        "https://app.example",
    )
    assert [
        step.facts["name"] for step in result.steps if step.code == "request-header-forbidden"
    ] == [
        "cookie",
        "origin",
        "sec-x",
        "proxy-y",
    ]


@pytest.mark.parametrize(
    ("value", "dropped"),
    [("GET", False), ("trace", True), ("GET, TRACK", True), ('"TRACE"', False)],
)
def test_a_method_override_may_not_name_a_forbidden_method(value: str, dropped: bool) -> None:
    result = fetch(server(answer(ALLOW)), headers={"X-HTTP-Method-Override": value})
    assert (sent(result) == ["GET"]) is dropped


def test_no_cors_keeps_only_what_is_safe() -> None:
    result = fetch(
        server(answer()),
        mode="no-cors",
        method="POST",
        headers={"X-Demo": "1", "Content-Type": "application/json", "Accept": "a"},
        body="{}",
    )
    assert sent(result) == ["POST"]
    assert (header(result, "X-Demo"), header(result, "Content-Type"), header(result, "Accept")) == (
        None,
        "text/plain;charset=UTF-8",
        "a",
    )
