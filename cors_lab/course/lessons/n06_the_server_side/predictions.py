"""What lesson 06 lets a learner predict."""

from __future__ import annotations

from cors_lab.course.beats.question import Question
from cors_lab.course.exercises.in_process import ask
from servers import with_flask_cors

PREDICTIONS = (
    Question(
        "06-cors-app",
        "A server has one line of CORS: `CORS(app)`. Its preflights pass. Which pages on the web "
        "can read its notes?",
        (
            (
                "Only pages of the server's own origin.",
                "not read",
                "Those need no header at all. `CORS(app)` is for all the others.",
            ),
            (
                "Any page.",
                "read",
                "Without a list Flask-CORS allows every origin on every route.",
            ),
            (
                "None: Flask-CORS wants a list of origins first.",
                "not sent",
                "It takes none for all, and says nothing about it.",
            ),
        ),
        lambda: ask(with_flask_cors.create_app(), page="https://evil.example"),
    ),
)
