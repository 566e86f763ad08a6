"""What makes a lesson a lesson: its beats in order, its way in and out, its exercises as they are
set, and no solution in sight.
"""

from __future__ import annotations

import ast
from typing import Any

import nbformat
import pytest

from cors_lab.course.lessons import EXERCISES, PREDICTIONS
from cors_lab.course.syllabus import CONTENTS, navigation
from tests.tools.notebooks import NOTEBOOKS, lessons

HARD_TO_READ = (ast.Lambda, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp)
BEATS = [
    "## Predict",
    "## Try it",
    "## Explain",
    "## Fix",
    "## Recall",
    "## Three sentences to remember",
]
by_lesson = pytest.mark.parametrize("number", CONTENTS)
by_full_lesson = pytest.mark.parametrize(
    "number", [number for number in CONTENTS if number != "00"]
)


def cells(number: str, kind: str = "") -> list[Any]:
    found = nbformat.read(NOTEBOOKS / CONTENTS[number].file, as_version=4).cells
    return [cell for cell in found if cell.cell_type == kind or not kind]


def test_the_contents_are_the_notebooks_in_order() -> None:
    assert [lesson.file for lesson in CONTENTS.values()] == [path.name for path in lessons()]
    assert all(lesson.minutes <= 45 for lesson in CONTENTS.values())


@by_lesson
def test_the_way_in_and_out(number: str) -> None:
    first, *_, last = cells(number)
    assert first.source.splitlines()[0] == f"# {CONTENTS[number].title}"
    assert first.source.splitlines()[-1] == last.source.splitlines()[-1] == navigation(number)
    assert sum(f'lesson("{number}")' in cell.source for cell in cells(number, "code")) == 1
    assert [line[:2] for line in last.source.splitlines() if line[:1].isdigit()] == [
        "1.",
        "2.",
        "3.",
    ]


@by_full_lesson
def test_what_it_needs_how_long_it_takes_and_what_one_can_do_then(number: str) -> None:
    head = cells(number)[0].source
    assert "**You need:** lesson" in head
    assert f"**Time:** about {CONTENTS[number].minutes} minutes." in head
    assert "at the end you can" in head.lower()
    assert head.count("\n- ") == 3


@by_full_lesson
def test_the_five_beats_in_order(number: str) -> None:
    headings = [
        line
        for cell in cells(number, "markdown")
        for line in cell.source.splitlines()
        if line.startswith("## ")
    ]
    at = [
        next(index for index, heading in enumerate(headings) if heading.startswith(beat))
        for beat in BEATS
    ]
    assert at == sorted(at)
    assert "## In your own DevTools" in headings
    code = [cell.source for cell in cells(number, "code")]
    told = [id for id, one in PREDICTIONS.items() if one.lesson == number]
    assert [source for source in code if source.startswith("predict(")] == [
        f'predict("{id}")' for id in told
    ]
    asked = code.index(f'quiz("{number}")')
    assert code[asked + 1] == f'cards("{number}")'


@by_full_lesson
def test_each_exercise_is_set_with_its_starter_and_fails(number: str) -> None:
    code = cells(number, "code")
    ids = [id for id, exercise in EXERCISES.items() if exercise.lesson == number]
    assert len(ids) >= 2
    assert [
        cell.source.splitlines()[-1] for cell in code if "exercise" in cell.metadata.get("tags", [])
    ] == [f'check("{id}", {EXERCISES[id].name})' for id in ids]
    for id in ids:
        [at] = [index for index, cell in enumerate(code) if f'check("{id}"' in cell.source]
        assert "✗ Not yet." in code[at].outputs[0].data["text/plain"]
        # The cell stands alone: it is the starter, with its imports, and the check.
        assert code[at].source.startswith(EXERCISES[id].starter)


@by_full_lesson
def test_no_solution_stands_in_the_notebook(number: str) -> None:
    text = (NOTEBOOKS / CONTENTS[number].file).read_text(encoding="utf-8")
    assert 'solution(\\"' in text  # how to get one is said
    for cell in cells(number, "code"):
        assert not cell.source.startswith("solution(")


@by_lesson
def test_a_cell_that_is_read_has_no_lambda_comprehension_or_bare_tuple(number: str) -> None:
    for cell in cells(number, "code"):
        if "exercise" in cell.metadata.get("tags", []):
            continue
        tree = ast.parse(cell.source)
        hard = [node for node in ast.walk(tree) if isinstance(node, HARD_TO_READ)]
        assert not hard, cell.source
        shown = tree.body[-1]
        assert not (isinstance(shown, ast.Expr) and isinstance(shown.value, ast.Tuple)), cell.source
