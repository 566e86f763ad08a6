"""What lesson 16 lets a learner predict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.course.beats.question import Question
from cors_lab.course.clinic.play import play
from cors_lab.course.clinic.ward import drawn

if TYPE_CHECKING:
    from cors_lab.result.result import FetchResult


def _doubled() -> FetchResult:
    sick = drawn(9, 24)
    return play(sick.scene(sick.starter), "chromium").last


PREDICTIONS = (
    Question(
        "16-twice-the-same",
        "The app names the page's origin in Access-Control-Allow-Origin. A gateway adds a second "
        "line with exactly the same origin. What happens?",
        (
            (
                "The page reads the answer: both lines allow it.",
                "read",
                "A browser joins the two lines to one value, and that is no origin.",
            ),
            (
                "The request runs, and the page does not read the answer.",
                "ran, not read",
                "Two lines are joined to one value with a comma in it. No page has such an origin.",
            ),
            (
                "The request is not sent.",
                "not ran",
                "Nothing is asked before: it is a plain GET.",
            ),
        ),
        _doubled,
    ),
)
