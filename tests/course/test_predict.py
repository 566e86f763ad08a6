"""A prediction: its key comes from the run, and nothing that a server says becomes markup."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest

from cors_lab import Browser
from cors_lab.course import Predict
from cors_lab.fetch.response import HTTPResponse

HOSTILE = "<img src=x onerror=alert(1)>"


class Answering:
    """A server that is a function of nothing."""

    def __init__(self, *headers: tuple[str, str]) -> None:
        self.headers = headers

    def send(self, request: Any, target: str | None) -> HTTPResponse:
        return HTTPResponse(200, self.headers, b"[]", "OK")


def run(*headers: tuple[str, str]) -> Any:
    return Browser(transport=Answering(*headers)).open("https://app.example").fetch("https://api.example/notes")


OPTIONS = [
    ("The page reads it.", lambda result: result.fulfilled, "Nothing allows it to."),
    ("The page gets an error.", lambda result: not result.fulfilled, "The header is missing."),
]


def test_the_right_answer_is_what_happened() -> None:
    assert Predict("What happens?", run(), OPTIONS).right == 1
    assert Predict("What happens?", run(("Access-Control-Allow-Origin", "*")), OPTIONS).right == 0


def test_each_choice_has_its_own_why_and_may_be_changed() -> None:
    question = Predict("What happens?", run(), OPTIONS)
    assert question.reply == {}
    question.chosen = 0
    assert (question.reply["right"], question.reply["why"]) == (False, "Nothing allows it to.")
    assert question.reply["word"] == "Not so: it was B."
    question.chosen = 1
    assert (question.reply["right"], question.reply["why"]) == (True, "The header is missing.")
    assert ["page could read it", "no"] in question.reply["answers"]


@pytest.mark.parametrize("chosen", [-1, 2, 99])
def test_a_choice_that_is_none_says_nothing(chosen: int) -> None:
    question = Predict("What happens?", run(), OPTIONS)
    question.chosen = chosen
    assert question.reply == {}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([OPTIONS[0], OPTIONS[0]], "none"),
        ([OPTIONS[1], ("It fails.", lambda result: not result.fulfilled, "")], "'The page gets an error.' and 'It fails.'"),
        (OPTIONS[:1], "2 to 8 options, not 1"),
    ],
)
def test_a_wrong_key_cannot_exist(options: list[Any], said: str) -> None:
    with pytest.raises(ValueError, match="options: ") as error:
        Predict("What happens?", run(), options)
    assert said in str(error.value)


def test_the_static_form_asks_and_does_not_tell() -> None:
    question = Predict("What happens?", run(), OPTIONS)
    assert repr(question) == "Predict: What happens?\n  A) The page reads it.\n  B) The page gets an error."
    assert question._repr_mimebundle_()[0]["text/plain"] == repr(question)
    assert question.solution().startswith("B) The page gets an error.\nThe header is missing.")


def test_what_a_server_says_is_no_markup() -> None:
    found: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: Any) -> None:
            found.append(tag)

    result = run(("Access-Control-Allow-Origin", HOSTILE), (HOSTILE.replace(" ", "-").replace("=", "-"), HOSTILE))
    question = Predict(HOSTILE, result, [(HOSTILE, lambda run: not run.fulfilled, HOSTILE), OPTIONS[0]])
    Tags().feed(question._repr_mimebundle_()[0]["text/html"])
    assert "img" not in found
    assert {"details", "ol", "li"} <= set(found)
