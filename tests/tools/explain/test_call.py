"""curl and fetch(): what a browser would do that curl does not, and what the server must send."""

from __future__ import annotations

import pytest
from flask import Flask

from cors_lab import Browser, explain
from cors_lab.tools.explain import Finding
from cors_lab.tools.read import from_curl

URL, PAGE = "https://api.example/notes", "https://app.example"


def finding_of(text: str, **options: str) -> Finding:
    (finding,) = explain(text, **options).findings  # type: ignore[arg-type]
    return finding


def test_a_call_that_needs_a_preflight() -> None:
    finding = finding_of(
        f"curl -X PUT {URL} -H 'Content-Type: application/json' -H 'X-A: 1'", page=PAGE
    )
    assert (finding.verdict, finding.headline) == (
        "depends",
        "The browser asks first: a preflight (OPTIONS) goes before this PUT.",
    )
    answer, response, preflight, command = finding.pastes
    assert answer.lines == (
        f"Access-Control-Allow-Origin: {PAGE}",
        "Access-Control-Allow-Methods: PUT",
        "Access-Control-Allow-Headers: content-type, x-a",
        "Vary: Origin",
    )
    assert response.lines == (f"Access-Control-Allow-Origin: {PAGE}", "Vary: Origin")
    assert preflight.lines[0] == "OPTIONS /notes HTTP/1.1"
    assert "Access-Control-Request-Headers: content-type,x-a" in preflight.lines
    assert command.lines[0] == f"curl -i -X OPTIONS '{URL}' \\"
    assert (
        explain("\n".join(command.lines)).findings[0].method == "PUT"
    )  # and that preflight is understood in turn


def test_a_call_that_needs_none() -> None:
    finding = finding_of(f"curl {URL}", page=PAGE)
    assert finding.headline == (
        "No preflight: the browser sends this GET at once, and only reading the answer "
        "needs permission."
    )
    assert [paste.lines for paste in finding.pastes] == [
        (f"Access-Control-Allow-Origin: {PAGE}", "Vary: Origin")
    ]


def test_a_method_that_needs_no_leave_is_not_listed() -> None:
    finding = finding_of(f"curl {URL} --json '{{}}'", page=PAGE)
    assert (
        finding.headline == "The browser asks first: a preflight (OPTIONS) goes before this POST."
    )
    assert not any("Allow-Methods" in line for line in finding.pastes[0].lines)


def test_credentials() -> None:
    finding = finding_of(f"curl {URL} -b sid=1", page=PAGE)
    assert "Access-Control-Allow-Credentials: true" in finding.pastes[0].lines
    assert "SameSite=None" in " ".join(finding.points)
    assert "same site" in " ".join(
        finding_of(f"curl {URL} -b sid=1", page="https://www.api.example").points
    )
    assert "It sends no cookies" in " ".join(finding_of(f"curl {URL}", page=PAGE).points)


def test_what_no_page_may_set() -> None:
    points = " ".join(
        finding_of(f"curl {URL} -H 'Host: x' -H 'Referer: https://x.example/' -A mine").points
    )
    assert "It drops what no page may set: Host, Referer, user-agent." in points
    assert "user-agent" not in " ".join(finding_of(f"curl {URL} -A mine", engine="firefox").points)


@pytest.mark.parametrize(
    ("text", "page", "note"),
    [
        (f"curl {URL}", "https://app.example", "is assumed"),
        ("curl http://api.example/", "http://app.example", "is assumed"),
        ("curl http://localhost:5000/", "http://localhost:3000", "is assumed"),
        ("curl http://127.0.0.1:3000/", "http://localhost:8080", "is assumed"),
        (
            f"curl {URL} -H 'Origin: https://from.example'",
            "https://from.example",
            "stands in what was given",
        ),
        (
            f"fetch('{URL}', {{referrer: 'https://from.example/x'}})",
            "https://from.example",
            "stands in what was given",
        ),
    ],
)
def test_the_page_is_named_or_the_assumption_said(text: str, page: str, note: str) -> None:
    finding = finding_of(text)
    assert finding.page == page
    assert note in finding.notes[0]


def test_a_page_of_the_same_origin() -> None:
    finding = finding_of(f"curl -X PUT {URL}", page="https://api.example")
    assert (finding.verdict, finding.pastes) == ("readable", ())


def test_what_the_browser_stops_itself() -> None:
    finding = finding_of("curl http://api.example/notes", page=PAGE)
    assert (finding.verdict, finding.code) == ("blocked", "mixed-content")
    assert finding_of("curl https://api.example:25/", page=PAGE).code == "bad-port"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"curl -X TRACE {URL}", "'TRACE' is a forbidden method"),
        (f"curl -X GET {URL} -d a=1", "body: GET has no body"),
        ("curl 'https://a b/'", "is not a URL"),
        (
            f"fetch('{URL}', {{mode: 'no-cors', method: 'PUT'}})",
            "a no-cors request may be GET, HEAD or POST",
        ),
    ],
)
def test_what_fetch_itself_refuses(text: str, why: str) -> None:
    finding = finding_of(text, engine="standard")
    assert (finding.verdict, finding.headline) == (
        "blocked",
        "No page can send this: fetch() itself refuses it.",
    )
    assert why in finding.why


def test_no_cors_and_null() -> None:
    assert finding_of(f"fetch('{URL}', {{mode: 'no-cors'}})").verdict == "opaque"
    finding = finding_of(f"curl {URL}", page="null")
    assert (finding.pastes, "Do not allow null" in finding.fix) == ((), True)


def test_a_call_and_a_dict_will_do() -> None:
    assert (
        explain(from_curl(f"curl -X PUT {URL}")).findings == explain(f"curl -X PUT {URL}").findings
    )
    assert (
        explain({"url": URL, "method": "PUT", "headers": {"X-A": "1"}}).findings[0].method == "PUT"
    )


def test_what_was_left_out_is_said() -> None:
    assert "line 1, column 6: --frobnicate is no option" in " ".join(
        finding_of(f"curl --frobnicate {URL}").notes
    )
    assert (
        "the variable `url`" not in explain(f"fetch('{URL}', {{body: data, method: 'POST'}})").text
    )


@pytest.mark.parametrize(
    "media_type",
    ["", "text/plain", "text/plain;charset=utf-8", "application/json", "text/csv", "image/png"],
)
def test_a_beacon_asks_first_as_the_simulated_browser_does(media_type: str) -> None:
    url = "https://log.example/a"
    sent = Browser(hosts={"https://log.example": Flask("log")}).open("https://app.example")
    asks = sent.send_beacon(url, "{}", media_type or None).exchanges[0].request.method == "OPTIONS"
    data = f"new Blob(['{{}}'], {{type: '{media_type}'}})" if media_type else "'{}'"
    said = str(explain(f"navigator.sendBeacon('{url}', {data})", page="https://app.example"))
    assert ("first a preflight" in said) is asks
    assert ("it needs no permission" in said) is not asks
    assert "leave the mode out" not in said
