"""The ground that the lessons' end-to-end tests stand on: JupyterLab opens, runs, shows a widget,
and errors do not pass unseen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.tools.notebooks import METADATA

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.e2e.lab import Lab, OpenNotebook

COUNTER = """\
import anywidget, traitlets
class Counter(anywidget.AnyWidget):
    count = traitlets.Int(0).tag(sync=True)
    _esm = '''export default { render({ model, el }) {
        const button = document.createElement("button");
        const show = () => { button.textContent = `pressed ${model.get("count")}`; };
        button.addEventListener("click", () => model.send("press"));
        model.on("change:count", show);
        show();
        el.append(button);
    } }'''
    def __init__(self):
        super().__init__()
        self.on_msg(lambda widget, content, buffers: setattr(self, "count", self.count + 1))
Counter()"""
FAULTY = """\
from IPython.display import HTML
HTML("<script>console.error('logged on purpose'); setTimeout(() => { throw new Error('thrown on purpose') })</script>")"""  # noqa: E501


@pytest.fixture
def write(lab: Lab) -> Callable[..., str]:
    def write(name: str, *sources: str) -> str:
        cells = [new_code_cell(source) for source in sources]
        nbformat.write(
            new_notebook(cells=cells, metadata=METADATA), lab.folder / name
        )  # without a kernel named, Lab would ask for one
        return name

    return write


def test_a_widget_answers_from_the_kernel(
    open_notebook: Any, write: Callable[..., str], screenshots: Path
) -> None:
    opened: OpenNotebook = open_notebook(
        write("counter.ipynb", "import servers, cors_lab\n6 * 7", COUNTER)
    )
    opened.run_all()
    assert "42" in opened.page.locator(".jp-OutputArea-output").first.inner_text()
    opened.page.get_by_role("button", name="pressed 0").click()
    opened.page.get_by_role("button", name="pressed 1").press("Enter")
    opened.page.get_by_role("button", name="pressed 2").wait_for()
    opened.dark()
    opened.width(700)
    assert opened.screenshot("counter-dark-narrow", screenshots).stat().st_size > 5_000
    assert opened.errors == []


def test_errors_of_a_page_are_collected(open_notebook: Any, write: Callable[..., str]) -> None:
    opened: OpenNotebook = open_notebook(write("faulty.ipynb", FAULTY))
    opened.run_all()
    opened.page.wait_for_function("() => true")
    assert [error.partition(" (")[0] for error in opened.errors] == [
        "logged on purpose",
        "uncaught: thrown on purpose",
    ]
