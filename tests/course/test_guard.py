"""What goes wrong in a learner's cell before `check` is called, in a real kernel: one sentence, no
traceback, and the next cell runs.
"""

from __future__ import annotations

from typing import Any

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

CHECK = 'check("02-one-header", app)'
BEGIN = (
    "from cors_lab.course import check, task\nfrom cors_lab.course.exercises.cell_guard "
    "import guard_cells\nfrom cors_lab.course.lessons import EXERCISES\n"
    "guard_cells(EXERCISES, 0.5)\nguard_cells(EXERCISES, 0.5)"
)
CELLS = {
    "a colon": f"def notes()\n    return 1\n{CHECK}",
    "a bracket": f"app = dict(\n{CHECK}",
    "a quote": f'app = "notes\n{CHECK}',
    "an indent": f"def notes():\nreturn 1\n{CHECK}",
    "a name": f"app = Flsk('notes')\n{CHECK}",
    "letters": f"my_answer = acf\n{CHECK}",
    "a loop": f"while True: pass\n{CHECK}",
    "an unknown exercise": 'task("02-one-haeder")',
    "another cell's error": "1 / 0",
    "what works": f"app = None\n{CHECK}",
}
Output = dict[str, Any]


@pytest.fixture(scope="module")
def shown() -> dict[str, list[Output]]:
    """What each cell displays, run in this order in one kernel."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in [BEGIN, *CELLS.values()]])
    NotebookClient(notebook, timeout=60, allow_errors=True).execute()
    return dict(zip(CELLS, [cell.outputs for cell in notebook.cells[1:]], strict=True))


def text(outputs: list[Output]) -> str:
    """The one thing that is displayed, in one line."""
    assert [output["output_type"] for output in outputs] in (["display_data"], ["execute_result"])
    return " ".join(outputs[0]["data"]["text/plain"].split())


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("a colon", "Python cannot read line 1 of this cell: `def notes()` Why: expected ':'."),
        ("a bracket", "Look at that line and at the end of the one before it: often a bracket"),
        (
            "a quote",
            (
                'Python cannot read line 1 of this cell: `app = "notes` Why: unterminated '
                "string literal"
            ),
        ),
        (
            "an indent",
            "Python cannot read line 2 of this cell: `return 1` Why: expected an indented block",
        ),
        (
            "a name",
            (
                "before it could be checked. Why: NameError: name 'Flsk' is not defined (line "
                "1: app = Flsk('notes'))"
            ),
        ),
        ("letters", 'Then write it in quotes: `"acf"`.'),
        ("a loop", "This cell did not end within 0.5 seconds, so it was stopped."),
        ("an unknown exercise", "there is no exercise '02-one-haeder'"),
    ],
)
@pytest.mark.slow
def test_what_goes_wrong_is_one_sentence(
    shown: dict[str, list[Output]], cell: str, said: str
) -> None:
    assert said in text(shown[cell])


def test_other_cells_keep_their_tracebacks(shown: dict[str, list[Output]]) -> None:
    assert [output["output_type"] for output in shown["another cell's error"]] == ["error"]


def test_a_cell_that_reaches_check_is_checked_as_ever(shown: dict[str, list[Output]]) -> None:
    assert "it is nothing (None)" in text(shown["what works"])
