"""What helps beside the lessons: a box for one's own error, and the cheat sheet."""

from __future__ import annotations

import pytest

from cors_lab.course import cheat_sheet, paste_error
from cors_lab.course.study.cheat_sheet import FAILS, WORKS, Line
from cors_lab.course.study.paste_error import EXAMPLES


@pytest.mark.parametrize(("name", "text"), EXAMPLES)
def test_each_example_is_explained(name: str, text: str) -> None:
    box = paste_error(text)
    assert "That cannot be tried" not in box.view["sentence"], name
    assert box.view["blocks"]


def test_nonsense_is_a_sentence_and_an_empty_box_says_what_to_do() -> None:
    assert paste_error().set(text="hello").view["sentence"].startswith("That cannot be tried.")
    assert "choose an example" in paste_error("").view["sentence"]


def test_hostile_text_stays_text() -> None:
    html = paste_error("<img src=x onerror=alert(1)>")._repr_mimebundle_()[0]["text/html"]
    assert "<img" not in html


@pytest.mark.parametrize("line", WORKS, ids=lambda line: line.when)
def test_what_the_sheet_says_works_does(line: Line) -> None:
    assert line.result().fulfilled


@pytest.mark.parametrize("line", FAILS, ids=lambda line: line.when)
def test_what_the_sheet_says_fails_does(line: Line) -> None:
    assert line.result().error is not None


def test_the_sheet_has_a_form_for_screen_readers() -> None:
    html = cheat_sheet()._repr_html_()
    assert html.count("<caption>") == 2
    assert html.count('<th scope="col"') == 8
