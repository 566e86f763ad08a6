"""Claims of a lesson name what shows them: a cell, a recording of real browsers, a standard."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.tools import claims
from tests.tools.notebooks import lessons

by_lesson = pytest.mark.parametrize("lesson", lessons(), ids=lambda path: path.name)


@by_lesson
def test_the_ledger_is_true_to_the_lesson(lesson: Path) -> None:
    assert claims.problems(lesson) == []


@by_lesson
def test_the_sentences_to_remember_are_shown(lesson: Path) -> None:
    unproved = claims.without(lesson)
    assert len(claims.remembered(lesson)) >= 3
    assert [sentence for sentence in claims.remembered(lesson) if sentence in unproved] == []


@by_lesson
def test_a_lesson_shows_what_it_says(lesson: Path) -> None:
    tables = claims.ledger(lesson)
    assert len(tables["shown"]) + len(tables["recorded"]) >= 15


PROSE = """\
# A heading. It does not count

A page asks. The server says: "No." And `fetch` rejects!
This goes on
over two lines (with a bracket).

- an item
- **Bold.** Another one.

```js
fetch("https://api.example"). Never
```

[← 00 Start](00-start.ipynb) · [02 Next →](02-next.ipynb)
"""
SENTENCES = [
    "A page asks.",
    'The server says: "No."',
    "And `fetch` rejects!",
    "This goes on over two lines (with a bracket).",
    "an item",
    "**Bold.**",
    "Another one.",
]


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    code = new_code_cell(
        "6 * 7",
        outputs=[
            new_output(
                "execute_result", {"text/plain": "42", "text/html": "<b>forty</b> &amp; two"}
            )
        ],
    )
    nbformat.write(
        new_notebook(cells=[new_markdown_cell(PROSE), code, new_code_cell("6 + 7")]),
        tmp_path / "99-lesson.ipynb",
    )
    return tmp_path / "99-lesson.ipynb"


def test_sentences_are_prose_alone(lesson: Path) -> None:
    assert claims.sentences(lesson) == SENTENCES


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ('[shown]\n"A page asks." = ["6 *", "42"]', ""),
        ('[shown]\n"A page asks." = ["6 *", "forty & two"]', ""),
        (
            '[shown]\n"A page asks." = ["6 *", "43"]',
            "the output of the cell with '6 *' does not have '43': A page asks.",
        ),
        ('[shown]\n"A page asks." = ["6", "42"]', "2 cells have '6' in their source: A page asks."),
        (
            '[shown]\n"A page asks." = "6"',
            "[shown] wants a part of a cell's source and a part of its output: A page asks.",
        ),
        ('[shown]\n"A page begs." = ["6 *", "42"]', "the lesson no longer says: A page begs."),
        ('[recorded]\n"A page asks." = "t00001"', ""),
        (
            '[recorded]\n"A page asks." = "nobody"',
            "no recorded scenario is called 'nobody': A page asks.",
        ),
        (
            '[defined]\n"A page asks." = "nowhere"',
            "[defined] wants a place in a standard: A page asks.",
        ),
        ('[defined]\n"A page asks." = "https://fetch.spec.whatwg.org/#cors-check"', ""),
        (
            '[defined]\n"A page asks." = "https://fetch.spec.whatwg.org/#nowhere"',
            "the standard has no",
        ),
        ('[hoped]\n"A page asks." = "x"', "there is no table [hoped]"),
        (
            '[shown]\n"A page asks." = ["6 *", "42"]\n[defined]\n"A page asks." = "https://x"',
            "in two tables: A page asks.",
        ),
    ],
)
def test_a_row_that_does_not_hold_is_named(
    lesson: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: str, problem: str
) -> None:
    monkeypatch.setattr(claims, "LEDGER", tmp_path)
    (tmp_path / "99.toml").write_text(rows, encoding="utf-8")
    if "hoped" in rows:
        monkeypatch.setitem(claims.CHECKS, "hoped", lambda lesson, row: "")
    found = claims.problems(lesson)
    assert [part for part in found if part.startswith(problem)] if problem else found == []


def test_sentences_without_a_row_are_counted(
    lesson: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "LEDGER", tmp_path)
    (tmp_path / "99.toml").write_text('[defined]\n"an item" = "https://x"', encoding="utf-8")
    assert claims.without(lesson) == [sentence for sentence in SENTENCES if sentence != "an item"]
