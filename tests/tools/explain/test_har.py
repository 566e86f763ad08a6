"""HAR files explained: every real recording with its right error, from the recording alone."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

from cors_lab import explain
from cors_lab.tools.explain import Finding
from cors_lab.tools.read import from_har
from tests.tools.read.exported import exports, name, requests_by_number
from tests.tools.read.hars import API, PAGE, har, lines, minimal, sanitised

# Chromium refuses these before there is anything to record.
NEVER_RECORDED = frozenset(
    "bad-port cors-scheme mode-same-origin no-cors-redirect-mode scheme-unsupported".split()
)
# A recording shows nothing of them: what is wrong is in the page's integrity, or in what else the
# page keeps alive.
NOT_TOLD = frozenset({"integrity-mismatch", "keepalive-limit"})
ALLOW = {"Access-Control-Allow-Origin": PAGE}
TRUSTED = ALLOW | {"Access-Control-Allow-Credentials": "true"}
ASKS = {
    "Origin": PAGE,
    "Access-Control-Request-Method": "PUT",
    "Access-Control-Request-Headers": "content-type",
}


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: Any, **named: Any) -> None:
        raise AssertionError("a recording is explained without a network")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.slow
@pytest.mark.parametrize("clean", [False, True], ids=["whole", "sanitised"])
@pytest.mark.parametrize("export", exports(), ids=name)
def test_every_real_recording_is_explained_with_the_right_error(
    export: dict[str, Any], clean: bool
) -> None:
    har_file = sanitised(export["chromium"]["har"]) if clean else export["chromium"]["har"]
    findings = explain(har_file).findings
    if not findings:  # same-origin, or never recorded
        assert not any(entry.error or (entry.status == 0) for entry in from_har(har_file).entries)
        return
    requests = requests_by_number(export, "chromium", NEVER_RECORDED)
    told = [(finding, export["errors"][requests[finding.number]]) for finding in findings]
    assert sum(bool(error) for _, error in told) >= sum(
        bool(error) and error not in NEVER_RECORDED for error in export["errors"]
    )
    for finding, error in told:
        if error in NOT_TOLD:
            assert finding.verdict in ("readable", "opaque", "cannot-tell")
            continue
        assert error in finding.codes or (error == "" and finding.verdict in ("readable", "opaque"))
        assert finding.agreement == "agrees"
    if (
        len(findings) == 1
        and findings[0].codes == (findings[0].code,)
        and export["chromium"]["corsError"]
    ):
        assert findings[0].cors_error == export["chromium"]["corsError"]


def only(log: dict[str, Any], **options: Any) -> Finding:
    (finding,) = explain(log, **options).findings
    return finding


def test_a_blocked_response() -> None:
    finding = only(
        har(
            minimal(_error="")
            | {"response": {"status": 200, "headers": [], "_error": "net::ERR_FAILED"}}
        )
    )
    assert (finding.verdict, finding.code, finding.cors_error) == (
        "blocked",
        "allow-origin-missing",
        "MissingAllowOriginHeader",
    )
    assert finding.headline == "Blocked: the response has no Access-Control-Allow-Origin header."
    assert finding.pastes[0].lines == (f"Access-Control-Allow-Origin: {PAGE}", "Vary: Origin")
    assert (finding.agreement, finding.page, finding.engine) == ("agrees", PAGE, "chromium")


def test_the_fix_is_whole_not_only_what_failed_first() -> None:
    preflight = minimal("OPTIONS", status=404, headers=lines(ASKS))
    finding = only(har(preflight, minimal("PUT", status=0)))
    assert finding.code == "preflight-allow-origin-missing"
    assert [line for paste in finding.pastes for line in paste.lines] == [
        f"Access-Control-Allow-Origin: {PAGE}",
        "Access-Control-Allow-Methods: PUT",
        "Access-Control-Allow-Headers: content-type",
        "Vary: Origin",
        f"Access-Control-Allow-Origin: {PAGE}",
        "Vary: Origin",
    ]


def test_credentials_are_concluded_from_the_outcome() -> None:
    star = lines({"Access-Control-Allow-Origin": "*"})
    assert only(har(minimal(response=star))).verdict == "readable"
    failed = minimal(response=star)
    failed["response"]["_error"] = "net::ERR_FAILED"
    finding = only(har(failed))
    assert finding.code == "allow-origin-wildcard"
    assert (
        'It fits the recording only if the page asked with credentials: "include".' in finding.notes
    )


def test_what_the_recording_hides_is_not_guessed() -> None:
    allowing = lines(
        TRUSTED
        | {"Access-Control-Allow-Methods": "PUT", "Access-Control-Allow-Headers": "content-type"}
    )
    finding = only(
        har(
            minimal("OPTIONS", status=204, headers=lines(ASKS), response=allowing),
            minimal("PUT", status=0),
        )
    )
    assert (finding.verdict, finding.code) == ("cannot-tell", "")
    assert finding.headline == "Cannot tell: the recording hides the answer."
    assert finding.why.startswith(
        "The preflight was in order. Entry 2 has neither status nor headers"
    )


def test_a_preflight_without_its_request() -> None:
    assert (
        only(har(minimal("OPTIONS", status=404, headers=lines(ASKS)))).code
        == "preflight-allow-origin-missing"
    )
    allowing = lines(
        ALLOW
        | {"Access-Control-Allow-Methods": "PUT", "Access-Control-Allow-Headers": "content-type"}
    )
    finding = only(har(minimal("OPTIONS", status=204, headers=lines(ASKS), response=allowing)))
    assert (finding.verdict, finding.method) == ("cannot-tell", "PUT")
    assert "the request after it is not in the recording" in finding.why


def test_an_upload_listener_is_told_by_its_preflight() -> None:
    asks = {"Origin": PAGE, "Access-Control-Request-Method": "POST"}
    finding = only(
        har(minimal("OPTIONS", status=404, headers=lines(asks)), minimal("POST", status=0))
    )
    assert (finding.code, finding.method) == ("preflight-allow-origin-missing", "POST")


def test_a_request_whose_preflight_was_cached() -> None:
    finding = only(har(minimal("PUT", response=lines(ALLOW))))
    assert finding.verdict == "readable"
    assert "preflight cache" in finding.notes[0]


def test_a_word_of_the_browser_says_what_no_header_can() -> None:
    failed = minimal(status=0)
    failed["response"]["_error"] = "net::ERR_CONNECTION_REFUSED"
    assert only(har(failed)).code == "connection-refused"
    failed["response"]["_error"] = "net::ERR_BLOCKED_BY_CLIENT"
    finding = only(har(failed))
    assert (finding.code, finding.fix[:27]) == ("blocked-by-client", "Try a private window withou")


def test_where_the_browser_disagrees_it_is_said() -> None:
    failed = minimal(response=lines(TRUSTED))
    failed["response"]["_error"] = "net::ERR_FAILED"
    finding = only(har(failed))
    assert (finding.verdict, finding.agreement) == ("readable", "disagrees")
    assert "The recorded browser came to another verdict." in explain(har(failed)).text
    assert only(har(minimal())).agreement == "disagrees"  # no header, and yet no failure


def test_what_is_no_cors_request_is_counted_only() -> None:
    image = minimal(headers=lines({"Referer": f"{PAGE}/", "Sec-Fetch-Mode": "no-cors"}))
    own = minimal(url=f"{PAGE}/x", headers=lines({"Referer": f"{PAGE}/"}))
    explanation = explain(
        har(image, own, minimal(headers=lines({"Sec-Fetch-Mode": "navigate"})), minimal(headers=[]))
    )
    assert explanation.findings == ()
    assert explanation.summary == (
        "A HAR file of Chromium, 4 requests: 1 opaque (no-cors), 1 same-origin, 1 no "
        "fetch (pages, sockets), 1 of an unknown page."
    )


def test_a_no_cors_fetch_is_told_from_an_image() -> None:
    finding = only(
        har(
            minimal(headers=lines({"Referer": f"{PAGE}/", "Sec-Fetch-Mode": "no-cors"}))
            | {"_resourceType": "fetch"}
        )
    )
    assert (finding.verdict, finding.agreement) == ("opaque", "agrees")
    assert "leave the mode out" in finding.fix


def test_the_page_may_be_named() -> None:
    unknown = minimal(headers=[], response=lines(ALLOW))
    unknown["_resourceType"] = "xhr"
    assert explain(har(unknown)).findings == ()
    unknown["response"]["_error"] = "net::ERR_FAILED"
    assert only(har(unknown), page=PAGE).page == PAGE


def test_another_engine_may_be_asked() -> None:
    preflight = minimal("OPTIONS", status=404, headers=lines(ASKS))
    assert only(har(preflight, minimal("PUT", status=0)), engine="webkit").engine == "webkit"


def test_equal_findings_are_told_once() -> None:
    text = explain(
        har(*[minimal(url=f"{API}?page={number}", status=500) for number in range(50)])
    ).text
    assert text.count("Blocked:") == 1
    assert (
        "The same 50 times in this recording: entries 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …."
        in " ".join(text.split())
    )


@pytest.mark.slow
def test_two_thousand_different_ones_fit_a_screenful_or_two() -> None:
    explanation = explain(har(*[minimal(url=f"{API}/{number}") for number in range(2000)]))
    assert len(explanation.findings) == 2000
    assert "1980 more like these are not shown here" in explanation.text
    assert len(json.loads(explanation.to_json())["findings"]) == 2000


def test_progress_is_told() -> None:
    calls: list[tuple[int, int]] = []
    explain(
        har(*[minimal() for _ in range(120)]),
        progress=lambda done, whole: calls.append((done, whole)),
    )
    assert calls == [(0, 120), (50, 120), (100, 120), (120, 120)]
