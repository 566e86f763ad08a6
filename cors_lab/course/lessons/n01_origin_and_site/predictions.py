"""What lesson 01 lets a learner predict."""

from __future__ import annotations

from cors_lab.course.beats.question import Question
from cors_lab.course.exercises.in_process import ALLOW_ORIGIN, answering, ask

PREDICTIONS = (
    Question(
        "01-two-names",
        "The page of `http://127.0.0.1:3000` asks `http://localhost:5000` for the notes. What "
        "happens?",
        (
            (
                "It reads them: both names lead to this machine.",
                "read",
                "They do, but browsers don't check where a name points. Hosts are compared as "
                "strings.",
            ),
            (
                "The server answers, and the page gets an error.",
                "ran, not read",
                "The answer allows http://localhost:3000, and this page has a different origin.",
            ),
            (
                "Nothing is sent.",
                "not sent",
                "A GET goes out at once. Only the answer says who may read it.",
            ),
        ),
        lambda: ask(
            answering((ALLOW_ORIGIN, "http://localhost:3000")),
            page="http://127.0.0.1:3000",
            server_origin="http://localhost:5000",
        ),
    ),
)
