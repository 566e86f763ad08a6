"""The lessons, one folder each: `nNN_slug` with exercises, predictions, recall and experiments.

A folder is found by its name, and of its modules those that are there count.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.course.beats.question import Question
    from cors_lab.course.exercises.model import Exercise

Card = tuple[str, str]


def _folders() -> Iterator[tuple[str, str]]:
    """Number and dotted name of each lesson's folder, in order."""
    for module in sorted(iter_modules(__path__), key=lambda module: module.name):
        if module.ispkg and module.name[:1] == "n" and module.name[1:3].isdigit():
            yield module.name[1:3], f"{__name__}.{module.name}"


def _found(part: str, name: str) -> dict[str, tuple[Any, ...]]:
    """By lesson, the tuple of this name in its module `part`, where there is one."""
    return {
        number: getattr(import_module(f"{folder}.{part}"), name)
        for number, folder in _folders()
        if find_spec(f"{folder}.{part}")
    }


_EXERCISES: dict[str, tuple[Exercise, ...]] = _found("exercises", "EXERCISES")
_PREDICTIONS: dict[str, tuple[Question, ...]] = _found("predictions", "PREDICTIONS")
EXERCISES: dict[str, Exercise] = {one.id: one for part in _EXERCISES.values() for one in part}
PREDICTIONS: dict[str, Question] = {one.id: one for part in _PREDICTIONS.values() for one in part}
QUESTIONS: dict[str, tuple[Question, ...]] = _found("recall", "QUESTIONS")
CARDS: dict[str, tuple[Card, ...]] = _found("recall", "CARDS")
