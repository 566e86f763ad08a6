"""What lesson 00 lets a learner predict."""

from __future__ import annotations

from cors_lab.course.beats.question import Question
from cors_lab.course.exercises.in_process import answering, ask

PREDICTIONS = (
    Question(
        "00-form-post",
        "The page POSTs a note as plain text. The server sends no CORS header. What happens?",
        (
            (
                "Nothing is sent: the browser blocks it.",
                "not sent",
                "Only a failed preflight stops a request, and this one needs none.",
            ),
            (
                "The note is saved, and the page reads the answer.",
                "ran, read",
                "Saved, yes. But no header lets the page read the answer.",
            ),
            (
                "The note is saved, and the page gets an error.",
                "ran, not read",
                "CORS decided who may read the answer, after the server had done the work.",
            ),
        ),
        lambda: ask(answering(status=201), method="POST", body="Water the plants"),
    ),
)
