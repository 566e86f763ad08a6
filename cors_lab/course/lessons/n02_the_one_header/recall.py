"""Questions and cards on Access-Control-Allow-Origin."""

from __future__ import annotations

from werkzeug.test import Client

from cors_lab.course.beats.question import Question
from cors_lab.course.exercises.in_process import ALLOW_ORIGIN, answering, ask

QUESTIONS = (
    Question(
        "02-slash",
        "A page of `https://app.example` asks, and the answer says `Access-Control-Allow-Origin: "
        "https://app.example/`, with a slash. What happens?",
        (
            (
                "The page reads it: the slash means nothing.",
                "read",
                "In a URL it means nothing. But this is a comparison of two strings.",
            ),
            (
                "The page gets an error.",
                "ran, not read",
                "One character too many: the browser compares the two as they are.",
            ),
            (
                "The request is not sent.",
                "not sent",
                "The browser can only compare after the answer is there, so it had to ask.",
            ),
        ),
        lambda: ask(answering((ALLOW_ORIGIN, "https://app.example/"))),
    ),
    Question(
        "02-star-twice",
        "The app says `Access-Control-Allow-Origin: *`, and a proxy adds the same line again. "
        "What happens?",
        (
            (
                "The page reads it: twice yes is yes.",
                "read",
                (
                    "The browser joins the two lines to one value, `*, *`, and no page has "
                    "that origin."
                ),
            ),
            (
                "The page gets an error.",
                "ran, not read",
                (
                    "Two lines are one value with a comma in it, and that is neither `*` nor "
                    "an origin."
                ),
            ),
        ),
        lambda: ask(answering((ALLOW_ORIGIN, "*"), (ALLOW_ORIGIN, "*"))),
    ),
    Question(
        "02-curl",
        "The server sends no CORS header, and curl asks for its notes. Does curl get them?",
        (
            (
                "Yes, it does.",
                lambda text: "milk" in text,
                'No browser, no same-origin policy. That is why "it works in curl" proves nothing '
                "about pages.",
            ),
            (
                "No, it does not.",
                lambda text: "milk" not in text,
                "curl does not enforce CORS, and the server sends its answer to anyone.",
            ),
        ),
        lambda: Client(answering()).get("/notes").get_data(as_text=True),
    ),
)

CARDS = (
    (
        "Who compares what in the CORS check?",
        "The browser compares `Access-Control-Allow-Origin` with the `Origin` that it sent, "
        "character by character. Or the value is `*`.",
    ),
    (
        "Two pages may read. What does the answer say?",
        "One origin: that of the page that asks, if it is on your list. And `Vary: Origin`, on "
        "every answer.",
    ),
    (
        "\"No 'Access-Control-Allow-Origin' header is present.\" Did the server answer?",
        "Yes. The browser has its answer, but one header is missing from it.",
    ),
)
