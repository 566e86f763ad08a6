"""What helps beside the lessons: the cheat sheet."""

from __future__ import annotations

import pytest

from cors_lab.course import cheat_sheet
from cors_lab.course.study.cheat_sheet import FAILS, WORKS, Line


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
