"""What is said of every line that a console prints: whole sentences, of nothing that the line does
not tell.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from cors_lab import explain
from cors_lab.messages.rules import FAULTS
from cors_lab.messages.rules.loads import LOAD_FAULTS
from cors_lab.tools.explain.causes import CAUSES, KINDS
from cors_lab.tools.explain.words import CLAUSES, LESS
from cors_lab.tools.read.console.templates import Wording, wordings

FACTS = {
    "url": "https://api.example/notes",
    "first_url": "https://api.example/old",
    "redirects_to": "https://login.example/",
    "location": "https://login.example/",
    "page_url": "https://app.example/",
    "origin": "https://app.example",
    "method": "PUT",
    "header": "x-token",
    "status": "404",
    "phrase": "Not Found",
    "allow_origin": "https://other.example",
    "allow_credentials": "false",
    "allow_methods": "GET PUT",
    "allow_headers": "a b",
}
# What stood, or might stand, where a line does not tell something; and what says a thing twice.
FAULTY = re.compile(
    r"\{(?=\w+\})|…|unknown status|that this line does not tell|says no more|not told|others "
    r"only|Port this|null may not|"
    r"(\b[A-Za-z]{5,}(?: [A-Za-z]+){2,}\b).{0,12}: \1",
)
MISSING = (
    "Access to fetch at 'https://api.example/notes' from origin '{}' has been blocked by "
    "CORS policy: "
    "No 'Access-Control-Allow-Origin' header is present on the requested resource."
)


def line_of(wording: Wording) -> str:
    return re.sub(r"\{(\w+)\}", lambda field: FACTS.get(field[1], field[1]), wording.template)


@pytest.mark.slow
@pytest.mark.parametrize(
    "wording", wordings(), ids=lambda wording: f"{wording.engine} {wording.template[-60:]}"
)
def test_every_line_is_explained_in_whole_sentences(wording: Wording) -> None:
    for finding in explain(line_of(wording)).findings:
        said = [finding.headline, finding.why, finding.fix, *finding.causes, *finding.alike]
        assert [words for words in said if FAULTY.search(words)] == []
        assert all(
            words.endswith((".", "?", "`")) or words == ""
            for words in (finding.headline, finding.why, finding.fix)
        )
        assert len(finding.causes) <= 4


def test_there_is_a_sentence_for_a_line_that_tells_nothing() -> None:
    """Lines of a 407 name the status, keepalive has none, and streams and sockets tell all."""
    untold = [
        code
        for code in CLAUSES
        if code not in LOAD_FAULTS
        and not code.startswith(("eventsource-", "websocket-"))
        and "{" in FAULTS[code].why
        and (code not in LESS or "{" in LESS[code][-1])
    ]
    assert untold == ["unexpected-proxy-authentication", "keepalive-limit"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (MISSING.format("null"), "so a page whose origin is null may not read it"),
        (
            "GET http://api.example:6000/ net::ERR_UNSAFE_PORT",
            "Port 6000 belongs to another protocol",
        ),
        (
            "GET https://api.example/ net::ERR_CERT_DATE_INVALID",
            "its certificate has expired, or is not valid yet",
        ),
        (
            "GET https://api.example/ net::ERR_SSL_PROTOCOL_ERROR",
            "the server does not speak TLS on that port",
        ),
        (
            "GET https://api.example/ net::ERR_CONNECTION_REFUSED",
            "No program accepts connections at that address and port",
        ),
    ],
)
def test_what_a_line_tells_is_used(line: str, why: str) -> None:
    assert why in explain(line).findings[0].why


@pytest.mark.parametrize(
    "line",
    [
        "GET https://api.example/ net::ERR_CONNECTION_RESET",
        "Failed to load resource: net::ERR_CONNECTION_RESET [https://api.example/notes]",
    ],
)
def test_a_connection_that_was_reset_is_not_taken_for_a_body_that_broke(line: str) -> None:
    finding = explain(line).findings[0]
    assert (finding.code, "headers were fine" in finding.fix) == ("connection-closed", False)


def causes(line: str) -> tuple[str, ...]:
    return explain(line).findings[0].causes


def test_the_status_rules_causes_out() -> None:
    failed = (
        MISSING.format("https://app.example")
        + "\n  GET https://api.example/notes net::ERR_FAILED {}"
    )
    unknown, good, gateway, crash = (
        causes(failed.format(status))
        for status in ("", "200 (OK)", "502 (Bad Gateway)", "500 (No)")
    )
    assert [cause.partition(":")[0][:22] for cause in unknown] == [
        "Status 401, 403, 413, ",
        "Status 404, 405 or 500",
        "There is a row with st",
        "Size is (disk cache), ",
    ]
    assert [cause[:11] for cause in good] == ["There is a ", "Size is (di", "Request URL"]
    assert (gateway[0][:11], len(gateway)) == ("Status 502:", 2)
    assert crash[0].startswith("Status 500: an error page")


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        (401, "a login check comes first"),
        (405, "nothing answers OPTIONS"),
        (503, "the app behind it"),
    ],
)
def test_the_status_of_a_preflight_tells_its_cause(status: int, cause: str) -> None:
    line = (
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote "
        "resource at https://api.example/. "
    )
    line += f"(Reason: CORS preflight response did not succeed). Status code: {status}."
    assert causes(line)[0].startswith(f"Status {status}: ")
    assert cause in causes(line)[0]


def test_no_answer_at_all_is_told_apart_by_opening_a_tab() -> None:
    line = (
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote "
        "resource at https://api.example/. "
    )
    line += "(Reason: CORS request did not succeed). Status code: (null)."
    explanation: Any = explain(line)
    assert [cause.partition(":")[0] for cause in explanation.findings[0].causes] == [
        cause.look for cause in CAUSES["no-answer"]
    ]
    assert "To find out why no answer came:\n- Open the URL in a tab" in explanation.text


def test_each_kind_of_cause_is_that_of_an_error() -> None:
    assert set(KINDS) <= set(FAULTS)
    assert set(KINDS.values()) == set(CAUSES)
