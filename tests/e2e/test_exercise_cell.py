"""An exercise in a real JupyterLab, by keyboard: broken in two ways, then fixed; and the header
that follows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.course.lessons import EXERCISES
from cors_lab.course.syllabus import CONTENTS

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.e2e.lab import OpenNotebook

CHECK = 'check("02-one-header", my_app)'
ERROR = '[data-mime-type="application/vnd.jupyter.error"]'
FIND = """part => window.jupyterapp.shell.currentWidget.content.widgets.findIndex(
    cell => cell.model.sharedModel.getSource().includes(part))"""


def write(opened: OpenNotebook, source: str) -> Locator:
    """Put this into the exercise's cell, in place of what is there, and run it."""
    found = opened.page.locator(
        f'.jp-Cell[data-windowed-list-index="{opened.page.evaluate(FIND, CHECK)}"]'
    )
    found.locator(".cm-content").click()
    opened.page.keyboard.press("Control+A")
    opened.page.keyboard.insert_text(f"{source}\n{CHECK}")
    opened.page.keyboard.press("Shift+Enter")
    opened.wait_until_idle()
    return found


def test_an_exercise_is_broken_and_fixed(open_notebook: Any) -> None:
    opened: OpenNotebook = open_notebook(CONTENTS["02"].file, height=20_000)
    opened.run_all()
    exercise = EXERCISES["02-one-header"]
    misspelt = write(opened, exercise.starter.replace("list_notes():", "list_notes()"))
    misspelt.get_by_text("Python cannot read line 6 of this cell").wait_for()
    raising = write(opened, exercise.starter.replace("Flask(", "Flsk("))
    raising.get_by_text("This cell raised an exception before it could be checked.").wait_for()
    assert opened.page.locator(ERROR).count() == 0
    fixed = write(opened, exercise.solution())
    fixed.get_by_text("✓ Solved.").wait_for()
    fixed.get_by_text("Exercise 02-one-header: The one header").wait_for()
    opened.page.locator(".cors-lesson").get_by_text("1 of 3").wait_for()
    assert opened.errors == []
