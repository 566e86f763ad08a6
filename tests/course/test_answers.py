"""Answers of many kinds to every exercise: no wrong one passes, no right one is refused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from cors_lab.course import notebook
from tests.course.test_exercises import answer_of, words

FILE = Path(__file__).with_name("answers.txt")


class Answer(NamedTuple):
    """What a learner might hand in; `pattern` is "" where it is right."""

    exercise: str
    pattern: str
    code: str


def _read() -> list[Answer]:
    answers = []
    for block in FILE.read_text(encoding="utf-8").split("\n=== ")[1:]:
        head, _, code = block.partition("\n")
        exercise, _, verdict = head.partition(" · ")
        answers.append(Answer(exercise, verdict.partition(" · ")[2], code))
    return answers


@pytest.mark.parametrize("answer", _read(), ids=lambda answer: answer.exercise)
@pytest.mark.slow
def test_an_answer_is_judged_rightly(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notebook, "cell_sources", lambda: [answer.code])
    feedback = notebook.check(answer.exercise, answer_of(answer.code))
    if not answer.pattern:
        assert feedback.passed, words(feedback)
        return
    assert not feedback.passed
    assert re.search(answer.pattern, words(feedback)), words(feedback)
