"""A lesson whose cells are all run once more in the same kernel, as a learner does who is lost,
shows the same again.
"""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tests.tools.notebooks import joined_streams, lessons


def shown(cell: Any) -> list[str]:
    """What the cell shows, as text."""
    return [
        output["text"] if output["output_type"] == "stream" else output["data"]["text/plain"]
        for output in joined_streams(cell.outputs)
    ]


# A kernel that runs lesson 12 twice has ended without a word: known, and not understood yet.
TWICE = [lesson for lesson in lessons() if not lesson.name.startswith("12-")]


@pytest.mark.parametrize("lesson", TWICE, ids=lambda path: path.name)
def test_a_lesson_run_twice(lesson: Path) -> None:
    notebook = nbformat.read(lesson, as_version=4)
    once = [cell for cell in notebook.cells if cell.cell_type == "code"]
    notebook.cells = [*deepcopy(once), *deepcopy(once)]
    for cell in notebook.cells[len(once) :]:
        cell.id = f"{cell.id}-again"
    NotebookClient(
        notebook, timeout=60, resources={"metadata": {"path": str(lesson.parent)}}
    ).execute()
    assert [shown(cell) for cell in notebook.cells[len(once) :]] == [shown(cell) for cell in once]
