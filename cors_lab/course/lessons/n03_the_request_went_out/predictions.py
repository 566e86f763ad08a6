"""What lesson 03 lets a learner predict."""

from __future__ import annotations

from cors_lab.course.beats.question import Question
from cors_lab.course.exercises.in_process import APP, JSON, ask
from cors_lab.server.policy import Policy
from servers import shop

TUTORIAL = Policy(
    allow_origin=APP, allow_methods="POST", allow_headers="Content-Type", on_response=False
)

PREDICTIONS = (
    Question(
        "03-two-answers",
        "The preflight is answered as it should be, the POST without any CORS header. What "
        "happens?",
        (
            (
                "The order is taken, and the page reads the answer: the preflight was the check.",
                "ran, read",
                "The preflight only lets the request go. Whether its answer may be read is checked "
                "again, on that answer.",
            ),
            (
                "The order is taken, and the page gets an error.",
                "ran, not read",
                "Two answers, two checks. The first passed, so the POST ran; the second failed, so "
                "the page never heard of it.",
            ),
            (
                "The order is not taken: CORS blocks the POST.",
                "not ran",
                "The preflight let it go, so it was sent, and it ran.",
            ),
        ),
        lambda: ask(
            shop.create_app(TUTORIAL), path="/orders", method="POST", headers=JSON, body='"tea"'
        ),
    ),
)
