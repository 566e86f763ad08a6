"""What only the lessons need: predictions, exercises that check themselves, recall, progress."""

from cors_lab.course.addresses import origin, same_origin, same_site, site
from cors_lab.course.checking import check, hint, solution, task
from cors_lab.course.exercises import EXERCISES
from cors_lab.course.outcomes import Option
from cors_lab.course.predict import Predict
from cors_lab.course.progress import lesson, progress
from cors_lab.course.recall import Cards, Quiz

__all__ = [
    "EXERCISES",
    "Cards",
    "Option",
    "Predict",
    "Quiz",
    "check",
    "hint",
    "lesson",
    "origin",
    "progress",
    "same_origin",
    "same_site",
    "site",
    "solution",
    "task",
]
