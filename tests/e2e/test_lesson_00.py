"""Lesson 00 as a newcomer meets it: a real JupyterLab in a real Chromium, the bench and the prediction by keyboard and by mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator

    from tests.e2e.lab import OpenNotebook

LESSON = "00-start-here.ipynb"
BLOCKED = "has no Access-Control-Allow-Origin"
ALLOWED = "The page can read the response, status 200"


@pytest.fixture
def lesson(open_notebook: Any) -> OpenNotebook:
    opened: OpenNotebook = open_notebook(LESSON)
    opened.run_all()
    opened.page.locator(".cors-bench select").first.wait_for()
    return opened


def verdict(opened: OpenNotebook, text: str) -> Locator:
    """The bench's verdict, once it says this."""
    found = opened.page.locator(".cors-bench [aria-live]", has_text=text).first
    found.wait_for()
    return found


def allow_origin(opened: OpenNotebook) -> Locator:
    return opened.page.locator(".cors-bench").get_by_label("Allow-Origin")


def reset(opened: OpenNotebook) -> None:
    """After all cells have run the policy is another one: begin where the lesson shows the bench."""
    allow_origin(opened).select_option(label="not sent")
    verdict(opened, BLOCKED)


def test_one_header_by_mouse(lesson: OpenNotebook) -> None:
    reset(lesson)
    allow_origin(lesson).select_option(label="https://app.example  (this page)")
    verdict(lesson, ALLOWED)
    allow_origin(lesson).select_option(label="https://app.example/")
    verdict(lesson, "compared letter by letter")
    assert lesson.errors == []


def test_one_header_by_keyboard(lesson: OpenNotebook) -> None:
    reset(lesson)
    allow_origin(lesson).focus()
    lesson.page.keyboard.press("ArrowDown")
    verdict(lesson, ALLOWED)
    lesson.page.keyboard.press("ArrowUp")
    verdict(lesson, BLOCKED)
    assert allow_origin(lesson).evaluate("node => node === document.activeElement")
    assert lesson.errors == []


def test_the_prediction_by_keyboard_and_by_mouse(lesson: OpenNotebook) -> None:
    question = lesson.page.locator(".cors-predict")
    button = question.get_by_role("button")
    assert button.is_disabled()
    question.get_by_label("Nothing is sent").check()
    button.click()
    question.get_by_text("Not so: it was C.").wait_for()
    question.get_by_label("Nothing is sent").focus()
    lesson.page.keyboard.press("ArrowDown")
    lesson.page.keyboard.press("ArrowDown")
    lesson.page.keyboard.press("Tab")
    lesson.page.keyboard.press("Enter")
    question.get_by_text("Right.").wait_for()
    assert lesson.errors == []


def test_pictures_for_the_eye(lesson: OpenNotebook, screenshots: Path) -> None:
    reset(lesson)
    lesson.show(".jp-Notebook")
    kept = [lesson.screenshot("lesson-00-top", screenshots)]
    lesson.show(".cors-bench")
    kept.append(lesson.screenshot("lesson-00-light", screenshots))
    lesson.dark()
    lesson.show(".cors-bench")
    kept.append(lesson.screenshot("lesson-00-dark", screenshots))
    lesson.show(".cors-predict")
    kept.append(lesson.screenshot("lesson-00-predict-dark", screenshots))
    lesson.width(700)
    lesson.show(".cors-bench")
    kept.append(lesson.screenshot("lesson-00-narrow", screenshots))
    assert all(path.stat().st_size > 20_000 for path in kept)
    assert lesson.errors == []
