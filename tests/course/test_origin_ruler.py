"""The origin ruler: what it compares, and that what follows was tried."""

from __future__ import annotations

import pytest

from cors_lab.course import origin_ruler

SAME = "One origin."


def words(page: str, server: str) -> str:
    return " ".join(repr(origin_ruler(page, server)).split())


@pytest.mark.parametrize(
    ("page", "server", "sentence"),
    [
        ("https://app.example:443/a", "HTTPS://APP.example/b?c", SAME),
        (
            "https://app.example/",
            "https://api.example/",
            "Two origins of two sites: they differ in host.",
        ),
        (
            "https://www.app.example/",
            "https://app.example/",
            "Two origins of one site: they differ in host.",
        ),
        (
            "https://app.example/",
            "http://app.example/",
            "Two origins of two sites: they differ in scheme and port.",
        ),
        (
            "http://localhost:3000/",
            "http://localhost:5000/",
            "Two origins of one site: they differ in port.",
        ),
        (
            "http://localhost:3000/",
            "http://127.0.0.1:3000/",
            "Two origins of two sites: they differ in host.",
        ),
        (
            "https://ada.github.io/",
            "https://bob.github.io/",
            "Two origins of two sites: they differ in host.",
        ),
        ("data:text/html,hello", "data:text/html,hello", "The origin of A and B is opaque"),
        ("https://app.example/", "file:///etc/hosts", "The origin of B is opaque"),
    ],
)
def test_two_urls_are_compared(page: str, server: str, sentence: str) -> None:
    assert sentence in words(page, server)


@pytest.mark.parametrize(
    ("page", "server", "sent", "read", "cookie"),
    [
        ("https://app.example/", "https://app.example/", "yes", "yes", "yes"),
        ("https://www.app.example/", "https://app.example/", "yes", "no", "yes"),
        ("https://app.example/", "https://api.example/", "yes", "no", "no"),
        ("http://localhost:3000/", "http://127.0.0.1:3000/", "yes", "no", "no"),
        ("https://app.example/", "http://app.example/", "no", "no", "no"),
        ("https://app.example/", "https://app.example:6000/", "no", "no", "no"),
    ],
)
def test_what_follows_was_tried(page: str, server: str, sent: str, read: str, cookie: str) -> None:
    [follows] = [
        block for block in origin_ruler(page, server).view["blocks"] if block["kind"] == "checks"
    ]
    assert [item["word"] for item in follows["items"]] == [sent, read, cookie]


def test_an_opaque_origin_is_the_same_as_no_other() -> None:
    table = origin_ruler("data:text/html,hello", "data:text/html,hello").view["blocks"][0]
    assert ["origin", "`null`", "`null`", "differs"] in [list(row) for row in table["rows"]]


@pytest.mark.parametrize(
    "text", ["app.example", "https://", "http://a b/", "https://app.example:99999/"]
)
def test_a_text_that_is_no_url_is_named(text: str) -> None:
    assert f"That cannot be tried. B is no URL: `{text}`." in words("https://app.example/", text)


def test_an_empty_text_is_said_to_be_empty() -> None:
    assert "That cannot be tried. B is empty." in words("https://app.example/", "")


def test_the_three_parts_of_an_origin_are_drawn_as_chips() -> None:
    table = origin_ruler().view["blocks"][0]
    assert table["look"] == "chips"
    assert [row[0] for row in table["rows"][:3]] == ["scheme", "host", "port"]
