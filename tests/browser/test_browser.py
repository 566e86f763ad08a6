"""The public contract: Browser, Page, FetchResult, over real servers and none."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from flask import Flask

from cors_lab import Browser, FetchResult, Policy, serve
from servers import notes_api
from tests.fetch.exchange import ALLOW, ANY, PAGE, URL, Wire, answer, server

API = "https://api.example"


def test_a_server_by_name_is_found_even_if_it_starts_later() -> None:
    page = Browser().open(PAGE)
    with serve(notes_api.create_app(Policy(allow_origin="*")), name=API):
        result = page.fetch(f"{API}/notes")
        assert result.response is not None
        assert (result.response.status, result.response.ok, result.error, result.executed) == (
            200,
            True,
            None,
            True,
        )
    assert not page.fetch(f"{API}/notes").fulfilled


def test_hosts_maps_an_origin_to_a_server_or_an_app() -> None:
    front = notes_api.create_app(Policy(allow_origin=PAGE))
    with serve(front) as running:
        by_address = Browser(hosts={API: running.url}).open(PAGE).fetch(f"{API}/notes")
    in_process = Browser(hosts={API: front}).open(PAGE).fetch(f"{API}/notes")
    assert by_address.response is not None
    assert in_process.response is not None
    assert by_address.response.text() == in_process.response.text()
    assert by_address.exchanges[0].request == in_process.exchanges[0].request


def test_a_method_in_lower_case_reaches_the_server_so() -> None:
    app = notes_api.create_app(Policy(allow_origin=PAGE, allow_methods="patch"))
    with serve(app, name=API) as running:
        Browser().open(PAGE).fetch(f"{API}/notes/1", method="patch", body="x")
        assert [entry.method for entry in running.log] == ["OPTIONS", "patch"]


def test_an_app_that_raises_is_a_server_error() -> None:
    app = Flask("broken")
    app.add_url_rule("/", "broken", lambda: 1 / 0)
    with serve(app, name=API) as running:
        result = Browser().open(PAGE).fetch(f"{API}/")
    assert (result.error and result.error.code, result.executed, running.log[0].status) == (
        "allow-origin-missing",
        True,
        500,
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def test_a_dead_server_is_a_result() -> None:
    result = Browser(hosts={API: f"http://127.0.0.1:{free_port()}"}).open(PAGE).fetch(API)
    assert result.error is not None
    assert (result.error.code, result.fulfilled, result.executed, result.error.cors_error) == (
        "connection-refused",
        False,
        False,
        None,
    )
    assert result.exchanges[0].response is None
    assert "127.0.0.1" not in repr(result)


def test_a_server_that_never_answers_is_a_result_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        hosts = {API: f"http://127.0.0.1:{silent.getsockname()[1]}"}
        result = Browser(hosts=hosts, timeout=0.2).open(PAGE).fetch(API, method="PUT")
    assert (result.error and result.error.code, [e.kind for e in result.exchanges]) == (
        "timeout",
        ["preflight"],
    )


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("engine", lambda: Browser(engine="lynx")),
        ("hosts", lambda: Browser(hosts={"api.example": "http://127.0.0.1:1"})),
        ("origin", lambda: Browser().open("https://app.example/")),
        ("origin", lambda: Browser().open("app.example")),
        ("url", lambda: Browser().open(PAGE, url="https://other.example/")),
        ("top_origin", lambda: Browser().open(PAGE, top_origin="x")),
        ("embedder", lambda: Browser().open("null", embedder="x")),
        ("kind", lambda: Browser().open("null", kind="worker")),
        ("url", lambda: Browser().visit("ftp://x/")),
        ("seconds", lambda: Browser().advance(-1)),
        ("seconds", lambda: Browser().advance(float("nan"))),
    ],
)
def test_bad_input_is_named(name: str, make: Any) -> None:
    with pytest.raises(ValueError, match=f"^{name}: "):
        make()


def test_a_visit_seeds_first_party_cookies() -> None:
    wire = Wire(server(answer(ANY, ("Set-Cookie", "s=1"), ("Set-Cookie", "h=2; HttpOnly"))))
    browser = Browser(transport=wire)
    result = browser.visit(f"{API}/login")
    assert (result.exchanges[0].kind, result.fulfilled) == ("navigation", True)
    assert browser.open(API).cookie == "s=1"
    assert [
        value for name, value in browser.visit(API).exchanges[0].request.headers if name == "Cookie"
    ] == ["s=1; h=2"]


def test_document_cookie_is_set_and_read() -> None:
    page = Browser(transport=Wire(server(answer()))).open(PAGE)
    page.cookie = "a=1; Path=/"
    page.cookie = "b=2; HttpOnly"
    assert page.cookie == "a=1"
    page.cookie = "a=; Max-Age=0"
    assert page.cookie == ""


def test_a_framed_page_is_a_third_party() -> None:
    browser = Browser(engine="chromium", transport=Wire(server(answer(ANY))))
    browser.open("https://api.example").cookie = "s=1"
    framed = browser.open("https://api.example", top_origin=PAGE)
    assert [
        name
        for name, _ in framed.fetch("https://api.example/x").exchanges[0].request.headers
        if name == "Cookie"
    ] == []


def test_a_result_has_its_words() -> None:
    result = Browser(transport=Wire(server(answer()))).open(PAGE).fetch(URL)
    assert result.error is not None
    assert (result.error.cors_error, result.error.firefox_reason) == (
        "MissingAllowOriginHeader",
        "CORSMissingAllowOrigin2",
    )
    assert result.verdict == result.error.message
    failed = next(step for step in result.steps if step.state == "failed")
    assert all(
        [
            failed.title,
            failed.why,
            failed.fix,
            failed.spec == "https://fetch.spec.whatwg.org/#concept-cors-check",
        ]
    )
    assert result.console("firefox")[0].startswith("Cross-Origin Request Blocked")
    assert result.console() == result.console("chromium")
    with pytest.raises(ValueError, match="engine: "):
        result.console("lynx")


def test_a_body_that_breaks_off_is_a_response_and_an_error() -> None:
    def breaking(request: Any) -> Any:
        return type(answer())(200, (ALLOW,), b"half", body_error="body-reset")

    result: FetchResult = Browser(transport=Wire(breaking)).open(PAGE).fetch(URL)
    assert result.response is not None
    assert (result.fulfilled, result.response.text(), result.error and result.error.code) == (
        True,
        "half",
        "body-reset",
    )


def test_representations_say_the_same_each_time() -> None:
    browser = Browser(engine="webkit")
    assert (repr(browser), repr(browser.open(PAGE)), repr(browser.open("null"))) == (
        "<Browser webkit>",
        "<Page https://app.example in webkit>",
        "<Page null in webkit>",
    )
