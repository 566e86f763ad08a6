"""The console lines, engine by engine, word for word as the browsers print them."""

from __future__ import annotations

from typing import Any

import pytest

from cors_lab.messages.console import (
    ENGINES,
    CookieNote,
    Outcome,
    chromium_error,
    console_lines,
    firefox_reason,
)
from cors_lab.messages.rules import FAULTS

URL = "https://api.example/notes"
NEXT = "https://other.example/notes"
BLOCKED = (
    "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote "
    f"resource at {URL}. (Reason: "
)
ACCESS = (
    f"Access to fetch at '{URL}' from origin 'https://app.example' has been blocked by CORS "
    "policy: "
)
FAILED = f"Failed to load resource: net::ERR_FAILED [{URL}]"
DID_NOT_SUCCEED = f"{BLOCKED}CORS request did not succeed). Status code: (null)."
CANNOT_LOAD = f"Fetch API cannot load {URL} due to access control checks."
MISSING = "CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 200."


def outcome(error: str = "", **facts: Any) -> Outcome:
    known = Outcome(
        error,
        origin="https://app.example",
        sent_origin="https://app.example",
        page_url="https://app.example/",
        top_url="https://app.example/",
        first_url=URL,
        url=URL,
        previous_url=URL,
        cross_origin=True,
        status=200,
    )
    return known._replace(**facts)


def preflight(error: str, **facts: Any) -> Outcome:
    return outcome(error, **{"stage": "preflight", "status": 204, "method": "PUT", **facts})


def test_a_response_without_allow_origin() -> None:
    missing = outcome("allow-origin-missing")
    assert console_lines("chromium", missing) == [
        f"{ACCESS}No 'Access-Control-Allow-Origin' header is present on the requested resource.",
        FAILED,
    ]
    assert console_lines("firefox", missing) == [BLOCKED + MISSING]
    assert console_lines("webkit", missing) == [
        (
            "Origin https://app.example is not allowed by Access-Control-Allow-Origin. Status "
            "code: 200"
        ),
        CANNOT_LOAD,
    ]


def test_a_response_that_is_fine_prints_nothing() -> None:
    assert [console_lines(engine, outcome()) for engine in ENGINES] == [[], [], [], []]


def test_chromium_reports_an_error_status_that_the_page_can_read() -> None:
    assert console_lines("chromium", outcome(status=404)) == [
        f"Failed to load resource: the server responded with a status of 404 (Not Found) [{URL}]"
    ]
    assert console_lines("chromium", outcome(status=404, status_text="Nope"))[0].endswith(
        f"404 (Nope) [{URL}]"
    )
    assert console_lines("chromium", outcome(status=404, navigation=True)) == []
    assert console_lines("firefox", outcome(status=404)) == []


def test_chromium_says_where_a_redirected_request_came_from() -> None:
    redirected = outcome("allow-origin-missing", url=NEXT, redirected=True)
    assert console_lines("chromium", redirected)[0].startswith(
        f"Access to fetch at '{NEXT}' (redirected from '{URL}') from origin"
    )


def test_chromium_shows_control_characters_of_a_value() -> None:
    (line, _) = console_lines(
        "chromium", outcome("allow-origin-invalid", allow_origin="https://app.example\xa0\x0b")
    )
    assert "'https://app.example\\u00A0\\u000B'" in line


def test_firefox_adds_a_line_where_a_preflight_or_a_redirect_fails() -> None:
    assert console_lines("firefox", preflight("preflight-allow-origin-missing", status=200)) == [
        BLOCKED + MISSING,
        DID_NOT_SUCCEED,
    ]
    assert console_lines("firefox", outcome("allow-origin-missing", redirects_to=NEXT)) == [
        BLOCKED + MISSING,
        DID_NOT_SUCCEED,
    ]
    redirected = preflight("preflight-allow-origin-missing", status=200, redirects_to=NEXT)
    assert console_lines("firefox", redirected) == [
        BLOCKED + MISSING,
        DID_NOT_SUCCEED,
        DID_NOT_SUCCEED,
    ]


def test_firefox_tells_two_header_lines_from_a_comma() -> None:
    two = outcome("allow-origin-multiple", allow_origin="https://app.example, *")
    assert console_lines("firefox", two._replace(allow_origin_lines=2)) == [
        f"{BLOCKED}Multiple CORS header ‘Access-Control-Allow-Origin’ not allowed)."
    ]
    assert console_lines("firefox", two) == [
        (
            f"{BLOCKED}CORS header ‘Access-Control-Allow-Origin’ does not match "
            "‘https://app.example, *’)."
        )
    ]


def test_firefox_reads_bytes_as_utf_8() -> None:
    (line,) = console_lines(
        "firefox", outcome("allow-origin-mismatch", allow_origin="\xc3\xa9\xa0")
    )
    assert "does not match ‘é\ufffd’" in line


def test_webkit_calls_a_comma_more_than_one_origin_and_a_space_a_mismatch() -> None:
    multiple = outcome("allow-origin-multiple", allow_origin="https://app.example, *")
    assert (
        console_lines("webkit", multiple)[0]
        == "Access-Control-Allow-Origin cannot contain more than one origin."
    )
    assert console_lines("webkit", multiple._replace(allow_origin="* *"))[0].startswith(
        "Origin https://app.example is not allowed"
    )


@pytest.mark.parametrize(
    "error", ["preflight-status", "preflight-allow-origin-missing", "preflight-allow-credentials"]
)
def test_webkit_names_the_status_of_a_preflight_before_anything_else(error: str) -> None:
    assert console_lines("webkit", preflight(error, status=403)) == [
        "Preflight response is not successful. Status code: 403",
        CANNOT_LOAD,
    ]


def test_a_redirected_preflight() -> None:
    redirected = preflight("preflight-redirect", status=308, redirects_to=NEXT)
    reason = (
        "Response to preflight request doesn't pass access control check: Redirect is not "
        "allowed for a preflight request."
    )
    assert console_lines("chromium", redirected) == [ACCESS + reason, FAILED]
    assert [line.partition("Reason: ")[2] for line in console_lines("firefox", redirected)] == [
        "CORS request external redirect not allowed).",
        "CORS preflight response did not succeed). Status code: 308.",
        "CORS request did not succeed). Status code: (null).",
    ]
    assert console_lines("firefox", redirected._replace(redirect="error"))[0].endswith(
        "did not succeed). Status code: 308."
    )


def test_chromium_names_the_redirect_of_a_preflight_before_its_missing_header() -> None:
    assert (
        chromium_error(preflight("preflight-allow-origin-missing", redirects_to=NEXT))
        == "preflight-redirect"
    )
    assert chromium_error(preflight("preflight-redirect", status=300)) == "preflight-status"


def test_firefox_looks_for_the_method_before_it_reads_allow_headers() -> None:
    both = preflight("allow-headers-invalid", allow_methods="GET", allow_headers="bad name")
    assert firefox_reason(both) == "CORSMethodNotFound"
    assert firefox_reason(both._replace(allow_methods="GET,PUT")) == "CORSInvalidAllowHeader"
    assert "‘bad name’" in console_lines("firefox", both._replace(allow_methods="*"))[0]
    assert (
        firefox_reason(both._replace(allow_methods="*", credentials=True)) == "CORSMethodNotFound"
    )


def test_engines_name_different_ones_of_several_bad_headers() -> None:
    several = preflight(
        "header-not-allowed",
        method="GET",
        allow_headers="X-A",
        unsafe_names=("authorization", "content-type", "x-a", "x-b"),
        author_names=("x-B", "X-A", "content-TYPE", "Authorization", "Accept"),
    )
    assert "header ‘authorization’" in console_lines("firefox", several)[0]
    assert "field authorization is" in console_lines("chromium", several)[0]
    assert (
        console_lines("webkit", several)[0]
        == "Request header field Content-Type is not allowed by Access-Control-Allow-Headers."
    )
    assert (
        "field x-B is"
        in console_lines(
            "webkit", several._replace(allow_headers="authorization, content-type, x-a")
        )[0]
    )


def test_a_url_that_a_server_sends_is_not_taken_for_a_template() -> None:
    hostile = outcome("allow-origin-mismatch", allow_origin="{url}{error}{nothing}")
    assert "'{url}{error}{nothing}'" in console_lines("chromium", hostile)[0]
    assert "‘{url}{error}{nothing}’" in console_lines("firefox", hostile)[0]


def test_a_redirect_to_a_password() -> None:
    userinfo = outcome(
        "redirect-userinfo", redirects_to=NEXT, location="https://me:secret@other.example/notes"
    )
    assert console_lines("webkit", userinfo)[0].endswith(
        "policy: redirection URL https://me:secret@other.example/notes has credentials"
    )
    assert console_lines("chromium", userinfo._replace(cross_origin=False)) == []
    assert chromium_error(userinfo._replace(cross_origin=False)) == ""


def test_a_redirect_that_the_page_refuses() -> None:
    refused = outcome("redirect-mode-error", redirects_to=NEXT)
    assert console_lines("chromium", refused) == [
        f"Failed to load resource: net::ERR_FAILED [{NEXT}]"
    ]
    assert console_lines("firefox", refused) == []
    assert (
        console_lines("webkit", refused)[0]
        == f"Not allowed to follow a redirection while loading {URL}"
    )


@pytest.mark.parametrize(
    ("target", "chromium", "firefox"),
    [
        ("data:,x", f"Failed to load resource: net::ERR_UNSAFE_REDIRECT [{URL}]", None),
        (
            "ftp://api.example/x",
            "Failed to load resource: net::ERR_FAILED [ftp://api.example/x]",
            "CORSRequestNotHttp",
        ),
    ],
)
def test_a_redirect_out_of_http(target: str, chromium: str, firefox: str | None) -> None:
    gone = outcome("redirect-location-scheme", redirects_to=target)
    assert console_lines("chromium", gone)[-1] == chromium
    assert firefox_reason(gone) == (firefox or "CORSDidNotSucceed2")
    assert console_lines("firefox", gone)[-1] == DID_NOT_SUCCEED


def test_nobody_answers() -> None:
    refused = outcome("connection-refused", status=0)
    assert console_lines("chromium", refused) == [
        f"Failed to load resource: net::ERR_CONNECTION_REFUSED [{URL}]"
    ]
    assert console_lines("firefox", refused) == [DID_NOT_SUCCEED]
    assert console_lines("firefox", refused._replace(cross_origin=False)) == []
    assert console_lines("webkit", refused) == []
    assert console_lines("webkit", refused._replace(stage="preflight")) == [
        "Could not connect to api.example: Connection refused",
        CANNOT_LOAD,
    ]


def test_mixed_content() -> None:
    mixed = outcome("mixed-content", url="http://api.example/", cross_origin=False)
    assert console_lines("chromium", mixed)[0].startswith(
        "Mixed Content: The page at 'https://app.example/' was loaded over HTTPS, but"
    )
    assert console_lines("firefox", mixed) == [
        "Blocked loading mixed active content “http://api.example/”"
    ]
    assert console_lines("webkit", mixed) == []
    redirected = mixed._replace(redirected=True, previous_url=URL, cross_origin=True)
    assert console_lines("firefox", redirected) == [
        "Blocked loading mixed active content “http://api.example/”",
        DID_NOT_SUCCEED,
    ]
    assert console_lines("webkit", redirected)[0].startswith(
        "[blocked] The page at https://app.example/ requested insecure content"
    )


def test_the_mode_is_looked_at_before_mixed_content() -> None:
    mixed = outcome("mixed-content", url="http://api.example/", mode="same-origin")
    assert 'Request mode is "same-origin"' in console_lines("chromium", mixed)[0]
    (line,) = console_lines("firefox", mixed)
    assert line == (
        "Security Error: Content at https://app.example/ may not load data from "
        "http://api.example/."
    )


@pytest.mark.parametrize(
    ("host", "starts"), [("api.example", "Mixed Content"), ("localhost", "Failed to load resource")]
)
def test_mixed_content_is_looked_at_before_the_port(host: str, starts: str) -> None:
    bad = outcome("bad-port", url=f"http://{host}:22/")
    assert console_lines("chromium", bad)[0].startswith(starts)
    assert ("Blocked loading mixed" in "".join(console_lines("firefox", bad))) == (
        host == "api.example"
    )


def test_firefox_names_an_opaque_origin_by_the_page_around_it() -> None:
    (line,) = console_lines(
        "firefox", outcome("mode-same-origin", mode="same-origin", origin="null", page_url="data:,")
    )
    assert line == (
        f"Security Error: Content at moz-nullprincipal:{{uuid}}?https://app.example may "
        f"not load data from {URL}."
    )


@pytest.mark.parametrize(
    ("reason", "line", "foreign", "ends"),
    [
        (
            "cookie-stored",
            "k=1",
            True,
            [
                (
                    "will soon be rejected because it is foreign and does not have the "
                    "“Partitioned“ attribute."
                )
            ],
        ),
        ("cookie-stored", "k=1; partitioned; Secure", True, []),
        ("cookie-stored", "k=1", False, []),
        (
            "cookie-stored",
            "k=1; SameSite=maybe",
            False,
            ["The supported values are: “Lax“, “Strict“, “None“."],
        ),
        (
            "cookie-public-suffix",
            "k=1; Domain=com",
            True,
            ["has been rejected for invalid domain."],
        ),
        (
            "cookie-secure-from-http",
            "k=1; Secure",
            False,
            ["because a non-HTTPS cookie can’t be set as “secure”."],
        ),
    ],
)
def test_firefox_comments_on_cookies(
    reason: str, line: str, foreign: bool, ends: list[str]
) -> None:
    lines = console_lines("firefox", outcome(cookies=(CookieNote.of(reason, line, foreign),)))
    assert all(text.endswith(end) and "“k”" in text for text, end in zip(lines, ends, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("engine", sorted(ENGINES))
@pytest.mark.parametrize("error", sorted(FAULTS))
def test_no_error_is_without_an_answer(engine: str, error: str) -> None:
    stage = "preflight" if error.startswith("preflight-") else "request"
    lines = console_lines(engine, outcome(error, stage=stage))
    assert all(line and "{" not in line for line in lines)


def test_an_unknown_engine_is_named() -> None:
    with pytest.raises(
        ValueError, match="engine: 'netscape' is not one of chromium, firefox, webkit, standard"
    ):
        console_lines("netscape", outcome())
