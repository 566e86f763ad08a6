"""Settings of products, run by the product: the page reads, with its method and headers, and
nobody else does.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from cors_lab import Browser, serve
from cors_lab.fixes.products import PRODUCTS
from cors_lab.fixes.products.render import render
from cors_lab.fixes.wanted import Wanted
from tests.fixes.products.servers import RUNNERS, VITE, packages

PAGE, API = "https://app.example", "https://api.example"
STRANGERS = (
    "https://evil.example",
    "null",
    "https://app.example.evil.example",
    "http://app.example",
    "https://appxexample",
)
PATHS = {"jupyter-server": "/api/status"}
CALL = ("PUT", {"Content-Type": "application/json", "X-A": "1"})
CALLS = {"jupyter-server": ("GET", {"Authorization": "token t"})}


def wanted(name: str, credentials: bool) -> Wanted:
    method, headers = CALLS.get(name, CALL)
    return Wanted(PAGE, API, method, method, ", ".join(headers).lower(), credentials)


def fetch(name: str, url: str, page: str, credentials: bool):
    method, headers = CALLS.get(name, CALL)
    mode = "include" if credentials else "omit"
    asked = Browser(hosts={API: url}).open(page)
    return asked.fetch(API + PATHS.get(name, "/notes"), method, headers, credentials=mode)


@pytest.mark.parametrize("credentials", [True, False], ids=["credentials", "none"])
@pytest.mark.parametrize("name", RUNNERS)
def test_the_page_reads_and_no_stranger_does(name, credentials):
    runner = RUNNERS[name]
    if reason := runner.missing():
        pytest.skip(reason)
    with runner.run(render(PRODUCTS[name], wanted(name, credentials))) as url:
        read = fetch(name, url, PAGE, credentials)
        assert read.fulfilled, repr(read)
        for stranger in STRANGERS:
            assert not fetch(name, url, stranger, credentials).fulfilled, stranger
        if not credentials:
            assert not fetch(name, url, PAGE, True).fulfilled


def test_vites_proxy_answers_the_pages_own_origin():
    if reason := packages("vite")():
        pytest.skip(reason)

    def api(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [environ["PATH_INFO"].encode()]

    with serve(api) as server:
        setting = render(PRODUCTS["vite"], replace(wanted("vite", True), url=server.url))
        with VITE(setting) as url:
            page = Browser(hosts={"http://localhost:5173": url}).open("http://localhost:5173")
            assert page.fetch("/api/notes", "PUT").response.text() == "/notes"


def test_what_says_that_it_was_run_is_run():
    assert {name for name, product in PRODUCTS.items() if product.run} == {*RUNNERS, "vite"}
