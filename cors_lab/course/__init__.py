"""What only the lessons need: predictions, exercises that check themselves, recall, progress."""

from cors_lab.course.beats.experiment import Control, Experiment
from cors_lab.course.beats.facts import Option
from cors_lab.course.beats.predict import Predict
from cors_lab.course.beats.recall import Cards, Quiz
from cors_lab.course.exercises.judging import check, hint, solution, task
from cors_lab.course.lessons import EXERCISES
from cors_lab.course.lessons.n01_origin_and_site.addresses import (
    origin,
    same_origin,
    same_site,
    site,
)
from cors_lab.course.lessons.n01_origin_and_site.origin_ruler import origin_ruler
from cors_lab.course.lessons.n02_the_one_header.allow_origin_dial import allow_origin_dial
from cors_lab.course.lessons.n03_the_request_went_out.side_effects import side_effects
from cors_lab.course.lessons.n04_preflight_or_not.challenge import SpeedChallenge
from cors_lab.course.lessons.n04_preflight_or_not.preflight_or_not import preflight_or_not
from cors_lab.course.lessons.n05_anatomy_of_a_preflight.curl import curl
from cors_lab.course.lessons.n05_anatomy_of_a_preflight.preflight_stepper import preflight_stepper
from cors_lab.course.lessons.n06_the_server_side.other_frameworks import elsewhere
from cors_lab.course.lessons.n06_the_server_side.server_editor import server_editor
from cors_lab.course.notebook import cards, quiz
from cors_lab.course.study.header import lesson
from cors_lab.course.study.progress import progress
from cors_lab.course.syllabus import CONTENTS

__all__ = [
    "CONTENTS",
    "EXERCISES",
    "Cards",
    "Control",
    "Experiment",
    "Option",
    "Predict",
    "Quiz",
    "SpeedChallenge",
    "allow_origin_dial",
    "cards",
    "check",
    "curl",
    "elsewhere",
    "hint",
    "lesson",
    "origin",
    "origin_ruler",
    "preflight_or_not",
    "preflight_stepper",
    "progress",
    "quiz",
    "same_origin",
    "same_site",
    "server_editor",
    "side_effects",
    "site",
    "solution",
    "task",
]
