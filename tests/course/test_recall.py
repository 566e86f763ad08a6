"""The beat Recall: keys that are computed, and cards that show both sides without a kernel."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest

from cors_lab.course import cards, quiz, same_site
from cors_lab.course.beats.question import Asked
from cors_lab.course.beats.recall import Cards, Quiz
from cors_lab.course.exercises.in_process import ALLOW_ORIGIN, answering, ask
from cors_lab.course.lessons import PREDICTIONS, QUESTIONS
from cors_lab.course.syllabus import CONTENTS
from tests.course.questions import question

HOSTILE = "<img src=x onerror=alert(1)>"
READ = [
    ("The page reads it.", "read", "Nothing allows it to."),
    ("The page gets an error.", "not read", "The header is missing."),
]
SITES = [("Yes.", True, "A site has no port."), ("No.", False, "Only ports differ.")]
by_lesson = pytest.mark.parametrize("number", QUESTIONS)


def two() -> Quiz:
    return Quiz(
        [
            question("Who reads?", READ, lambda: ask(answering())),
            question("One site?", SITES, lambda: same_site("http://a.test:1", "http://a.test:2")),
        ]
    )


def test_the_key_of_a_question_is_what_the_library_computes() -> None:
    assert [one.right for one in two().questions] == [1, 0]
    allowed = Quiz([question("Who reads?", READ, lambda: ask(answering((ALLOW_ORIGIN, "*"))))])
    assert allowed.questions[0].right == 0


def test_a_question_whose_options_do_not_fit_what_is_computed_cannot_exist() -> None:
    with pytest.raises(
        ValueError,
        match=(
            r"exactly one of 99-test-\d+ must hold for 'computed: `7`\.', but those that do are: "
            r"none"
        ),
    ):
        Quiz([question("How many?", [("Five.", 5, ""), ("Six.", 6, "")], lambda: 7)])
    with pytest.raises(ValueError, match=r"those that do are: 'Odd\.' and 'Prime\.'"):
        Quiz(
            [
                question(
                    "What is it?",
                    [("Odd.", lambda n: n % 2, ""), ("Prime.", lambda n: n == 7, "")],
                    lambda: 7,
                )
            ]
        )


def test_a_typed_key_is_refused() -> None:
    with pytest.raises(TypeError, match="run: give a function"):
        Quiz([question("One site?", SITES, True)])  # type: ignore[list-item]


def test_each_question_is_answered_by_itself() -> None:
    asked = two()
    asked.answer(1, "A")
    assert (asked.replies[0]["right"], asked.replies[0]["word"], asked.replies[0]["why"]) == (
        False,
        "Not quite. The answer is B.",
        "Nothing allows it to.",
    )
    assert asked.replies[1] == {}
    asked.answer(2, "A")
    assert (asked.replies[1]["right"], asked.replies[1]["verdict"]) == (
        True,
        "computed: yes.",
    )
    asked.answer(1, "B")
    assert asked.replies[0]["right"]
    assert ["page could read it", "no"] in asked.replies[0]["answers"]


def test_an_answer_to_no_question_or_by_no_letter_is_refused() -> None:
    with pytest.raises(ValueError, match="questions 1 to 2, not 3"):
        two().answer(3, "A")
    with pytest.raises(ValueError, match="has A, B, not 'C'"):
        two().answer(1, "C")


@pytest.mark.parametrize("given", [[None, 99], [-1, None], ["A", "B"], [], [0, 0, 0]])
def test_what_a_browser_sends_that_is_no_answer_says_nothing(given: list[Any]) -> None:
    asked = two()
    asked.given = given
    assert [bool(reply) for reply in asked.replies] == [answer == 0 for answer in given[:2]]


def test_the_right_option_stands_in_every_place() -> None:
    """Who always says B must not be right more often than chance has it."""
    all_asked = [*PREDICTIONS.values(), *(one for part in QUESTIONS.values() for one in part)]
    right = [Asked.of(one).letters[Asked.of(one).right] for one in all_asked]
    for letter in "AB":
        assert 0.2 * len(right) <= right.count(letter) <= 0.5 * len(right)
    assert right.count("C") >= 0.15 * len(right)


@by_lesson
def test_a_lesson_asks_three_questions_and_has_three_cards(number: str) -> None:
    assert number in CONTENTS
    asked = quiz(number)
    assert len(asked.questions) == len(cards(number).cards) == 3
    for one in asked.questions:
        whys = [why for _, _, why in one.options]
        assert all(whys)
        assert len(set(whys)) == len(whys)


@by_lesson
def test_the_static_form_is_the_same_on_every_run_and_keeps_the_answers_folded(number: str) -> None:
    first, second = quiz(number)._repr_mimebundle_()[0], quiz(number)._repr_mimebundle_()[0]
    assert (first["text/plain"], first["text/html"]) == (second["text/plain"], second["text/html"])
    assert first["text/plain"].count("Question") == 3
    assert first["text/html"].count("<b>Yes.</b>") == 3


def test_both_sides_of_a_card_are_there_without_a_kernel() -> None:
    deck = Cards([("What is `null`?", "The origin of a sandboxed frame.")])
    assert repr(deck) == "Card 1: What is `null`?\n  The origin of a sandboxed frame."
    assert (
        "<summary><b>Card 1:</b> What is <code>null</code>?</summary>"
        in deck._repr_mimebundle_()[0]["text/html"]
    )


@pytest.mark.parametrize("wrong", [[], [("front",)], [("a", "b", "c")]])
def test_half_a_card_is_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match="cards: give pairs"):
        Cards(wrong)


def test_a_lesson_without_recall_is_named() -> None:
    with pytest.raises(ValueError, match="lesson '99' has no questions"):
        quiz("99")


def test_nothing_becomes_markup() -> None:
    found: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: Any) -> None:
            found.append(tag)

    asked = Quiz(
        [question(HOSTILE, [(HOSTILE, HOSTILE, HOSTILE), ("b", "b", "b")], lambda: HOSTILE)]
    )
    Tags().feed(
        asked._repr_mimebundle_()[0]["text/html"]
        + Cards([(HOSTILE, HOSTILE)])._repr_mimebundle_()[0]["text/html"]
    )
    assert "img" not in found
