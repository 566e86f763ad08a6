"""What a request's own Cache-Control asks of the HTTP cache, and what an unsafe request makes it
forget.
"""

from __future__ import annotations

import pytest

from cors_lab import Browser
from cors_lab.fetch.wire import HTTPRequest, HTTPResponse
from tests.fetch.exchange import PAGE, Wire, answer


def asked_again(engine: str, asks: str, *first: tuple[str, str], after: float = 0) -> bool:
    """Does a second fetch with this Cache-Control reach the server, whose first answer had these
    headers?
    """
    wire = Wire(lambda request: answer(*first))
    browser = Browser(engine=engine, transport=wire)
    page = browser.open(PAGE)
    page.fetch("/x")
    browser.advance(after)
    page.fetch("/x", headers={"Cache-Control": asks})
    return len(wire.sent) == 2


STALE = (("Cache-Control", "max-age=1"), ("Age", "100"))
FRESH = (("Cache-Control", "max-age=1500"), ("Age", "1000"))


@pytest.mark.parametrize(
    ("asks", "first", "again"),
    [
        ("max-stale", STALE, False),
        ("max-stale=200", STALE, False),
        ("max-stale=10", STALE, True),
        ("max-stale", (("Cache-Control", "max-age=1, must-revalidate"), ("Age", "100")), True),
        ("max-stale", (("Cache-Control", "no-cache"),), True),
        ("min-fresh=400", FRESH, False),
        ("min-fresh=600", FRESH, True),
        ("max-age=1001", FRESH, False),
        ("max-age=999", FRESH, True),
        ("no-store", FRESH, True),
        ("no-cache", FRESH, True),
    ],
)
def test_a_request_says_how_fresh_is_fresh_enough(
    asks: str, first: tuple[tuple[str, str], ...], again: bool
) -> None:
    assert asked_again("standard", asks, *first) is again


@pytest.mark.parametrize(
    ("asks", "again"),
    [("max-age=0", True), ("no-cache", True), ("max-age=999", False), ("min-fresh=600", False)],
)
def test_chromium_knows_two_directives_only(asks: str, again: bool) -> None:
    assert asked_again("chromium", asks, *FRESH) is again


@pytest.mark.parametrize(
    ("status", "where", "again"),
    [(200, "/x", True), (500, "/x", False), (200, "https://api.example/x", False)],
)
@pytest.mark.parametrize("header", ["Location", "Content-Location"])
def test_an_unsafe_request_makes_it_forget_what_its_answer_names(
    status: int, where: str, again: bool, header: str
) -> None:
    def serve(request: HTTPRequest) -> HTTPResponse:
        return (
            answer(FRESH[0]) if request.method == "GET" else answer((header, where), status=status)
        )

    wire = Wire(serve)
    page = Browser(engine="standard", transport=wire).open(PAGE)
    page.fetch("/x")
    page.fetch("/y", method="PUT", body="b")
    page.fetch("/x")
    assert (len(wire.sent) == 3) is again
