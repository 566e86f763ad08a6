"""Lesson 00 as a newcomer meets it: the bench by mouse and by keyboard, cells run a second time,
and pictures for the eye.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e import parts

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.e2e.lab import OpenNotebook

LESSON = "00-start-here.ipynb"
BLOCKED = "has no Access-Control-Allow-Origin"
ALLOWED = "The page can read the response, status 200"
MINE, SLASH = "https://app.example this page", "https://app.example/"
ORIGIN = "Access-Control-Allow-Origin"


@pytest.fixture
def lesson(open_notebook: Any) -> OpenNotebook:
    opened: OpenNotebook = open_notebook(LESSON)
    opened.run_all()
    opened.page.locator(".cors-bench [role=combobox]:visible").first.wait_for()
    return opened


def verdict(opened: OpenNotebook, text: str) -> None:
    """Wait until the bench says this."""
    opened.page.locator(".cors-bench .cors-verdict", has_text=text).first.wait_for()


def allow_origin(opened: OpenNotebook) -> Locator:
    return opened.page.locator(".cors-bench").get_by_label(ORIGIN, exact=True)


def write(opened: OpenNotebook, text: str) -> None:
    allow_origin(opened).fill(text)
    allow_origin(opened).press("Enter")


def reset(opened: OpenNotebook) -> None:
    """After all cells have run the policy is another one: begin where the lesson shows the
    bench.
    """
    write(opened, "")
    verdict(opened, BLOCKED)


def test_one_header_by_mouse_and_by_keyboard(lesson: OpenNotebook) -> None:
    reset(lesson)
    allow_origin(lesson).focus()
    for keys, says in (
        (("ArrowDown", "ArrowDown", "Enter"), ALLOWED),
        (("ArrowDown", "ArrowUp", "Enter"), BLOCKED),
    ):
        for key in keys:
            lesson.page.keyboard.press(key)
        verdict(lesson, says)
    assert allow_origin(lesson).evaluate("node => node === document.activeElement")
    allow_origin(lesson).click()
    lesson.page.get_by_role("option", name=MINE, exact=True).click()
    verdict(lesson, ALLOWED)
    write(lesson, SLASH)
    verdict(lesson, "equal, letter for letter")
    question, keyboard = lesson.page.locator(parts.QUESTION), lesson.page.keyboard
    question.get_by_text("Nothing is sent").click()
    question.get_by_role("button", name="Answer").click()
    reply = question.get_by_role("status")
    reply.get_by_text("✗ Not quite. The answer is C.").wait_for()
    for key in ("Shift+Tab", "ArrowDown", "Tab", "Enter"):
        keyboard.press(key)
    reply.get_by_text("Your first answer was B, and it is the one that counts.").wait_for()
    checks = question.get_by_text("Is there an Access-Control-Allow-Origin header?")
    assert not checks.is_visible()
    for key in ("Tab", "Enter"):
        keyboard.press(key)
    checks.wait_for()
    assert lesson.errors == []


def test_cells_that_are_run_again_start_anew(lesson: OpenNotebook, screenshots: Path) -> None:
    lesson.run_all()
    assert (
        lesson.page.locator(
            '.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.error"]'
        ).count()
        == 0
    )
    reset(lesson)
    question = lesson.page.locator(parts.QUESTION)
    question.get_by_label("The note is saved, and the page gets an error.").check()
    question.get_by_role("button").first.click()
    question.get_by_role("status").locator(".cors-word", has_text="✓").wait_for()
    assert lesson.errors == []
    kept = [lesson.screenshot("lesson-00-question", screenshots)]
    lesson.show(".cors-bench")
    kept.append(lesson.screenshot("lesson-00-light", screenshots))
    lesson.dark()
    lesson.width(700)
    lesson.show(".cors-bench")
    kept.append(lesson.screenshot("lesson-00-dark-narrow", screenshots))
    assert all(path.stat().st_size > 20_000 for path in kept)
