"""Every public entry takes any text, and raises only what it promises.

CORS_LAB_FUZZ is the number of examples for each entry (100 without it; CI takes more). A failure
prints the seed and the example.
"""

from __future__ import annotations

import contextlib
import json
import os
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from cors_lab import Browser, audit, explain
from cors_lab.fetch.wire import HTTPResponse
from cors_lab.fixes.mistakes import WORDS, Said, header_mistakes
from cors_lab.tools.check.errors import CannotAsk
from cors_lab.tools.read import Unreadable
from cors_lab.tools.redact.text import mask_header, mask_text, mask_url

PAGE, API = "https://app.example", "https://api.example"
often = settings(
    max_examples=int(os.environ.get("CORS_LAB_FUZZ", "100")),
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
texts = some.text(max_size=200)
WORDS_OF_THE_WIRE = (
    *(
        "*",
        "true",
        "True",
        PAGE,
        "null",
        f"{PAGE}/",
        "https://*.example",
        "PUT",
        "put",
        "TRACE",
        "Cookie",
    ),
    *("Content-Type", "600", "-1", "9" * 5000, "", ",", "a b", "(x)", "é", "\x85", "`", "public"),
)
values = some.one_of(
    some.sampled_from(WORDS_OF_THE_WIRE),
    some.lists(some.sampled_from(WORDS_OF_THE_WIRE), max_size=4).map(", ".join),
    some.text(some.characters(min_codepoint=32, max_codepoint=255), max_size=40),
)
names = some.sampled_from(
    (
        *(
            "Access-Control-Allow-Origin",
            "Access-Control-Allow-Credentials",
            "Vary",
            "Cache-Control",
        ),
        *("Access-Control-Allow-Methods", "Access-Control-Allow-Headers", "Access-Control-Max-Age"),
        *("Access-Control-Expose-Headers", "Location", "Set-Cookie", "Content-Encoding", "Age"),
    )
)
headers = some.lists(some.tuples(names, values), max_size=8).map(tuple)


@often
@given(texts)
def test_explain_takes_any_text(text: str) -> None:
    with contextlib.suppress(Unreadable):
        explanation = explain(text, page=PAGE)
        assert repr(explanation)
        assert explanation._repr_html_()
        json.dumps(explanation.as_dict())


@often
@given(texts)
def test_masking_takes_any_text(text: str) -> None:
    for masked in (mask_text(text), mask_url(text), mask_header("Cookie", text)):
        assert isinstance(masked, str)


@often
@given(headers, headers)
def test_the_mistakes_of_any_answers_have_words(
    answer: tuple[tuple[str, str], ...], preflight: tuple[tuple[str, str], ...]
) -> None:
    for mistake in header_mistakes(Said(answer, preflight)):
        words = WORDS[mistake.id]
        facts = {"path": "/", "status": "200", **mistake.facts}
        assert "{" not in words.title.format(**facts).replace(str(facts), "") or "{" in str(facts)
        assert words.fix.format(**facts)


@often
@given(
    headers, some.sampled_from([200, 204, 301, 401, 404, 500]), some.sampled_from(["GET", "PUT"])
)
def test_a_fetch_is_a_result_whatever_the_server_sends(
    given_headers: tuple[tuple[str, str], ...], status: int, method: str
) -> None:
    class Says:
        def send(self, request: Any, target: Any = None) -> HTTPResponse:
            return HTTPResponse(status, given_headers, b"x")

    for engine in ("chromium", "firefox", "webkit", "standard"):
        page = Browser(engine, transport=Says()).open(PAGE)
        result = page.fetch(f"{API}/", method, {"X-A": "1"}, credentials="include")
        assert repr(result)
        assert result._repr_mimebundle_()


@settings(often, max_examples=max(10, often.max_examples // 10))
@given(headers, headers)
def test_an_audit_takes_any_answers(
    answer: tuple[tuple[str, str], ...], preflight: tuple[tuple[str, str], ...]
) -> None:
    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        is_preflight = environ["REQUEST_METHOD"] == "OPTIONS"
        start_response("200 OK", list(preflight if is_preflight else answer))
        return []

    with contextlib.suppress(CannotAsk):
        report = audit(app, "/", page=PAGE)
        assert repr(report)
        assert report._repr_html_()
