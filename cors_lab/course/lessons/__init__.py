"""The exercises, as data: by id, in the order of the lessons."""

from __future__ import annotations

from cors_lab.course.exercises.model import Exercise, Finding
from cors_lab.course.lessons.n01_origin_and_site import exercises as lesson_01
from cors_lab.course.lessons.n02_the_one_header import exercises as lesson_02
from cors_lab.course.lessons.n03_the_request_went_out import exercises as lesson_03
from cors_lab.course.lessons.n04_preflight_or_not import exercises as lesson_04
from cors_lab.course.lessons.n05_anatomy_of_a_preflight import exercises as lesson_05
from cors_lab.course.lessons.n06_the_server_side import exercises as lesson_06

__all__ = ["EXERCISES", "Exercise", "Finding"]

_LESSONS = (lesson_01, lesson_02, lesson_03, lesson_04, lesson_05, lesson_06)
EXERCISES: dict[str, Exercise] = {
    exercise.id: exercise for lesson in _LESSONS for exercise in lesson.EXERCISES
}
