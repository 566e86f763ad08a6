"""Questions whose options stay in the order in which a test writes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from cors_lab.course.beats.predict import Prediction
from cors_lab.course.beats.question import Question, placed


def question(text: str, options: Sequence[Any], run: Callable[[], Any], start: int = 0) -> Question:
    """A question with an id that leaves its options in place; `start` makes another id."""
    for number in count(start):
        found = Question(f"99-test-{number}", text, tuple(options), run)
        if len(options) > 4 or placed(found) == found.options:
            return found
    raise AssertionError


def prediction(text: str, options: Sequence[Any], run: Callable[[], Any]) -> Prediction:
    """The prediction of such a question."""
    return Prediction(question(text, options, run))
