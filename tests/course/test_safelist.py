"""The reasons of the classifier agree with the algorithm, whatever the headers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cors_lab.course.lessons.n04_preflight_or_not.preflight_or_not import asked
from cors_lab.course.lessons.n04_preflight_or_not.safelist import header_reasons, method_reason
from cors_lab.fetch.engines import ENGINES

NAMES = (
    "Accept",
    "Accept-Language",
    "Content-Language",
    "Content-Type",
    "Range",
    "X-Demo",
    "Authorization",
    "Cookie",
    "DPR",
    "User-Agent",
)
VALUES = (
    "1",
    "a" * 128,
    "a" * 129,
    'x"y',
    "text/plain",
    "text/plain;charset=é",
    "TEXT/plain; a={",
    "application/json",
    "bytes=0-9",
    "bytes=-1",
    "de, en",
    "/",
    "",
)
PAIRS = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(VALUES) | st.text('aé;=/,"{1 ', max_size=8).map(str.strip),
    ),
    max_size=5,
)


@given(PAIRS, st.sampled_from(sorted(ENGINES)), st.sampled_from(("GET", "POST", "PUT")))
@settings(max_examples=300, deadline=None)
@pytest.mark.slow
def test_the_reasons_name_what_the_browser_asks_for(
    pairs: list[tuple[str, str]], engine: str, method: str
) -> None:
    first = asked(method, pairs, False, engine).exchanges[0].request
    named = [
        name
        for reason in header_reasons(pairs, engine)
        if reason.needs
        for name in [reason.name.lower()]
    ]
    values = [value for name, value in first.headers if name == "Access-Control-Request-Headers"]
    assert set(named) == {name for value in values for name in value.split(",")}
    assert (first.kind == "preflight") == (bool(named) or method_reason(method).needs)


@pytest.mark.parametrize(
    ("name", "value", "needs", "why"),
    [
        ("Accept", "application/json", False, "On the safelist, and the value is harmless."),
        ("Accept", "a" * 129, True, "The value has 129 bytes. A harmless one has at most 128."),
        ("Accept", 'text/html;q="0.9"', True, 'The value has a `"`'),
        ("Accept", "a\x01b", True, "The value has a control character"),
        ("Accept-Language", "de/en", True, "A language may have letters"),
        ("Content-Type", "Text/Plain;charset=UTF-8", False, "The type itself is `text/plain`"),
        (
            "Content-Type",
            "application/json",
            True,
            "The type is `application/json`. A form can send only `text/plain`",
        ),
        ("Content-Type", "json", True, "That is not a media type."),
        ("Range", "bytes=0-99", False, "One simple range"),
        ("Range", "bytes=-99", True, "Harmless is one range with a beginning"),
        ("X-Demo", "1", True, "Not on the safelist (`Accept`"),
        ("Cookie", "a=b", None, "only it may set this one"),
        ("User-Agent", "me", None, "only it may set this one"),
        ("DPR", "2", False, "chromium goes its own way"),
    ],
)
def test_why(name: str, value: str, needs: bool | None, why: str) -> None:
    (reason,) = header_reasons([(name, value)], "chromium")
    assert reason.needs is needs
    assert why in reason.why


def test_many_harmless_headers_together_are_not() -> None:
    reasons = header_reasons([("Accept", "a" * 120)] * 9, "standard")
    assert {reason.needs for reason in reasons} == {True}
    assert "all harmless values together have 1080 bytes, more than 1,024" in reasons[0].why


def test_a_header_set_twice_may_be_harmless_only_once() -> None:
    reasons = header_reasons([("Accept", "a" * 100)] * 2, "chromium")
    assert [reason.why for reason in reasons] == [
        "Harmless by itself. But it is set twice, and the values together are not."
    ] * 2
    assert [reason.needs for reason in header_reasons([("Accept", "a" * 100)] * 2, "standard")] == [
        False,
        False,
    ]
