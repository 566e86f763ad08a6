"""What only the lessons need: predictions, exercises that check themselves, recall, progress."""

from cors_lab.course.addresses import origin, same_origin, same_site, site
from cors_lab.course.allow_origin_dial import allow_origin_dial
from cors_lab.course.challenge import SpeedChallenge
from cors_lab.course.checking import check, hint, solution, task
from cors_lab.course.contents import CONTENTS
from cors_lab.course.curl import curl
from cors_lab.course.elsewhere import elsewhere
from cors_lab.course.exercises import EXERCISES
from cors_lab.course.experiment import Control, Experiment
from cors_lab.course.header import lesson
from cors_lab.course.origin_ruler import origin_ruler
from cors_lab.course.outcomes import Option
from cors_lab.course.predict import Predict
from cors_lab.course.preflight_or_not import preflight_or_not
from cors_lab.course.preflight_stepper import preflight_stepper
from cors_lab.course.progress import progress
from cors_lab.course.recall import Cards, Quiz
from cors_lab.course.recalls import cards, quiz
from cors_lab.course.server_editor import server_editor
from cors_lab.course.side_effects import side_effects

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
