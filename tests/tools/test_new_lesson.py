"""The scaffold of a lesson: what it writes is Python that works, and it overwrites nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cors_lab.course.beats.question import Asked
from cors_lab.course.exercises.judging import judged
from tests.tools import new_lesson


def test_a_new_lesson_works_from_the_start(tmp_path: Path) -> None:
    assert new_lesson.main(["42", "four-caches", "Four caches"], tmp_path) == 0
    folder = tmp_path / "cors_lab/course/lessons/n42_four_caches"
    names: dict[str, Any] = {}
    for part in ("predictions", "recall", "exercises"):
        exec(compile((folder / f"{part}.py").read_text(), f"{part}.py", "exec"), names)
    for question in (*names["PREDICTIONS"], *names["QUESTIONS"]):
        assert question.lesson == "42"
        Asked.of(question)
    for exercise in names["EXERCISES"]:
        answer: dict[str, Any] = {}
        exec(exercise.solution(), answer)
        assert all(finding.works for finding in judged(exercise, answer["my_app"]))
    text = (tmp_path / "notebooks/42-four-caches.ipynb").read_text()
    assert 'predict(\\"42-first\\")' in text


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new_lesson.main(["42", "four-caches", "Four caches"], tmp_path)
    assert new_lesson.main(["42", "four-caches", "Five caches"], tmp_path) == 1
    assert "nothing was written" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["7", "x", "X"], ["07", "../x", "X"], ["07", "Über", "X"]])
def test_a_name_that_makes_no_folder_is_refused(tmp_path: Path, wrong: list[str]) -> None:
    with pytest.raises(SystemExit):
        new_lesson.main(wrong, tmp_path)
    assert not list(tmp_path.iterdir())
