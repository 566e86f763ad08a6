"""The dial of Access-Control-Allow-Origin: real HTTP, three browsers, and the server's policy as it
was.
"""

from __future__ import annotations

import pytest

from cors_lab.course import allow_origin_dial
from cors_lab.course.beats.experiment import Experiment


def words(dial: Experiment) -> str:
    return " ".join(repr(dial).split())


@pytest.mark.parametrize(
    ("page", "value", "state", "said"),
    [
        ("https://app.example", "", "failed", "Answer (no such header)"),
        (
            "https://app.example",
            "https://app.example",
            "passed",
            "Chromium · Words: nothing: the page reads the answer",
        ),
        ("https://app.example", "*", "passed", "Safari (WebKit) · Words: nothing"),
        (
            "https://app.example",
            "https://app.example/",
            "failed",
            "Firefox · Words: Cross-Origin Request Blocked",
        ),
        (
            "https://app.example",
            "https://App.Example",
            "failed",
            "is not equal to the supplied origin",
        ),
        (
            "https://app.example",
            "https://app.example, https://admin.example",
            "failed",
            "contains multiple values",
        ),
        ("https://app.example:8443", "https://app.example", "failed", "^ first difference"),
        ("null", "null", "passed", "the server allowed null"),
    ],
)
def test_a_value_is_tried(page: str, value: str, state: str, said: str) -> None:
    dial = allow_origin_dial(page=page, value=value)
    assert dial.view["state"] == state
    assert said in words(dial)


def test_the_mark_stands_under_the_first_letter_that_differs() -> None:
    [text] = [
        block
        for block in allow_origin_dial(value="https://api.example").view["blocks"]
        if block["kind"] == "text"
    ]
    origin, answer, mark = text["text"].splitlines()
    at = mark.index("^")
    assert origin[:at].removeprefix("Origin") == answer[:at].removeprefix("Answer")
    assert origin[at] != answer[at]


def test_twice_yes_is_no() -> None:
    dial = allow_origin_dial(value="*").set(twice=True)
    assert dial.view["state"] == "failed"
    assert "contains multiple values '*, *'" in words(dial)


def test_the_star_does_not_go_with_cookies() -> None:
    dial = allow_origin_dial(value="*").set(cookies=True, allows=True)
    assert dial.view["state"] == "failed"
    assert dial.set(value="https://app.example").view["state"] == "passed"


def test_cookies_are_allowed_only_where_it_is_said() -> None:
    dial = allow_origin_dial(value="https://app.example").set(cookies=True)
    assert dial.view["state"] == "failed"
    assert "Access-Control-Allow-Credentials" in dial.view["sentence"]


def test_a_pattern_is_told_that_there_are_none() -> None:
    dial = allow_origin_dial(value="https://*.example")
    assert "There are no wildcards inside a value" in dial.view["sentence"]


def test_what_cannot_be_a_header_is_a_sentence() -> None:
    dial = allow_origin_dial().set(value="https://☃.example")
    assert words(dial).count("That cannot be tried. A header is one line") == 1


def test_two_dials_know_nothing_of_each_other() -> None:
    first, second = allow_origin_dial(value="*"), allow_origin_dial(value="")
    assert (first.view["state"], second.view["state"]) == ("passed", "failed")
