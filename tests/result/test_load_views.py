"""A load as text and HTML: the element, what the page may look into, every step, and no markup of
the server's.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cors_lab import Browser
from cors_lab.fetch.wire import HTTPRequest, HTTPResponse
from cors_lab.result.load import LoadResult

PAGE, CDN = "https://app.example", "https://cdn.example"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x04\0\0\0\x02"


class Answering:
    """A network that gives one answer to everything."""

    def send(self, request: HTTPRequest, target: str | None) -> HTTPResponse:
        return HTTPResponse(200, (("Content-Type", "image/png"),), PNG, "OK")


def image(crossorigin: str | None = None, path: str = "/cat.png") -> LoadResult:
    return Browser(transport=Answering()).open(PAGE).load("img", CDN + path, crossorigin)


def test_the_text_of_a_tainted_image() -> None:
    text = repr(image())
    assert text.splitlines()[:2] == [
        "✓ img: it loaded.",
        "  img https://cdn.example/cat.png · page https://app.example · chromium",
    ]
    assert "May the page look inside? no (SecurityError)" in " ".join(text.split())
    assert "GET https://cdn.example/cat.png → 200 OK" in text
    assert "Shown, but not to be read" in text


def test_the_text_of_a_failure_ends_with_the_fix() -> None:
    text = repr(image("anonymous"))
    assert text.startswith("✗ ")
    assert "Error: allow-origin-missing" in text
    assert "Fix: " in text


@pytest.mark.parametrize("make", [image, lambda: image("")])
def test_no_line_is_longer_than_eighty_columns(make: Callable[[], LoadResult]) -> None:
    assert max(map(len, repr(make()).splitlines())) <= 80


def test_html_escapes_what_a_url_brings() -> None:
    load = image(path="/<img src=x onerror=alert(1)>")
    bundle = load._repr_mimebundle_()
    assert "<img" not in bundle["text/html"]
    assert "<details" in bundle["text/html"]
    assert bundle["text/plain"] == repr(load)
