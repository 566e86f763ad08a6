"""The exercises, as data: by id, in the order of the lessons."""

from __future__ import annotations

from cors_lab.course.exercises import lesson_01, lesson_02, lesson_03, lesson_04, lesson_05, lesson_06
from cors_lab.course.exercises.model import Exercise, Finding

__all__ = ["EXERCISES", "Exercise", "Finding"]

_LESSONS = (lesson_01, lesson_02, lesson_03, lesson_04, lesson_05, lesson_06)
EXERCISES: dict[str, Exercise] = {exercise.id: exercise for lesson in _LESSONS for exercise in lesson.EXERCISES}
