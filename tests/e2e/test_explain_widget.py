"""explain() in a real JupyterLab: paste, press an example, drop a recording, by keyboard too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.e2e.axe import violations
from tests.tools.notebooks import METADATA
from tests.tools.read.hars import har, minimal

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator

    from tests.e2e.lab import Lab, OpenNotebook

DROP = """(box, text) => {
  const data = new DataTransfer();
  data.items.add(new File([text], "recording.har"));
  box.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def opened(open_notebook: Any, lab: Lab) -> OpenNotebook:
    cell = new_code_cell("from cors_lab import explain\nexplain()")
    nbformat.write(new_notebook(cells=[cell], metadata=METADATA), lab.folder / "paste.ipynb")
    notebook: OpenNotebook = open_notebook("paste.ipynb", height=2_400)
    notebook.run_all()
    return notebook


def answer(opened: OpenNotebook, words: str) -> Locator:
    found = opened.page.locator(".cors-explain .cors-answer").get_by_text(words).first
    found.wait_for()
    return found


def test_paste_example_and_drop(opened: OpenNotebook, screenshots: Path) -> None:
    page, widget = opened.page, opened.page.locator(".cors-explain")
    widget.get_by_role("button", name="the Network panel").click()
    answer(opened, "The preflight was answered 401")
    opened.screenshot("explain-widget-light", screenshots)
    box = widget.get_by_label("Paste a console line")
    box.fill("Origin tauri://localhost is not allowed by Access-Control-Allow-Origin.")
    box.press("Shift+Enter")
    answer(opened, "tauri://localhost")
    box.fill("<img src=x onerror='window.pwned = 1'>")
    widget.get_by_role("button", name="Explain", exact=True).press("Enter")
    answer(opened, "needs no permission")
    assert page.evaluate("() => window.pwned") is None
    entry: dict[str, Any] = minimal()
    box.evaluate(DROP, json.dumps(har(entry)))
    answer(opened, "Access-Control-Allow-Origin")
    assert violations(page, ".cors-explain") == []
    opened.width(480)
    opened.screenshot("explain-widget-narrow", screenshots)
    opened.dark()
    assert violations(page, ".cors-explain") == []
    opened.screenshot("explain-widget-dark", screenshots)
    assert opened.errors == []
