"""Each kind of strange origin that gets through is found, once, under its own name, and as bad as
it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from cors_lab.fetch.url import parse_origin
from cors_lab.fixes.mistakes.probes import BY_ID, PROBES
from cors_lab.tools.audit import audit
from tests.tools.audit.apps import PAGE, Server, allowing

HOLES: dict[str, Callable[[str], bool]] = {
    "any-origin": lambda origin: True,
    "null-origin": lambda origin: origin in (PAGE, "null"),
    "contains": lambda origin: "app.example" in origin and origin.startswith("https"),
    "prefix": lambda origin: origin.startswith(PAGE),
    "suffix": lambda origin: origin.endswith("app.example") and origin.startswith("https"),
    "unescaped-dot": lambda origin: re.fullmatch("https://app.example", origin) is not None,
    "public-suffix": lambda origin: (
        re.fullmatch(r"https://[a-z-]+\.example", origin) is not None and "evil" not in origin
    ),
    "truncated": lambda origin: origin.partition("://")[2] in PAGE and origin.startswith("https"),
    "special-character": lambda origin: (
        re.match(r"https://app\.example(?![a-z0-9.:-])", origin) is not None
    ),
    "http-origin": lambda origin: origin in (PAGE, "http://app.example"),
    "any-port": lambda origin: re.fullmatch(r"https://app\.example(:\d+)?", origin) is not None,
    "any-subdomain": lambda origin: (
        re.fullmatch(r"https://([a-z]+\.)?app\.example", origin) is not None
    ),
    "hoster": lambda origin: origin == PAGE or origin.endswith(".github.io"),
    "localhost": lambda origin: origin == PAGE or origin.startswith("http://localhost"),
}


def found(app: Server, page: str | None = PAGE) -> dict[str, str]:
    """What is found above "info", with its severity."""
    return {finding.id: finding.severity for finding in audit(app, "/me", page=page).serious}


@pytest.mark.parametrize("hole", HOLES)
def test_a_hole_is_found_and_nothing_else(hole: str) -> None:
    with_credentials, without = BY_ID[hole].severity
    assert found(allowing(HOLES[hole])) == {hole: with_credentials}
    assert found(allowing(HOLES[hole], credentials=None)) == (
        {} if without == "info" else {hole: without}
    )


def test_every_probe_has_its_case() -> None:
    assert set(HOLES) == {probe.id for probe in PROBES}


def test_a_server_that_compares_whole_origins_is_clean() -> None:
    report = audit(allowing(), "/me", page=PAGE)
    assert (report.findings, report.exit_code) == ((), 0)


def test_the_evidence_is_the_exchange_and_who_and_fix_are_told() -> None:
    finding = audit(allowing(HOLES["suffix"]), "/me", page=PAGE).findings[0]
    assert finding.title.startswith(
        "https://evilapp.example may read /me, with the user's cookies."
    )
    exchange = finding.evidence[0]
    assert ("Origin", "https://evilapp.example") in exchange.request.headers
    assert exchange.response is not None
    assert ("Access-Control-Allow-Origin", "https://evilapp.example") in exchange.response.headers
    assert "registers such a domain" in finding.who
    assert "re.fullmatch" in finding.fix


def test_a_server_that_reflects_only_to_those_who_are_logged_in_is_found_too() -> None:
    server = allowing()
    reply = server.reply
    server.reply = lambda method, path, environ: (
        (
            "200 OK",
            [
                ("Access-Control-Allow-Origin", environ["HTTP_ORIGIN"]),
                ("Access-Control-Allow-Credentials", "true"),
                ("Vary", "Origin"),
            ],
        )
        if "HTTP_COOKIE" in environ and "HTTP_ORIGIN" in environ
        else reply(method, path, environ)
    )
    assert found(server)["any-origin"] == "high"


def test_what_every_page_may_read_without_cookies_is_a_note() -> None:
    server = Server(
        lambda method, path, environ: ("200 OK", [("Access-Control-Allow-Origin", "*")])
    )
    report = audit(server, "/me", page=PAGE)
    assert "wildcard" in {finding.id for finding in report.findings}
    assert (found(server), report.exit_code) == ({}, 0)


@pytest.mark.parametrize(
    "page",
    [
        "https://app.example",
        "http://localhost:3000",
        "http://127.0.0.1:5000",
        "https://[::1]:8000",
        "https://a.b.co.uk",
    ],
)
def test_only_origins_that_a_browser_can_have_are_tried(page: str) -> None:
    tried = [origin for probe in PROBES for origin in probe.origins(page)]
    assert page not in tried
    assert len(tried) == len(set(tried))
    assert all(origin == "null" or str(parse_origin(origin)) == origin for origin in tried)


def test_a_page_in_development_may_well_be_on_localhost() -> None:
    assert BY_ID["localhost"].origins("http://localhost:3000") == []
    assert BY_ID["localhost"].origins(PAGE) == ["http://localhost", "http://localhost:3000"]


def test_a_server_without_tls_is_asked_as_pages_without_tls() -> None:
    server = allowing(lambda origin: True)
    report = audit(server, url="http://api.example/me", page="http://app.example")
    assert [finding.id for finding in report.serious] == ["any-origin"]
    assert report.findings[0].title.startswith("http://evil.example may read /me")
    assert {environ.get("HTTP_ORIGIN", "http:")[:5] for environ in server.environs} == {"http:"}


def test_a_page_over_https_cannot_ask_it_and_is_told_so() -> None:
    found = audit(allowing(lambda origin: True), url="http://api.example/me", page=PAGE).serious
    assert [finding.id for finding in found] == ["any-origin", "page-blocked"]
    assert "not protected" in found[1].title


def test_the_worst_comes_first() -> None:
    server = allowing(
        lambda origin: origin in (PAGE, "null", "http://app.example"),
        routes="GET",
        preflight=[("Access-Control-Allow-Methods", "PUT")],
    )
    assert [finding.severity for finding in audit(server, "/me", page=PAGE).findings] == [
        "high",
        "medium",
        "info",
        "info",
    ]


def test_the_page_that_the_server_names_is_taken_where_nobody_names_one() -> None:
    server = Server(
        lambda method, path, environ: (
            "200 OK",
            [("Access-Control-Allow-Origin", "https://shop.example")],
        )
    )
    report = audit(server, "/me")
    assert (report.page, report.guessed) == ("https://shop.example", True)
