"""What a recording shows besides its verdicts: old copies, kept permissions, cookies that stayed at
home, names that scripts do not see.
"""

from __future__ import annotations

from typing import Any

import pytest

from cors_lab import explain
from cors_lab.tools.explain import Explanation
from tests.tools.read.hars import PAGE, har, lines, minimal

ALLOW = {"Access-Control-Allow-Origin": PAGE}
TRUSTED = ALLOW | {"Access-Control-Allow-Credentials": "true"}
STARTED = "2026-11-25T09:00:0{}.000Z"


def entry(
    method: str = "GET",
    status: int = 200,
    answer: dict[str, str] | None = None,
    at: int = 1,
    **more: Any,
) -> dict[str, Any]:
    """One of Chromium's: the request's own headers in `asked`."""
    asked = {"Referer": f"{PAGE}/", **({"Origin": PAGE} if status else {}), **more.pop("asked", {})}
    made = minimal(method, status=status, headers=lines(asked), **more)
    error = {} if status else {"_error": "net::ERR_FAILED"}
    return made | {
        "startedDateTime": STARTED.format(at),
        "_resourceType": "fetch",
        "response": {"status": status, "statusText": "", "headers": lines(answer or {}), **error},
    }


def without_origin(answer: dict[str, str], **more: Any) -> dict[str, Any]:
    """An image, say."""
    made = entry(answer=answer, asked={"Sec-Fetch-Mode": "no-cors"}, **more)
    made["request"]["headers"] = [
        one for one in made["request"]["headers"] if one["name"] != "Origin"
    ]
    return made | {"_resourceType": "image"}


def told(explanation: Explanation) -> list[tuple[str, str]]:
    return [(finding.verdict, finding.code) for finding in explanation.findings]


def test_an_old_copy_of_an_image_fails_the_fetch_of_the_same_url() -> None:
    explained = explain(har(without_origin({"Cache-Control": "max-age=60"}), entry(status=0, at=5)))
    assert told(explained) == [("blocked", "allow-origin-missing")]
    assert "what entry 1 got" in explained.findings[0].notes[0]


@pytest.mark.parametrize(
    "answer",
    [
        {"Cache-Control": "no-store"},
        {"Cache-Control": "max-age=2"},
        {"Cache-Control": "max-age=60", "Vary": "Origin"},
    ],
)
def test_what_no_cache_would_give_is_not_taken_for_an_old_copy(answer: dict[str, str]) -> None:
    explained = explain(har(without_origin(answer), entry(status=0, at=5)))
    assert told(explained) == [("cannot-tell", "")]


def test_a_public_page_and_a_local_address() -> None:
    for url in (
        "http://127.0.0.1:5000/notes",
        "http://localhost:5000/notes",
        "https://192.168.0.7/",
        "http://192.168.0.7/",
        "http://printer.local/",
    ):
        explained = explain(har(entry(status=0, url=url)))
        assert told(explained) == [("blocked", "local-network-access")]
        assert explained.findings[0].cors_error == "LocalNetworkAccessPermissionDenied"


def test_an_answer_of_a_local_server_was_not_stopped_by_a_prompt() -> None:
    explained = explain(
        har(
            entry(url="http://127.0.0.1:5000/notes")
            | {"response": {"status": 200, "headers": [], "_error": "net::ERR_FAILED"}}
        )
    )
    assert told(explained) == [("blocked", "allow-origin-missing")]


def test_a_preflight_that_was_spared() -> None:
    asked = {"Access-Control-Request-Method": "PUT", "Origin": PAGE}
    leave = ALLOW | {"Access-Control-Allow-Methods": "PUT", "Access-Control-Max-Age": "600"}
    preflight = entry("OPTIONS", 204, leave, asked=asked, at=1) | {"_resourceType": "preflight"}
    explained = explain(
        har(entry("PUT", answer=ALLOW, at=1), preflight, entry("PUT", answer=ALLOW, at=9))
    )
    assert told(explained) == [("readable", ""), ("readable", "preflight-kept")]
    assert (
        "Entry 3: No preflight was sent: the browser went by the answer that entry 1 got"
        in "".join(explained.notes)
    )


def test_a_cookie_without_samesite_does_not_come_back_across_sites() -> None:
    login = entry(
        "POST",
        answer=TRUSTED | {"Set-Cookie": "sid=secret; HttpOnly"},
        url="https://api.example/login",
    )
    explained = explain(har(login, entry(status=401, answer=TRUSTED, at=2)))
    assert told(explained) == [("readable", ""), ("readable", "cookie-withheld")]
    assert "sid was not stored" in explained.text
    assert "secret" not in explained.text


def test_without_the_login_in_it_a_401_is_the_applications() -> None:
    explained = explain(har(entry(status=401, answer=TRUSTED)))
    assert told(explained) == [("readable", "readable-error")]
    assert "see whether the request has a Cookie header" in " ".join(explained.text.split())


def test_an_error_that_the_page_can_read_is_not_about_cors() -> None:
    assert told(explain(har(entry(status=404, answer=ALLOW)))) == [("readable", "readable-error")]


def test_null_is_nobody() -> None:
    explained = explain(
        har(entry(answer={"Access-Control-Allow-Origin": "null"}, asked={"Origin": "null"}))
    )
    assert told(explained) == [("readable", "null-origin")]
    assert told(
        explain(har(entry(answer={"Access-Control-Allow-Origin": "*"}, asked={"Origin": "null"})))
    ) == [("readable", "")]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Access-Control-Expose-Header", "Access-Control-Expose-Headers"),
        ("Access-Control-Allow-Orgin", "Access-Control-Allow-Origin"),
        ("access-control-allow-credential", "Access-Control-Allow-Credentials"),
    ],
)
def test_a_name_that_no_browser_knows(name: str, meant: str) -> None:
    explained = explain(har(entry(answer=ALLOW | {name: "X-Total-Count"})))
    assert told(explained) == [("readable", "header-unknown")]
    assert f"says {name}, which no browser knows: {meant} is meant" in " ".join(
        explained.text.split()
    )


def test_a_misspelt_name_is_named_where_it_blocks() -> None:
    blocked = entry() | {
        "response": {
            "status": 200,
            "headers": lines({"Access-Control-Allow-Orgin": "*"}),
            "_error": "net::ERR_FAILED",
        }
    }
    (finding,) = explain(har(blocked)).findings
    assert finding.code == "allow-origin-missing"
    assert "Access-Control-Allow-Origin is meant" in "".join(finding.notes)


@pytest.mark.parametrize(
    "name",
    [
        "Access-Control-Max-Age",
        "Access-Control-Allow-Private-Network",
        "Access-Control-Request-Headers",
    ],
)
def test_what_is_known_or_was_is_not_misspelt(name: str) -> None:
    assert told(explain(har(entry(answer=ALLOW | {name: "1"})))) == [("readable", "")]


def test_the_headers_that_scripts_do_not_see_are_named_once() -> None:
    seen = ALLOW | {
        "Access-Control-Expose-Headers": "X-Page",
        "X-Page": "1",
        "Content-Type": "text/plain",
        "Server": "x",
    }
    hidden = seen | {"X-Total-Count": "3"}
    notes = " ".join(explain(har(entry(answer=hidden), entry(answer=hidden, at=2))).notes)
    assert notes.count("Scripts do not see these response headers: X-Total-Count.") == 1
    assert "Scripts do not see" not in " ".join(explain(har(entry(answer=seen))).notes)


def test_who_may_read_with_credentials_only_an_audit_can_tell() -> None:
    explained = explain(har(entry(answer=TRUSTED), entry(answer=TRUSTED, at=2)))
    assert "Entries 1, 2: The server lets this page read with credentials" in "".join(
        explained.notes
    )
    assert "cors-lab audit" not in "".join(explain(har(entry(answer=ALLOW))).notes)


def test_chromium_tells_by_a_header_that_a_request_had_credentials() -> None:
    star = entry(
        answer={"Access-Control-Allow-Origin": "*"}, asked={"Sec-Fetch-Storage-Access": "active"}
    )
    star["response"]["_error"] = "net::ERR_FAILED"
    (finding,) = explain(har(star)).findings
    assert (finding.code, finding.agreement) == ("allow-origin-wildcard", "agrees")
    assert not [note for note in finding.notes if "fits the recording only if" in note]


def test_what_comes_back_by_way_of_another_origin_is_not_told_to_allow_the_page() -> None:
    """The last request says Origin: null; a header that names the page would not fit it."""
    there, back = "https://other.example/", "https://api.example/notes/"
    hops = [
        entry(status=302, answer=ALLOW | {"Location": there}, at=1),
        entry(
            status=302,
            answer={"Access-Control-Allow-Origin": "*", "Location": back},
            at=2,
            url=there,
            asked={"Origin": "null"},
        ),
        entry(answer={}, at=3, url=back, asked={"Origin": "null"}),
    ]
    found = explain(har(*hops)).findings[0]
    assert (found.code, found.pastes) == ("allow-origin-missing", ())
    assert "Do not allow null" in found.fix
