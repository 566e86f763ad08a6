"""What scanners miss: each fault of the protocol is found under its own name, and a server without
it is clean.
"""

from __future__ import annotations

from typing import Any

import pytest

from cors_lab.fixes.mistakes.words import WORDS
from cors_lab.tools.audit import audit
from tests.tools.audit.apps import PAGE, Answer, Headers, Server, allowing
from tests.tools.audit.configurations import CONFIGURATIONS

CORS: Headers = [
    ("Access-Control-Allow-Origin", PAGE),
    ("Access-Control-Allow-Credentials", "true"),
    ("Vary", "Origin"),
]
ALLOW: Headers = [
    ("Access-Control-Allow-Methods", "PUT"),
    ("Access-Control-Allow-Headers", "Content-Type"),
]
PREFLIGHT: Headers = [*CORS, *ALLOW, ("Access-Control-Max-Age", "600")]


def preflight(status: str, headers: Headers) -> Server:
    return allowing(special={("OPTIONS", "/me"): (status, headers)})


def always(
    status: str, headers: Headers, options: Answer = ("204 No Content", PREFLIGHT)
) -> Server:
    return Server(
        lambda method, path, environ: options if method == "OPTIONS" else (status, headers)
    )


def cached(vary: bool, *more: tuple[str, str]) -> Server:
    """The headers only for the page that may read, as most middleware does."""
    return allowing(vary=vary, always=list(more))


REFLECTED = "content-type, x-cors-lab-probe"  # as a server that sends back what is asked for

# The finding, the server, and how bad it is.
CASES: list[tuple[str, Server, str]] = [
    ("page-blocked", always("200 OK", []), "medium"),
    (
        "allow-origin-value",
        always("200 OK", [("Access-Control-Allow-Origin", f"{PAGE}, {PAGE}"), ("Vary", "Origin")]),
        "medium",
    ),
    ("wildcard", Server(lambda *_: ("200 OK", [("Access-Control-Allow-Origin", "*")])), "info"),
    (
        "wildcard-credentials",
        Server(lambda *_: ("200 OK", [("Access-Control-Allow-Origin", "*"), CORS[1]])),
        "low",
    ),
    ("credentials-value", allowing(credentials="True"), "low"),
    (
        "preflight-redirect",
        preflight("308 Permanent Redirect", [*CORS, ("Location", "/me/")]),
        "medium",
    ),
    ("preflight-auth", preflight("401 Unauthorized", []), "medium"),
    ("preflight-auth", preflight("403 Forbidden", PREFLIGHT), "medium"),
    ("preflight-unhandled", preflight("405 Method Not Allowed", CORS), "medium"),
    ("preflight-unhandled", preflight("404 Not Found", []), "medium"),
    (
        "preflight-unhandled",
        always("200 OK", [("Access-Control-Allow-Origin", "*")], ("405 Method Not Allowed", [])),
        "low",
    ),
    ("preflight-without-headers", preflight("200 OK", [("Allow", "GET, PUT, OPTIONS")]), "medium"),
    ("vary-missing", cached(False, ("Cache-Control", "max-age=60")), "medium"),
    ("vary-missing", cached(False, ("ETag", '"1"')), "low"),
    ("vary-missing", cached(False, ("Cache-Control", "no-store, max-age=60")), "info"),
    (
        "error-without-headers",
        allowing(special={("GET", "/cors-lab-no-such-page"): ("404 Not Found", [])}),
        "info",
    ),
    (
        "error-without-headers",
        allowing(special={("GET", "/old"): ("500 Internal Server Error", [])}),
        "low",
    ),
    (
        "redirect-without-headers",
        allowing(special={("GET", "/old"): ("302 Found", [("Location", "/me")])}),
        "low",
    ),
    (
        "redirect-leaves",
        allowing(
            special={
                ("GET", "/old"): ("302 Found", [*CORS, ("Location", "https://login.example/")])
            }
        ),
        "low",
    ),
    (
        "preflight-redirect",
        allowing(special={("*", "/me/"): ("301 Moved Permanently", [*CORS, ("Location", "/me")])}),
        "low",
    ),
    (
        "methods-any",
        allowing(
            credentials=None,
            preflight=[("Access-Control-Allow-Methods", "*"), ("Access-Control-Max-Age", "5")],
        ),
        "info",
    ),
    ("methods-wider", allowing(routes="GET"), "info"),
    (
        "headers-any",
        preflight("204 No Content", [*PREFLIGHT, ("Access-Control-Allow-Headers", REFLECTED)]),
        "info",
    ),
    (
        "preflight-refused",
        preflight("204 No Content", [("Access-Control-Allow-Origin", "https://b.example"), *ALLOW]),
        "medium",
    ),
    ("max-age-missing", allowing(preflight=[("Access-Control-Allow-Methods", "PUT")]), "info"),
    (
        "max-age-long",
        allowing(
            preflight=[
                ("Access-Control-Allow-Methods", "PUT"),
                ("Access-Control-Max-Age", "604800"),
            ]
        ),
        "info",
    ),
    (
        "private-network",
        preflight("204 No Content", [*PREFLIGHT, ("Access-Control-Allow-Private-Network", "true")]),
        "info",
    ),
]


def asked(server: Server, **more: Any) -> dict[str, str]:
    return {
        finding.id: finding.severity
        for finding in audit(server, "/me", page=PAGE, paths=("/old",), **more).findings
    }


@pytest.mark.parametrize(
    ("id", "server", "severity"),
    CASES,
    ids=[f"{number}-{case[0]}" for number, case in enumerate(CASES)],
)
def test_a_fault_is_found(id: str, server: Server, severity: str) -> None:
    assert asked(server).get(id) == severity


@pytest.mark.parametrize(
    ("id", "server", "severity"),
    CASES,
    ids=[f"{number}-{case[0]}" for number, case in enumerate(CASES)],
)
def test_its_words_have_all_their_facts(id: str, server: Server, severity: str) -> None:
    for finding in audit(server, "/me", page=PAGE, paths=("/old",)).findings:
        assert "{" not in finding.title + finding.who + finding.fix
        assert finding.evidence
        assert finding.who
        assert finding.fix


def strangers_preflight() -> Server:
    """Preflights allow everyone with cookies, the answers only the page."""

    def reply(method: str, path: str, environ: dict[str, Any]) -> Answer:
        if method != "OPTIONS":
            return "200 OK", CORS
        mine = [pair for pair in PREFLIGHT if pair[0] != "Access-Control-Allow-Origin"]
        return "204 No Content", [
            *mine,
            ("Access-Control-Allow-Origin", environ.get("HTTP_ORIGIN", "*")),
        ]

    return Server(reply)


def test_a_preflight_that_is_open_to_strangers_is_a_hole_though_they_cannot_read() -> None:
    assert asked(strangers_preflight())["preflight-any-origin"] == "high"
    assert "any-origin" not in asked(strangers_preflight())


def answers_without_headers() -> Server:
    return allowing(
        special={("POST", "/me"): ("201 Created", []), ("PUT", "/me"): ("200 OK", CORS)}
    )


def test_only_safe_methods_are_sent_unless_asked() -> None:
    server = answers_without_headers()
    assert "answer-without-headers" not in asked(server)
    assert {method for method, _ in server.asked} <= {"GET", "HEAD", "OPTIONS"}
    server = answers_without_headers()
    assert asked(server, unsafe_methods=True)["answer-without-headers"] == "medium"
    assert {"POST", "PUT"} <= {method for method, _ in server.asked}


def test_every_finding_has_its_case() -> None:
    cases = {id for id, _, _ in CASES} | {"preflight-any-origin", "answer-without-headers"}
    cases |= {id for case in CONFIGURATIONS for id in case.findings}
    assert cases >= set(WORDS)


def test_a_public_answer_that_says_star_to_everyone_needs_no_vary() -> None:
    assert "vary-missing" not in asked(
        Server(
            lambda *_: (
                "200 OK",
                [("Access-Control-Allow-Origin", "*"), ("Cache-Control", "max-age=60")],
            )
        )
    )


def test_a_private_page_that_needs_no_cookie_is_not_called_blocked() -> None:
    assert "page-blocked" not in asked(allowing(credentials=None))
