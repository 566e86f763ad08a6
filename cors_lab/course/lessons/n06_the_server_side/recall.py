"""Questions and cards on the server's side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.course.beats.question import Question
from cors_lab.course.exercises.in_process import JSON, ask
from servers import options_only, with_flask_cors

if TYPE_CHECKING:
    from cors_lab.result.result import FetchResult


def _error(result: FetchResult) -> str:
    return result.error.code if result.error else ""


QUESTIONS = (
    Question(
        "06-tea-twice",
        "The server sends its CORS headers in the OPTIONS branch only. A page orders tea with a "
        "POST of JSON. How much tea arrives if the user presses twice?",
        (
            (
                "None: the page sees an error.",
                "not ran",
                "The page does. The server saw a perfect preflight and a POST, and did its work.",
            ),
            (
                "Two: each POST ran, and each answer was unreadable.",
                "ran, not read",
                "The error is about reading. The tea is on its way, twice.",
            ),
            (
                "One, and the page reads the answer.",
                "ran, read",
                "The answer to the POST has no header, so the page reads nothing and the user "
                "tries again.",
            ),
        ),
        lambda: ask(
            options_only.create_app(), path="/orders", method="POST", headers=JSON, body='"tea"'
        ),
    ),
    Question(
        "06-list-with-slash",
        '`CORS(app, origins=["https://app.example/"])`. What does the page of '
        "`https://app.example` get?",
        (
            (
                "The notes.",
                "read",
                "Flask-CORS compares character by character, and no Origin ends with a slash.",
            ),
            (
                "An error: the origin does not match.",
                lambda result: _error(result) == "allow-origin-mismatch",
                "That is what a fixed header would give. A list that does not match sends no "
                "header at all.",
            ),
            (
                "An error: there is no header.",
                lambda result: _error(result) == "allow-origin-missing",
                "The slash makes it another string, so Flask-CORS says nothing. The same slip "
                "shows as another error.",
            ),
        ),
        lambda: ask(with_flask_cors.create_app(origins=["https://app.example/"])),
    ),
    Question(
        "06-no-list",
        "`CORS(app, supports_credentials=True)`, without origins. Who reads the notes with the "
        "user's cookie?",
        (
            (
                "Only the app's own page.",
                lambda result: result.error is not None,
                "No list, no limit.",
            ),
            (
                "Any page on the web.",
                "read",
                "Without a list Flask-CORS sends back whatever Origin asks. It works, and that is "
                "the bug.",
            ),
        ),
        lambda: ask(
            with_flask_cors.create_app(supports_credentials=True),
            page="https://evil.example",
            credentials="include",
        ),
    ),
)

CARDS = (
    (
        "Where do CORS headers belong in a Flask app?",
        "In one function under `@app.after_request`: it sees every answer, OPTIONS, 404 and 500 "
        "too.",
    ),
    (
        "What does Flask answer to OPTIONS by itself?",
        "200 with `Allow`, and nothing about CORS. A browser takes it for a no.",
    ),
    (
        "CORS or the login guard: who comes first?",
        "CORS. A preflight has no cookie, so a guard that asks it for one stops every request "
        "after it.",
    ),
)
