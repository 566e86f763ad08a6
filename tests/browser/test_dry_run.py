"""A call rehearsed in process: as the page would see it, with no socket, and with what was seen in
place of the server.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from cors_lab import Browser
from cors_lab.browser.dry_run import arguments, readable, rehearse, seen_in
from cors_lab.server.loopback import serve
from cors_lab.server.policy import Policy, PolicyFront

PAGE, API = "https://app.example", "https://api.example"
OPEN = Policy(allow_origin="*", allow_methods="PUT")


@dataclass
class Call:
    url: str
    method: str = "GET"


@pytest.fixture
def page():
    return Browser().open(PAGE)


def app(environ, start_response):
    start_response("201 Created", [("X-Real", "1"), ("Vary", "Accept")])
    return [b"real"]


def test_without_an_app_the_server_answers_200(page):
    result = rehearse(page, {"url": f"{API}/notes"}, OPEN)
    assert (result.response.status, result.response.text()) == (200, "ok")


def test_the_app_stands_behind_the_policy(page):
    result = rehearse(page, {"url": f"{API}/notes", "method": "PUT"}, OPEN, app)
    assert [exchange.kind for exchange in result.exchanges] == ["preflight", "request"]
    assert (result.response.status, result.response.text()) == (201, "real")


def test_a_call_is_a_mapping_or_a_dataclass(page):
    assert arguments(Call(f"{API}/notes", "PUT")) == {"url": f"{API}/notes", "method": "PUT"}
    assert rehearse(page, Call(f"{API}/notes", "PUT"), OPEN).fulfilled


def test_a_relative_url_asks_the_page_s_own_server(page):
    assert rehearse(page, {"url": "/notes"}, Policy()).response.type == "basic"


def test_the_page_s_profile_is_left_alone(page):
    rehearse(
        page,
        {"url": f"{API}/notes", "method": "PUT"},
        Policy(allow_origin="*", allow_methods="PUT", max_age=600),
    )
    assert list(page.browser.preflight_cache) == []
    assert (
        rehearse(page, {"url": f"{API}/notes", "method": "PUT"}, OPEN).exchanges[0].kind
        == "preflight"
    )


def test_another_server_is_not_there(page):
    def elsewhere(environ, start_response):
        start_response("302 Found", [("Location", "https://other.example/")])
        return [b""]

    assert (
        rehearse(page, {"url": f"{API}/notes"}, OPEN, elsewhere).error.code == "name-not-resolved"
    )


def test_what_fetch_refuses_is_raised(page):
    with pytest.raises(TypeError, match="url"):
        rehearse(page, {"url": None}, OPEN)
    with pytest.raises(ValueError, match="method"):
        rehearse(page, {"url": API, "method": "TRACE"}, OPEN)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ({}, True),
        ({"mode": "no-cors"}, False),
        ({"redirect": "manual"}, True),
        ({"integrity": "sha256-AAAA"}, False),
    ],
)
def test_readable_is_status_headers_and_body(page, call, expected):
    assert readable(rehearse(page, {"url": f"{API}/notes", **call}, OPEN)) is expected


def test_what_was_seen_answers_again_without_the_headers_of_the_policy(page):
    policy = Policy(allow_origin="*", vary="Accept")
    with serve(PolicyFront(app, policy), API):
        result = page.fetch(f"{API}/notes")
    again = rehearse(
        page, {"url": f"{API}/notes"}, Policy(allow_origin=PAGE), seen=seen_in(result, policy)
    )
    headers = [
        pair
        for pair in again.exchanges[0].response.headers
        if pair[0] in ("X-Real", "Vary", "Access-Control-Allow-Origin")
    ]
    assert headers == [("X-Real", "1"), ("Vary", "Accept"), ("Access-Control-Allow-Origin", PAGE)]
    assert again.response.text() == "real"


def test_a_server_that_was_down_stays_down(page):
    server = serve(app, API)
    server.stop()
    result = Browser(hosts={API: server.url}).open(PAGE).fetch(f"{API}/notes")
    assert (
        rehearse(page, {"url": f"{API}/notes"}, OPEN, seen=seen_in(result, OPEN)).error.code
        == "connection-refused"
    )
