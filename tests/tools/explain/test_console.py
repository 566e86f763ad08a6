"""A pasted console line: verdict first, the fix as something to paste, then why; every error has
its words.
"""

from __future__ import annotations

from typing import Any

import pytest

from cors_lab import explain
from cors_lab.messages.rules import FAULTS
from cors_lab.tools.explain.words import CLAUSES, REMARKS
from cors_lab.tools.read.console.templates import wordings
from tests.tools.read.exported import CONSOLES, exports, name

URL, PAGE = "https://api.example/notes", "https://app.example"
MISSING = (
    f"app.js:3 Access to fetch at '{URL}' from origin '{PAGE}' has been blocked by CORS policy: "
    "No 'Access-Control-Allow-Origin' header is present on the requested resource."
)
FIREFOX = (
    "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote "
    f"resource at {URL}. (Reason: "
)


@pytest.mark.slow
@pytest.mark.parametrize("engine", CONSOLES)
@pytest.mark.parametrize("export", [one for one in exports() if one["errors"][-1]], ids=name)
def test_what_three_browsers_printed_is_explained(export: dict[str, Any], engine: str) -> None:
    if not (lines := export[engine]["console"]):
        return  # some refusals are silent
    explanation = explain("\n".join(lines), page=export["page"])
    finding = [finding for finding in explanation.findings if finding.verdict != "notice"][-1]
    assert finding.verdict == "blocked"
    assert finding.fix
    assert finding.code in ("", *finding.codes)
    if (engine, export["id"]) != ("webkit", "t01371"):  # WebKit joins two Locations: another error
        assert export["errors"][-1] in finding.codes


def test_the_whole_answer() -> None:
    assert (
        explain(f"{MISSING}\n  GET {URL} net::ERR_FAILED 200 (OK)").text
        == """\
✗ Blocked: the response has no Access-Control-Allow-Origin header.
  GET https://api.example/notes · page https://app.example · chromium

Fix: on the server, in the response (error answers too), send:
    Access-Control-Allow-Origin: https://app.example
    Vary: Origin
  As code for your server: --fix NAME, in Python .fix(NAME). NAME is nginx,
  flask, flask-cors, fastapi, django, express, or one of 38 products
  (docs/products.md).

Why: The server answered 200, but its response has no
  Access-Control-Allow-Origin, so https://app.example may not read it.

Does your server send it already? Click the request in the Network panel:
- There is a row with status 301, 302, 307 or 308 before it: a redirect (to a
  login page, a slash, https) led to an address that does not know your page.
  Ask the final URL.
- Size is (disk cache), or the response has Age, X-Cache or CF-Cache-Status: an
  old copy, from before the header or for another page. Empty that cache, and
  send `Vary: Origin` with every answer.
- Request URL, or Server in the response, is not what you expect: you ask
  another server: a wrong host, port or path, or http for https.

Code: allow-origin-missing · Chromium MissingAllowOriginHeader · Firefox
  CORSMissingAllowOrigin2
Step: Is there an Access-Control-Allow-Origin header?
  https://fetch.spec.whatwg.org/#concept-cors-check"""
    )


def test_for_machines() -> None:
    (finding,) = explain(MISSING).as_dict()["findings"]
    assert {
        key: finding[key]
        for key in (
            "code",
            "corsError",
            "firefoxReason",
            "verdict",
            "url",
            "page",
            "engine",
            "number",
        )
    } == {
        "code": "allow-origin-missing",
        "corsError": "MissingAllowOriginHeader",
        "firefoxReason": "CORSMissingAllowOrigin2",
        "verdict": "blocked",
        "url": URL,
        "page": PAGE,
        "engine": "chromium",
        "number": 1,
    }


def test_a_line_that_does_not_name_the_page() -> None:
    line = f"{FIREFOX}CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 200."
    finding = explain(line).findings[0]
    assert finding.pastes[0].lines[0] == "Access-Control-Allow-Origin: https://your-page.example"
    assert "does not tell the page's origin" in finding.notes[0]
    finding = explain(line, page=PAGE).findings[0]
    assert (finding.pastes[0].lines[0], finding.notes) == (
        f"Access-Control-Allow-Origin: {PAGE}",
        (),
    )


def test_what_else_prints_the_same_line() -> None:
    finding = explain(
        f"Origin {PAGE} is not allowed by Access-Control-Allow-Origin. Status code: 200"
    ).findings[0]
    assert (
        "Access-Control-Allow-Origin in the response names another origin than the page's"
        in finding.alike
    )
    assert "the answer to the preflight has no Access-Control-Allow-Origin header" in finding.alike
    finding = explain(f"{FIREFOX}CORS request did not succeed). Status code: (null).").findings[0]
    assert (finding.code, finding.firefox_reason) == ("connection-refused", "CORSDidNotSucceed2")
    assert "an ad blocker" in finding.alike[-1]


def test_nobody_is_told_to_allow_null() -> None:
    text = explain(MISSING.replace(PAGE, "null")).text
    assert "Do not allow null on the server" in text.replace("\n  ", " ")
    assert "Access-Control-Allow-Origin: null" not in text


@pytest.mark.parametrize(
    ("line", "code", "cors_error", "firefox_reason"),
    [
        (
            f"Access to fetch at 'http://localhost/' from origin '{PAGE}' has been "
            "blocked by CORS policy: Permission was denied for this "
            "request to access the `loopback` address space.",
            "local-network-access",
            "LocalNetworkAccessPermissionDenied",
            None,
        ),
        (f"{FIREFOX}CORS disabled).", "cors-disabled", None, "CORSDisabled"),
        (f"GET {URL} net::ERR_BLOCKED_BY_CLIENT", "blocked-by-client", None, None),
    ],
)
def test_what_is_not_simulated_has_words_too(
    line: str, code: str, cors_error: str | None, firefox_reason: str | None
) -> None:
    finding = explain(line).findings[0]
    assert (finding.verdict, finding.code, finding.cors_error, finding.firefox_reason) == (
        "blocked",
        code,
        cors_error,
        firefox_reason,
    )
    assert finding.fix


def test_a_line_that_says_only_that_something_failed() -> None:
    finding = explain(f"Fetch API cannot load {URL} due to access control checks.").findings[0]
    assert (finding.verdict, finding.code) == ("blocked", "")
    assert finding.fix == "Paste the lines before it too: one of them has the reason."


def test_a_line_in_unknown_words() -> None:
    finding = explain(
        f"Access to fetch at '{URL}' from origin '{PAGE}' has been blocked by CORS "
        "policy: the moon."
    ).findings[0]
    assert (finding.verdict, finding.headline) == (
        "cannot-tell",
        "This line is about CORS, but in words that are not known here.",
    )
    assert "the moon" in finding.why


def test_several_messages_begin_with_a_summary() -> None:
    text = explain(
        f"{MISSING}\nCookie “k” will soon be rejected because it is foreign and does not "
        "have the “Partitioned“ attribute."
    ).text
    assert text.startswith(
        "2 messages in this console; 1 of them tell of a fetch that failed.\n\n✗ Blocked: "
    )
    assert "· This is about a cookie, not about CORS.\n  line 2 · firefox" in text


def test_every_error_that_a_line_can_tell_of_has_its_words() -> None:
    assert set(FAULTS) == set(CLAUSES)
    assert {code for one in wordings() for code in one.codes} <= set(CLAUSES) | set(REMARKS)
    assert all(
        clause[0].islower() or clause.startswith(("Access", "Cross", "CORS"))
        for clause in CLAUSES.values()
    )
    assert not any(clause.endswith(".") for clause in CLAUSES.values())


@pytest.mark.parametrize("width", [40, 60, 80])
def test_what_is_not_to_be_pasted_fits_the_terminal(width: int) -> None:
    from cors_lab.tools.explain.page import render

    for export in exports()[:40]:
        for line in render(
            explain("\n".join(export["firefox"]["console"] or [MISSING])), width
        ).splitlines():
            assert len(line) <= width or line.startswith("    ") or "://" in line or "-" in line


def test_what_a_line_does_not_tell_is_not_pasted() -> None:
    finding = explain(
        f"{FIREFOX}Did not find method in CORS header ‘Access-Control-Allow-Methods’)."
    ).findings[0]
    assert finding.pastes[0].lines == ("Access-Control-Allow-Methods: PUT, PATCH, DELETE",)
    assert "This line does not tell the method: list those that your page sends." in finding.notes


@pytest.mark.parametrize("export", [one for one in exports() if one["errors"][-1]], ids=name)
def test_nothing_to_be_pasted_is_a_sentence(export: dict[str, Any]) -> None:
    for engine in CONSOLES:
        for finding in explain("\n".join(export[engine]["console"] or [MISSING])).findings:
            for line in (line for paste in finding.pastes for line in paste.lines):
                header, _, value = line.partition(": ")
                assert header.replace("-", "").isalnum()
                assert "this " not in value
                assert "tell" not in value
