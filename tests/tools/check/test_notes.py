"""What `check` says beside the verdict, and when it does not."""

from __future__ import annotations

import pytest

from cors_lab.tools.check.apps import app_transport
from cors_lab.tools.check.exchange import Answer, ask
from cors_lab.tools.check.notes import notes
from cors_lab.tools.check.question import Question
from tests.tools.check.live import PAGE, answering

OPEN = ("Access-Control-Allow-Origin", PAGE)
CREDENTIALS = ("Access-Control-Allow-Credentials", "true")


def answer(
    *headers: tuple[str, str],
    url: str = "https://api.example/",
    status: str = "200 OK",
    **words: object,
) -> Answer:
    question = Question(url=url, **{"page": PAGE, **words})  # type: ignore[arg-type]
    preflight = [
        OPEN,
        ("Access-Control-Allow-Methods", "PUT"),
        *(pair for pair in headers if "Max-Age" in pair[0]),
    ]
    with app_transport(
        answering(*headers, status=status, preflight=preflight), url.removesuffix("/")
    ) as transport:
        return ask(question, transport, permission=True)


def codes(*headers: tuple[str, str], **words: object) -> list[str]:
    return [note.code for note in answer(*headers, **words).notes]  # type: ignore[arg-type]


def test_an_ordinary_answer_needs_no_note() -> None:
    assert (
        codes(OPEN, ("Content-Type", "text/plain"), ("Vary", "Origin"), ("Set-Cookie", "a=b")) == []
    )


def test_headers_that_scripts_do_not_see() -> None:
    assert codes(
        OPEN,
        ("X-Total", "3"),
        ("X-Total", "4"),
        ("X-Page", "1"),
        ("Access-Control-Expose-Headers", "X-Page"),
    ) == ["hidden-headers"]
    note = answer(OPEN, ("X-Total", "3")).notes[0]
    assert note.sentence == (
        "Scripts do not see these response headers: X-Total. "
        "Access-Control-Expose-Headers would show them."
    )


def test_an_error_that_can_be_read_is_not_about_cors() -> None:
    assert codes(OPEN, status="401 Unauthorized") == ["readable-error"]
    assert codes(status="401 Unauthorized") == []


def test_a_cookie_that_stays_at_home() -> None:
    assert codes(OPEN, CREDENTIALS, credentials="include", cookies=("sid=1",)) == [
        "cookie-withheld"
    ]
    assert (
        codes(OPEN, CREDENTIALS, credentials="include", cookies=("sid=1; SameSite=None; Secure",))
        == []
    )


def test_a_preflight_that_is_kept_for_long() -> None:
    assert codes(OPEN, ("Access-Control-Max-Age", "3600"), method="PUT") == ["preflight-kept"]
    assert codes(OPEN, ("Access-Control-Max-Age", "60"), method="PUT") == []


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "[::1]", "192.168.1.7", "printer.local"]
)
def test_a_page_from_the_internet_that_calls_a_local_address(host: str) -> None:
    question = Question(url=f"https://{host}/", page=PAGE)
    result = answer(OPEN).result
    assert result is not None
    assert [note.code for note in notes(question, result)] == ["local-network-access"]
    assert list(notes(question, result, in_process=True)) == []
    assert list(notes(question._replace(engine="firefox"), result)) == []
    assert list(notes(question._replace(page="http://localhost:3000"), result)) == []
