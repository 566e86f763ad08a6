"""What each case left behind in installed browsers, the lines of their consoles and their HAR
files, is explained.
"""

from __future__ import annotations

from typing import Any

import pytest

from cors_lab.tools.explain import explain
from tests.clinic.case import Case
from tests.clinic.cases import CASES, OF_THE_PAGE
from tests.clinic.recorded import lines, recorded
from tests.clinic.table import Row, row

EVERY = (*CASES, *OF_THE_PAGE)
ENGINES = ("chromium", "firefox", "webkit")
by_case = pytest.mark.parametrize("case", EVERY, ids=[case.label for case in EVERY])
SAID = [
    (case, engine)
    for case in EVERY
    for engine in (*ENGINES, "devtools")
    if lines(case.label, engine)
]
# Not the case's own code: what a line tells where the page can read the answer, or was stopped by
# something besides CORS.
BESIDES = {
    (21, "chromium"): "error-status",
    (21, "devtools"): "error-status",
    (21, "firefox"): "cookie",
    (24, "chromium"): "local-network-access",
    (24, "devtools"): "local-network-access",
}
# In Firefox the cookie goes along, and it cannot know that a server is local; what never left is
# one of several.
IN_FIREFOX = {21: ("", ""), 24: ("",)}
NOTHING_SAID = {
    *((number, engine) for number in (17, 18, 20, 25) for engine in ENGINES),
    (21, "webkit"),
    (24, "firefox"),  # behind the recorder's proxy it cannot know that the server is local
    # WebKit says nothing of a connection that fails, nor of mixed content
    (23, "webkit"),
    (24, "webkit"),
}


def expected(case: Case, engine: str) -> str:
    if case.policy:
        return "content-security-policy"
    return BESIDES.get((case.number, engine)) or case.code or case.codes[-1]


@pytest.mark.parametrize(
    ("case", "engine"), SAID, ids=[f"{case.label} {engine}" for case, engine in SAID]
)
def test_its_console_lines_name_the_cause(case: Case, engine: str) -> None:
    findings = explain(
        "\n".join(lines(case.label, engine)), page=None if case.page == "null" else case.page
    ).findings
    assert len(findings) == 1
    assert expected(case, engine) in (findings[0].code, *findings[0].codes)


@pytest.mark.parametrize(
    ("case", "engine"), SAID, ids=[f"{case.label} {engine}" for case, engine in SAID]
)
def test_in_chromium_it_is_the_first_that_is_named(case: Case, engine: str) -> None:
    if engine in ("chromium", "devtools"):
        findings = explain(
            "\n".join(lines(case.label, engine)), page=None if case.page == "null" else case.page
        ).findings
        assert findings[0].code == expected(case, engine)


@by_case
def test_a_silent_console_is_one_that_we_know_of(case: Case) -> None:
    blocked = {engine for engine in ENGINES if not lines(case.label, engine)}
    known = {engine for engine in ENGINES if (case.number, engine) in NOTHING_SAID}
    assert blocked <= known or case.shown == ("null-origin",)


@by_case
def test_its_recording_is_explained(case: Case) -> None:
    explanation = explain(har(case))
    assert tuple(finding.code for finding in explanation.findings) == case.codes
    assert {finding.agreement for finding in explanation.findings} <= {"agrees"}
    if case.words.get("mode") == "no-cors":
        assert [finding.verdict for finding in explanation.findings] == ["opaque"]
    if (
        case.number == 25
    ):  # nothing in a recording tells an origin that is meant from one that is not: who can tell is named  # noqa: E501
        assert "cors-lab audit" in "".join(explanation.notes)


@by_case
def test_its_recording_in_firefox_is_explained(case: Case) -> None:
    findings = explain(har(case, "firefox")).findings
    wanted = (
        ("content-security-policy",) if case.policy else IN_FIREFOX.get(case.number, case.codes)
    )
    named = [
        finding.code or next(iter(finding.codes), "")
        if finding.verdict == "blocked"
        else finding.code
        for finding in findings
    ]
    stopped = {
        "connection-refused",
        "name-not-resolved",
        "tls",
    }  # Firefox's file does not tell them apart
    assert named == ["connection-refused" if code in stopped else code for code in wanted]
    assert all(set(wanted) & stopped <= set(finding.codes) for finding in findings)
    assert {finding.agreement for finding in findings} <= {"agrees", "unknown"}


def test_the_old_copy_and_where_it_comes_from_are_named() -> None:
    (case,) = (case for case in CASES if case.number == 19)
    told = explain(har(case)).findings[-1]
    assert "the HTTP cache answered with what entry 2 got" in told.notes[0]
    assert "Vary: Origin" in told.notes[0]


def test_without_what_came_before_it_an_old_copy_cannot_be_told() -> None:
    (case,) = (case for case in CASES if case.number == 19)
    log = har(case)["log"]
    (told,) = explain(
        {
            "log": {
                **log,
                "entries": [entry for entry in log["entries"] if not entry["response"]["status"]],
            }
        }
    ).findings
    assert (told.verdict, told.code) == ("cannot-tell", "")


def test_the_cookie_that_stayed_at_home_is_named_and_its_value_is_not() -> None:
    (case,) = (case for case in CASES if case.number == 21)
    told = explain(har(case))
    assert "sid was not stored: its SameSite does not let it be set from another site" in "".join(
        told.notes
    )
    assert "sid=1" not in told.text


def test_a_redirect_that_leaves_is_not_mended_where_it_leads() -> None:
    case = next(case for case in CASES if case.number == 22)
    (told,) = explain(har(case)).findings
    assert told.pastes == ()
    assert "in place of the redirect" in told.fix


def test_airplay_is_told_by_its_name() -> None:
    case = next(case for case in CASES if case.title == "somebody else has port 5000")
    assert "AirPlay" in explain(har(case)).text


def test_nobody_is_told_to_allow_a_header_that_is_the_servers_to_send() -> None:
    case = next(case for case in CASES if case.number == 12)
    (told,) = explain(har(case)).findings
    assert not [
        line
        for paste in told.pastes
        for line in paste.lines
        if "access-control-allow-origin" in line
    ]


@by_case
def test_the_table_has_it(case: Case) -> None:
    found: Row = row(case)
    assert found.audit == (case.audit or "")
    assert found.har == (case.codes[-1:] or ("nothing",))[0] or found.har in ("opaque", "readable")


def har(case: Case, engine: str = "chromium") -> dict[str, Any]:
    """What the engine's developer tools exported."""
    exported: dict[str, Any] = recorded()[case.label][engine]["har"]
    return exported
