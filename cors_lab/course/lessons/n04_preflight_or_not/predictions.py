"""What lesson 04 lets a learner predict."""

from __future__ import annotations

from cors_lab.course.beats.question import Question
from cors_lab.course.exercises.in_process import ALLOW_ORIGIN, answering, ask

PREDICTIONS = (
    Question(
        "04-json-without-header",
        "The body is JSON, and no header is set. Does the browser ask first?",
        (
            (
                "Yes: JSON needs a preflight.",
                "preflight",
                "The browser does not read the body. It looks at the Content-Type.",
            ),
            (
                "No: it goes out at once.",
                "not preflight",
                "JSON.stringify gives a string. For a string the browser writes "
                "text/plain;charset=UTF-8.",
            ),
        ),
        lambda: ask(answering((ALLOW_ORIGIN, "*")), method="POST", body='{"text": "Buy milk"}'),
    ),
)
