"""What `fetch()` refuses before anything is sent, by a sentence that names the argument."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fetch.exchange import ALLOW, ANY, URL, answer, fetch, header, sent, server


@pytest.mark.parametrize(
    ("argument", "call"),
    [
        ("url", {"url": "http://["}),
        ("url", {"url": "https://user:secret@api.example/"}),
        ("url", {"url": 7}),
        ("method", {"method": "GE T"}),
        ("method", {"method": ""}),
        ("method", {"method": "connect"}),
        ("method", {"method": "TRACE"}),
        ("method", {"method": "track"}),
        ("method", {"method": "PUT", "mode": "no-cors"}),
        ("method", {"method": None}),
        ("headers", {"headers": {"a b": "1"}}),
        ("headers", {"headers": {"": "1"}}),
        ("headers", {"headers": {"x": "a\nb"}}),
        ("headers", {"headers": {"x": "\0"}}),
        ("headers", {"headers": {"x": "€"}}),
        ("headers", {"headers": [("x",)]}),
        ("headers", {"headers": 7}),
        ("headers", {"headers": "x: 1"}),
        ("headers", {"headers": {"x": 1}}),
        ("body", {"body": "b"}),
        ("body", {"method": "HEAD", "body": b""}),
        ("body", {"method": "POST", "body": {"a": 1}}),
        ("mode", {"mode": "navigate"}),
        ("mode", {"mode": "CORS"}),
        ("credentials", {"credentials": True}),
        ("redirect", {"redirect": "never"}),
        ("cache", {"cache": "fresh"}),
        ("cache", {"cache": "only-if-cached"}),
        ("referrer", {"referrer": "http://["}),
        ("referrer_policy", {"referrer_policy": "none"}),
        ("integrity", {"integrity": 7}),
    ],
)
def test_refused(argument: str, call: dict[str, Any]) -> None:
    call = {"url": URL} | call
    asked: list[Any] = []
    with pytest.raises((TypeError, ValueError), match=rf"^{argument}: ") as error:
        fetch(lambda request: asked.append(request) or answer(), **call)  # type: ignore[func-returns-value]
    assert str(error.value)[-1] in ".…)"
    assert asked == []


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("/x", "https://app.example/x"),
        ("//api.example/y", "https://api.example/y"),
        ("z?q#f", "https://app.example/z?q"),
    ],
)
def test_urls_are_resolved_against_the_page(url: str, asked: str) -> None:
    assert fetch(server(answer(ANY)), url).exchanges[0].request.url == asked


def test_header_values_are_trimmed_and_bytes_are_bytes() -> None:
    result = fetch(
        server(answer(ALLOW)), headers=[("Accept", " a\t"), (b"accept-language", b" en ")]
    )
    assert (header(result, "Accept"), header(result, "Accept-Language")) == ("a", "en")


def test_headers_of_one_name_are_sent_in_one_line_spelled_as_the_first() -> None:
    result = fetch(
        server(answer(ANY)), "https://app.example/x", headers=[("X-Demo", "1"), ("x-demo", "2")]
    )
    assert [
        pair for pair in result.exchanges[0].request.headers if pair[0].lower() == "x-demo"
    ] == [("X-Demo", "1, 2")]


def test_text_has_a_type_and_bytes_have_none() -> None:
    text = fetch(server(answer(ALLOW)), method="POST", body="hé")
    raw = fetch(server(answer(ALLOW)), method="POST", body=b"\xff")
    assert (header(text, "Content-Type"), text.exchanges[0].request.body) == (
        "text/plain;charset=UTF-8",
        "hé".encode(),
    )
    assert (header(raw, "Content-Type"), raw.exchanges[0].request.body, sent(raw)) == (
        None,
        b"\xff",
        ["POST"],
    )
    assert (
        header(text, "Content-Length"),
        header(fetch(server(answer(ALLOW)), method="POST"), "Content-Length"),
    ) == ("3", "0")


def test_keepalive_bodies_are_bounded() -> None:
    within = fetch(server(answer(ALLOW)), method="POST", keepalive=True, body=b"x" * 65536)
    beyond = fetch(server(answer(ALLOW)), method="POST", keepalive=True, body=b"x" * 65537)
    assert (within.fulfilled, beyond.error and beyond.error.code, beyond.exchanges) == (
        True,
        "keepalive-limit",
        (),
    )
