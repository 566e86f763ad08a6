"""Real HAR files of Firefox and of WebKit's Web Inspector explained: what each writes down, and
what it leaves out.
"""

from __future__ import annotations

from typing import Any

import pytest

from cors_lab import explain
from cors_lab.tools.explain import Explanation, Finding
from cors_lab.tools.read import from_har
from tests.tools.read.exported import exports, name, requests_by_number

# Firefox refuses these before there is anything to record, and writes no entry for a body that it
# cannot decode.
NEVER_RECORDED = frozenset("cors-scheme scheme-unsupported keepalive-limit body-garbage".split())
# A recording shows nothing of it: the hash is in the page.
NOT_TOLD = frozenset({"integrity-mismatch"})
# Only with credentials, of which Firefox's recording tells nothing where there was no cookie.
ON_CREDENTIALS = frozenset(
    {
        "allow-origin-wildcard",
        "allow-credentials",
        "preflight-allow-origin-wildcard",
        "preflight-allow-credentials",
    }
)
# In a redirect that Firefox did not follow, which the page may have asked for.
NOT_FOLLOWED = frozenset({"redirect-mode-error", *ON_CREDENTIALS})
# The words of a SOCKS proxy or of GLib, and of schemes: recorded with a proxy, and with the check
# of certificates switched off.
RECORDERS_WORDS = frozenset(
    {"name-not-resolved", "connection-refused", "tls", "scheme-unsupported"}
)


def by_id(identity: str) -> dict[str, Any]:
    return next(export for export in exports() if export["id"] == identity)


def told(
    export: dict[str, Any], engine: str, explanation: Explanation
) -> list[tuple[Finding, str, bool]]:
    """Each finding with the error of its request, and whether the page could read it."""
    seen, requests = export[engine], requests_by_number(export, engine, NEVER_RECORDED)
    found = [(finding, requests[finding.number]) for finding in explanation.findings]
    return [(finding, seen["errors"][at], seen["fulfilled"][at]) for finding, at in found]


@pytest.mark.slow
@pytest.mark.parametrize("export", exports(), ids=name)
def test_firefox(export: dict[str, Any]) -> None:
    explanation = explain(export["firefox"]["har"])
    for finding, error, fulfilled in told(export, "firefox", explanation):
        if fulfilled:
            assert finding.verdict in ("readable", "opaque")
        elif error in NOT_TOLD:
            assert (finding.verdict, finding.agreement) == ("readable", "unknown")
        else:
            assert error in finding.codes
            possible = {"readable": ON_CREDENTIALS, "cannot-tell": NOT_FOLLOWED}
            assert finding.verdict == "blocked" or error in possible[finding.verdict]
        assert finding.agreement != "disagrees"
        if finding.agreement == "agrees":
            assert (finding.verdict == "blocked") is not fulfilled


@pytest.mark.slow
@pytest.mark.parametrize("export", exports(), ids=name)
def test_firefox_hides_no_failure(export: dict[str, Any]) -> None:
    found = told(export, "firefox", explain(export["firefox"]["har"]))
    failed = [
        error
        for error in export["firefox"]["errors"]
        if error and error not in NEVER_RECORDED | NOT_TOLD
    ]
    assert sorted(error for _, error, _ in found if error and error not in NOT_TOLD) == sorted(
        failed
    )


def test_firefox_names_the_error_where_there_is_no_answer() -> None:
    verdicts = {
        export["id"]: explain(export["firefox"]["har"]).findings[-1]
        for export in exports()
        if export["id"] in ("n00003", "t01520")
    }
    no_server, other_mode = verdicts["n00003"], verdicts["t01520"]
    assert no_server.headline == "Blocked: no usable answer came, so nothing was asked about CORS."
    assert (no_server.code, no_server.codes[0], no_server.agreement) == (
        "",
        "connection-refused",
        "agrees",
    )
    assert "the host name has no address" in no_server.alike
    assert other_mode.headline == "Blocked: Firefox stopped it before anything was sent."
    assert other_mode.codes[:2] == ("mode-same-origin", "no-cors-redirect-mode")


def test_what_firefox_stopped_with_its_origin_is_no_matter_of_the_mode() -> None:
    # So looks what a Content Security Policy stopped: a request with Origin, never sent, and no
    # preflight.
    log = by_id("t00805")["firefox"]["har"]["log"]
    entries = [entry for entry in log["entries"] if entry["request"]["method"] != "OPTIONS"]
    finding = explain({"log": log | {"entries": entries}}).findings[-1]
    assert (finding.verdict, finding.codes) == (
        "blocked",
        ("content-security-policy", "blocked-by-client", "tracking-protection"),
    )


def test_what_credentials_would_change_in_firefox() -> None:
    (finding,) = explain(by_id("t00769")["firefox"]["har"]).findings
    assert (finding.verdict, finding.code, finding.codes, finding.agreement) == (
        "readable",
        "",
        ("allow-origin-wildcard",),
        "unknown",
    )
    assert finding.notes == (
        'Had the page asked with credentials: "include", it would be blocked: '
        "Access-Control-Allow-Origin in the response is *, which does "
        "not go with credentials.",
    )


def test_what_is_no_cors_request_is_told_by_firefox_too() -> None:
    explanation = explain(by_id("m00001")["firefox"]["har"])
    assert explanation.summary == (
        "A HAR file of Firefox, 23 requests: 7 blocked, 7 readable, 1 opaque (no-cors), 1 "
        "same-origin, 2 no fetch (pages, sockets)."
    )
    (opaque,) = [finding for finding in explanation.findings if finding.verdict == "opaque"]
    assert opaque.url.endswith("/pixel")
    assert opaque.headline == (
        "The request was sent, but the page can read nothing of the answer: it is opaque "
        "(mode no-cors)."
    )


def test_that_safari_writes_down_no_preflight_is_said_once() -> None:
    explanation = explain(by_id("m00001")["webkit"]["har"])
    assert [finding.notes for finding in explanation.findings if finding.method == "PUT"] == [
        (),
        (),
    ]


def test_cookies_in_a_recording_are_credentials() -> None:
    finding = next(
        finding
        for finding in explain(by_id("m00001")["firefox"]["har"]).findings
        if finding.url.endswith("/all")
    )
    assert (finding.code, finding.codes) == ("allow-origin-wildcard", ("allow-origin-wildcard",))
    assert finding.firefox_reason == "CORSNotSupportingCredentials"


@pytest.mark.slow
@pytest.mark.parametrize("export", exports(), ids=name)
def test_what_web_inspector_exports_is_what_pages_could_read(export: dict[str, Any]) -> None:
    explanation = explain(export["webkit"]["har"])
    assert all(
        finding.verdict in ("readable", "opaque") and finding.agreement == "agrees"
        for finding in explanation.findings
    )
    assert any(
        note.startswith("Safari leaves out of its HAR files what it blocked")
        for note in explanation.notes
    )
    recorded = [
        entry
        for entry in from_har(export["webkit"]["har"]).entries
        if f"/{export['id']}/" in entry.url
    ]
    failed = [error for error in export["webkit"]["errors"] if error and error not in NOT_TOLD]
    assert len(recorded) == len(export["requests"]) - len(failed)


@pytest.mark.slow
@pytest.mark.parametrize("export", exports(), ids=name)
def test_what_web_inspector_would_write_of_failures(export: dict[str, Any]) -> None:
    """Its exporter leaves them out; its builder of entries knows them, and other programs that use
    it may not leave them out.
    """
    log = export["webkit"]["har"]["log"]
    findings = explain(
        {"log": log | {"entries": [*log["entries"][:1], *export["webkit"]["failed"]]}},
        show_secrets=True,
    ).findings
    errors = [error for error in export["webkit"]["errors"] if error]
    for finding, error in zip(
        findings, errors if len(errors) == len(findings) else [], strict=False
    ):
        assert error in (*finding.codes, *RECORDERS_WORDS)
        assert finding.agreement in ("agrees", "unknown") or finding.verdict == "cannot-tell"
    assert len(findings) in (0, len(errors))
