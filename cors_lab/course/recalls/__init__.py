"""What the beat *Recall* asks, as data by lesson: three questions, whose keys are computed, and three cards."""

from __future__ import annotations

from cors_lab.course.recall import Cards, Quiz
from cors_lab.course.recalls import lesson_01, lesson_02, lesson_03, lesson_04, lesson_05, lesson_06

LESSONS = {
    "01": (lesson_01.QUESTIONS, lesson_01.CARDS),
    "02": (lesson_02.QUESTIONS, lesson_02.CARDS),
    "03": (lesson_03.QUESTIONS, lesson_03.CARDS),
    "04": (lesson_04.QUESTIONS, lesson_04.CARDS),
    "05": (lesson_05.QUESTIONS, lesson_05.CARDS),
    "06": (lesson_06.QUESTIONS, lesson_06.CARDS),
}


def quiz(number: int | str) -> Quiz:
    """The questions of a lesson, by its number. Raises ValueError where there are none."""
    return Quiz(LESSONS[_known(number)][0])


def cards(number: int | str) -> Cards:
    """The cards of a lesson, by its number. Raises ValueError where there are none."""
    return Cards(LESSONS[_known(number)][1])


def _known(number: int | str) -> str:
    name = f"{number:02}" if isinstance(number, int) else str(number).zfill(2)
    if name not in LESSONS:
        raise ValueError(f"number: lesson {number!r} has none; those that have are {', '.join(LESSONS)}.")
    return name
