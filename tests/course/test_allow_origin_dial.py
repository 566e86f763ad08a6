"""The dial of Access-Control-Allow-Origin: real HTTP, three browsers, and the server's policy as it
was.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from cors_lab import Policy, Server, serve
from cors_lab.course import Experiment, allow_origin_dial
from servers import notes_api

BEFORE = Policy(allow_origin="https://before.example")


@pytest.fixture
def server() -> Iterator[Server]:
    with serve(notes_api.create_app(BEFORE), name="https://api.example") as server:
        yield server


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
        ("https://app.example:8443", "https://app.example", "failed", "^ here they part"),
        ("null", "null", "passed", "the server allowed null"),
    ],
)
def test_a_value_is_tried(server: Server, page: str, value: str, state: str, said: str) -> None:
    dial = allow_origin_dial(server, page=page, value=value)
    assert dial.view["state"] == state
    assert said in words(dial)


def test_the_mark_stands_under_the_first_letter_that_differs(server: Server) -> None:
    [text] = [
        block
        for block in allow_origin_dial(server, value="https://api.example").view["blocks"]
        if block["kind"] == "text"
    ]
    origin, answer, mark = text["text"].splitlines()
    at = mark.index("^")
    assert origin[:at].removeprefix("Origin") == answer[:at].removeprefix("Answer")
    assert origin[at] != answer[at]


def test_twice_yes_is_no(server: Server) -> None:
    dial = allow_origin_dial(server, value="*").set(twice=True)
    assert dial.view["state"] == "failed"
    assert "contains multiple values '*, *'" in words(dial)


def test_the_star_does_not_go_with_cookies(server: Server) -> None:
    dial = allow_origin_dial(server, value="*").set(cookies=True)
    assert dial.view["state"] == "failed"
    assert dial.set(value="https://app.example").view["state"] == "passed"


def test_it_speaks_real_http_and_leaves_the_policy_as_it_was(server: Server) -> None:
    allow_origin_dial(server)
    assert [entry.origin for entry in server.log] == ["https://app.example"] * 3
    assert server.app.policy is BEFORE  # type: ignore[attr-defined]


def test_what_cannot_be_a_header_is_a_sentence(server: Server) -> None:
    dial = allow_origin_dial(server).set(value="https://☃.example")
    assert "That cannot be tried." in words(dial)
    assert server.app.policy is BEFORE  # type: ignore[attr-defined]


def test_a_server_that_was_stopped_is_a_verdict_too(server: Server) -> None:
    server.stop()
    assert allow_origin_dial(server).view["state"] == "failed"


def test_a_server_without_a_policy_is_refused() -> None:
    with (
        serve(Flask("bare"), name="https://bare.example") as bare,
        pytest.raises(TypeError, match="needs a server with a policy"),
    ):
        allow_origin_dial(bare)
