"""What the beat *Recall* asks, as data by lesson: three questions, whose keys are computed, and
three cards.
"""

from __future__ import annotations

from cors_lab.course.beats.recall import Cards, Quiz
from cors_lab.course.lessons.n01_origin_and_site import recall as lesson_01
from cors_lab.course.lessons.n02_the_one_header import recall as lesson_02
from cors_lab.course.lessons.n03_the_request_went_out import recall as lesson_03
from cors_lab.course.lessons.n04_preflight_or_not import recall as lesson_04
from cors_lab.course.lessons.n05_anatomy_of_a_preflight import recall as lesson_05
from cors_lab.course.lessons.n06_the_server_side import recall as lesson_06

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
    if isinstance(number, int):
        name = f"{number:02}"
    else:
        name = str(number).zfill(2)
    if name not in LESSONS:
        raise ValueError(
            f"number: lesson {number!r} has none; those that have are {', '.join(LESSONS)}."
        )
    return name
