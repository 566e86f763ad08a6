"""What lesson 02 lets a learner predict."""

from __future__ import annotations

from cors_lab.course.beats.question import Question
from cors_lab.course.exercises.in_process import ALLOW_ORIGIN, answering, ask

BOTH = "https://app.example, https://admin.example"

PREDICTIONS = (
    Question(
        "02-two-in-one",
        "A page of `https://app.example` asks. The answer's header lists two origins, and the "
        "page's is the first. What happens?",
        (
            (
                "The page reads: its origin is on the list.",
                "read",
                "There is no list. The whole value is compared with the page's origin, comma and "
                "all.",
            ),
            (
                "The server answers, and the page gets an error.",
                "ran, not read",
                "The header holds one origin, or `*`. Two with a comma make a string that is no "
                "page's origin.",
            ),
            (
                "The browser sees the mistake and sends nothing.",
                "not sent",
                "It has to ask before it can see the answer.",
            ),
        ),
        lambda: ask(answering((ALLOW_ORIGIN, BOTH))),
    ),
)
