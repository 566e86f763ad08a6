"""The clinic in a real JupyterLab: diagnose and repair by keyboard, in both themes, when narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.e2e.axe import violations
from tests.tools.notebooks import METADATA

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.lab import Lab, OpenNotebook


@pytest.fixture
def opened(open_notebook: Any, lab: Lab) -> OpenNotebook:
    cell = new_code_cell("from cors_lab.course import clinic\nclinic(7, 9)")
    nbformat.write(new_notebook(cells=[cell], metadata=METADATA), lab.folder / "ward.ipynb")
    notebook: OpenNotebook = open_notebook("ward.ipynb", height=2_400)
    notebook.run_all()
    return notebook


def test_diagnose_and_repair(opened: OpenNotebook, screenshots: Path) -> None:
    widget = opened.page.locator(".cors-clinic")
    widget.get_by_text("has been blocked by CORS policy").first.wait_for()
    widget.get_by_label("What failed?").select_option("opaque")
    widget.get_by_label("Where?").select_option("page")
    widget.get_by_role("button", name="Diagnose").press("Enter")
    widget.get_by_text("the console would be silent").first.wait_for()
    widget.get_by_label("What failed?").select_option("allow-origin-multiple")
    widget.get_by_label("Where?").select_option("proxy")
    widget.get_by_role("button", name="Diagnose").press("Enter")
    widget.get_by_text("Well read.").first.wait_for()
    widget.get_by_label("Repair").fill("add_allow_origin = nowhere at all")
    widget.get_by_role("button", name="Try the repair").press("Enter")
    widget.get_by_text("still blocked").first.wait_for()
    widget.get_by_label("Repair").fill("add_allow_origin = off")
    widget.get_by_role("button", name="Try the repair").press("Enter")
    widget.get_by_text("discharged").first.wait_for()
    opened.screenshot("clinic-light", screenshots)
    assert violations(opened.page, ".cors-clinic") == []
    opened.width(320)
    opened.screenshot("clinic-narrow", screenshots)
    opened.dark()
    assert violations(opened.page, ".cors-clinic") == []
    opened.screenshot("clinic-dark", screenshots)
    widget.get_by_role("button", name="Next case").press("Enter")
    widget.get_by_text("points so far").wait_for()


def test_an_exam_by_keyboard_counts_the_first_word(
    open_notebook: Any, lab: Lab, screenshots: Path
) -> None:
    cell = new_code_cell("from cors_lab.course import exam\nexam(3)")
    nbformat.write(new_notebook(cells=[cell], metadata=METADATA), lab.folder / "exam.ipynb")
    opened: OpenNotebook = open_notebook("exam.ipynb", height=2_400)
    opened.run_all()
    widget = opened.page.locator(".cors-clinic")
    for number in range(1, 11):
        widget.get_by_text(f"case {number} of 10").wait_for()
        widget.get_by_label("What failed?").select_option("opaque")
        widget.get_by_label("Where?").select_option("page")
        widget.get_by_role("button", name="Diagnose").press("Enter")
        widget.locator("button:enabled", has_text="Hand in, next case").press("Enter")
    widget.get_by_text("of 10 cases").first.wait_for()
    opened.screenshot("clinic-exam", screenshots)
    assert violations(opened.page, ".cors-clinic") == []
    assert opened.errors == []
