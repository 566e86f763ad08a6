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
    found = opened.page.locator(".cors-bench [role=status]", has_text=text).first
    found.wait_for()
    return found


def allow_origin(opened: OpenNotebook) -> Locator:
    return opened.page.locator(".cors-bench").get_by_label("Allow-Origin", exact=True)


def reset(opened: OpenNotebook) -> None:
    """After all cells have run the policy is another one: begin where the lesson shows the bench."""
    allow_origin(opened).select_option(label="not sent")
    verdict(opened, BLOCKED)


def test_one_header_by_mouse(lesson: OpenNotebook) -> None:
    reset(lesson)
    allow_origin(lesson).click()
    allow_origin(lesson).select_option(label="https://app.example  (this page)")  # no driver can click into the browser's own list
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


def test_the_prediction_by_mouse_and_answered_again(lesson: OpenNotebook) -> None:
    question = lesson.page.locator(".cors-predict")
    assert question.get_by_role("button", name="Answer").is_disabled()
    question.get_by_text("Nothing is sent").click()
    question.get_by_role("button", name="Answer").click()
    reply = question.get_by_role("status")
    reply.get_by_text("✗ Not so: it was C.").wait_for()
    question.get_by_text("The note is saved, and the page gets an error.").click()
    question.get_by_role("button", name="Answer again").click()
    reply.get_by_text("✓ Right.").wait_for()
    reply.get_by_text("Answer 2: C, instead of A.").wait_for()
    question.get_by_role("button", name="Answer again").click()
    reply.get_by_text("Answer 3: C, as before.").wait_for()
    assert lesson.errors == []


def test_the_prediction_by_keyboard(lesson: OpenNotebook) -> None:
    question, keyboard = lesson.page.locator(".cors-predict"), lesson.page.keyboard
    question.get_by_label("Nothing is sent").focus()
    for key in ("ArrowDown", "ArrowDown", "Tab", "Enter"):
        keyboard.press(key)
    question.get_by_role("status").get_by_text("✓ Right.").wait_for()
    assert question.get_by_role("button", name="Answer again").evaluate("node => node === document.activeElement")
    checks = question.get_by_text("Is there an Access-Control-Allow-Origin header?")
    assert not checks.is_visible()
    for key in ("Tab", "Enter"):
        keyboard.press(key)
    checks.wait_for()
    assert lesson.errors == []


def test_cells_that_are_run_again_start_anew(lesson: OpenNotebook) -> None:
    lesson.run_all()
    assert lesson.page.locator('.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.error"]').count() == 0
    reset(lesson)
    question = lesson.page.locator(".cors-predict")
    question.get_by_label("The note is saved, and the page gets an error.").check()
    question.get_by_role("button", name="Answer").click()
    question.get_by_role("status").get_by_text("✓ Right.").wait_for()
    assert lesson.errors == []


def picture(opened: OpenNotebook, selector: str, name: str, folder: Path) -> Path:
    """A screenshot that begins with the first element of `selector`, once the notebook has stopped moving."""
    opened.show(selector)
    opened.page.evaluate("() => { window.corsLabStill = { top: null, frames: 0 }; }")
    opened.page.wait_for_function(
        """selector => {
            const [node, still] = [document.querySelector(selector), window.corsLabStill];
            node.scrollIntoView({ block: "start" });
            const top = node.getBoundingClientRect().top;
            still.frames = top === still.top ? still.frames + 1 : 0;
            still.top = top;
            return still.frames === 20;
        }""",
        arg=selector,
    )
    return opened.screenshot(f"lesson-00-{name}", folder)


def test_pictures_for_the_eye(lesson: OpenNotebook, screenshots: Path) -> None:
    reset(lesson)
    top, bench, question = ".jp-Notebook .jp-Cell", ".cors-bench", ".cors-predict"
    kept = [picture(lesson, top, "top", screenshots), picture(lesson, bench, "light", screenshots)]
    lesson.page.locator(question).get_by_label("Nothing is sent").check()
    lesson.page.locator(question).get_by_role("button").click()
    lesson.page.locator(question).get_by_text("Not so").wait_for()
    kept.append(picture(lesson, question, "predict-light", screenshots))
    lesson.dark()
    kept += [picture(lesson, bench, "dark", screenshots), picture(lesson, question, "predict-dark", screenshots)]
    lesson.width(700)
    lesson.page.locator(".cors-bench .cors-player-narrow svg").wait_for()
    kept += [picture(lesson, bench, "narrow", screenshots), picture(lesson, question, "predict-narrow", screenshots)]
    assert all(path.stat().st_size > 20_000 for path in kept)
    assert lesson.errors == []
