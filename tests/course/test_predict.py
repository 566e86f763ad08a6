"""A prediction: its key comes from the run, and nothing that a server says becomes markup."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest

from cors_lab import Browser
from cors_lab.course.beats.question import JOY, RIGHT
from cors_lab.fetch.wire import HTTPResponse
from tests.course.questions import prediction

HOSTILE = "<img src=x onerror=alert(1)>"


class Answering:
    """A server that is a function of nothing."""

    def __init__(self, *headers: tuple[str, str]) -> None:
        self.headers = headers

    def send(self, request: Any, target: str | None) -> HTTPResponse:
        return HTTPResponse(200, self.headers, b"[]", "OK")


def run(*headers: tuple[str, str]) -> Any:
    return (
        Browser(transport=Answering(*headers))
        .open("https://app.example")
        .fetch("https://api.example/notes")
    )


OPTIONS = [
    ("The page reads it.", "read", "Nothing allows it to."),
    ("The page gets an error.", "not read", "The header is missing."),
]
SPLIT = [
    ("It never leaves.", "not sent", "a"),
    ("It runs, unread.", "ran, not read", "b"),
    ("It is read.", lambda result: result.fulfilled, "c"),
]
ALLOWED = ("Access-Control-Allow-Origin", "*")


def test_the_right_answer_is_what_happened() -> None:
    assert prediction("What happens?", OPTIONS, run).asked.right == 1
    assert prediction("What happens?", OPTIONS, lambda: run(ALLOWED)).asked.right == 0


def test_an_outcome_is_made_of_the_four_questions_or_is_a_function() -> None:
    def preflighted() -> Any:
        return (
            Browser(transport=Answering())
            .open("https://app.example")
            .fetch("https://api.example/notes", method="PUT")
        )

    assert prediction("What happens?", SPLIT, preflighted).asked.right == 0
    assert prediction("What happens?", SPLIT, run).asked.right == 1
    assert prediction("What happens?", SPLIT, lambda: run(ALLOWED)).asked.right == 2
    asked = [
        ("It asks first.", "preflight, not sent, not ran", ""),
        ("It does not ask.", "not preflight", ""),
    ]
    assert prediction("What happens?", asked, preflighted).asked.right == 0
    assert prediction("What happens?", asked, run).asked.right == 1


def test_it_fetches_once_however_often_it_is_answered() -> None:
    runs: list[Any] = []
    question = prediction("What happens?", OPTIONS, lambda: runs.append(run()) or runs[-1])
    question.answer("A")
    question.answer("B")
    repr(question), question._repr_mimebundle_()
    assert runs == [question.asked.value]


def test_each_choice_has_its_own_why_and_shows_the_run() -> None:
    question = prediction("What happens?", OPTIONS, run)
    assert question.reply == {}
    question.answer("A")
    assert (question.reply["right"], question.reply["why"]) == (False, "Nothing allows it to.")
    assert question.reply["word"] == "Not quite. The answer is B."
    question.answer("B")
    assert (question.reply["right"], question.reply["why"]) == (True, "The header is missing.")
    assert ["page could read it", "no"] in question.reply["answers"]
    assert [step["state"] for step in question.reply["steps"]][-2:] == ["failed", "not-reached"]


def test_the_first_answer_is_the_one_that_counts() -> None:
    question = prediction("What happens?", OPTIONS, run)
    said = []
    for letter in "ABA":
        question.answer(letter)
        said.append(question.reply["note"])
    assert said[0].startswith("Your first answer is the one that counts.")
    assert said[1] == "Your first answer was A, and it is the one that counts."
    assert said[2] == said[0]


def test_a_right_answer_gets_a_line_of_joy() -> None:
    question = prediction("What happens?", OPTIONS, run)
    question.answer("B")
    assert question.reply["note"] in JOY
    assert question.reply["word"] in RIGHT


@pytest.mark.parametrize("chosen", [None, -1, 2, 99])
def test_a_choice_that_is_none_says_nothing(chosen: int | None) -> None:
    question = prediction("What happens?", OPTIONS, run)
    question.chosen, question.tries = chosen, 1
    assert question.reply == {}


@pytest.mark.parametrize("letter", ["C", "", "AB", "a"])
def test_a_letter_that_is_none_of_the_options_is_refused(letter: str) -> None:
    with pytest.raises(ValueError, match=r"letter: 99-test-\d+ has A, B, not"):
        prediction("What happens?", OPTIONS, run).answer(letter)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([OPTIONS[0], OPTIONS[0]], "none"),
        (
            [OPTIONS[1], ("It fails.", lambda result: not result.fulfilled, "")],
            "'The page gets an error.' and 'It fails.'",
        ),
        (OPTIONS[:1], "needs 2 to 4, not 1"),
        (OPTIONS * 3, "needs 2 to 4, not 6"),
        (
            [OPTIONS[0], ("It is blocked.", "blocked", "")],
            "'blocked' is no fact of a fetch; write preflight, sent, ran, read",
        ),
        ([OPTIONS[0], ("It is blocked.", "", "")], "'' is no fact of a fetch"),
    ],
)
def test_a_wrong_key_cannot_exist(options: list[Any], said: str) -> None:
    with pytest.raises(ValueError, match="options: ") as error:
        prediction("What happens?", options, run)
    assert said in str(error.value)


def test_bad_options_are_found_before_anything_is_sent() -> None:
    with pytest.raises(ValueError, match="options: "):
        prediction("What happens?", OPTIONS[:1], lambda: pytest.fail("it was sent"))


@pytest.mark.parametrize("wrong", [run(), None])
def test_run_must_be_a_function(wrong: Any) -> None:
    with pytest.raises(TypeError, match="run: give a function for 99-test"):
        prediction("What happens?", OPTIONS, wrong)


def test_the_static_form_asks_and_does_not_tell() -> None:
    question = prediction("What happens?", OPTIONS, run)
    assert (
        repr(question)
        == "Predict: What happens?\n  A) The page reads it.\n  B) The page gets an error."
    )
    shown = question._repr_mimebundle_()[0]
    assert shown["text/plain"] == repr(question)
    assert (
        "B) The page gets an error.<details><summary>Is it B?</summary><p><b>Yes.</b>"
        in shown["text/html"]
    )
    assert not [
        word for word in (" id=", " class=", "<style", "<script") if word in shown["text/html"]
    ]
    assert (
        shown["text/html"]
        == prediction("What happens?", OPTIONS, run)._repr_mimebundle_()[0]["text/html"]
    )
    assert question.solution().startswith("B) The page gets an error.\nThe header is missing.")


def test_what_a_server_says_is_no_markup() -> None:
    found: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: Any) -> None:
            found.append(tag)

    result = run(
        ("Access-Control-Allow-Origin", HOSTILE),
        (HOSTILE.replace(" ", "-").replace("=", "-"), HOSTILE),
    )
    question = prediction(HOSTILE, [(HOSTILE, "not read", HOSTILE), OPTIONS[0]], lambda: result)
    Tags().feed(question._repr_mimebundle_()[0]["text/html"])
    assert "img" not in found
    assert {"details", "ul", "li"} <= set(found)
