"""Questions and cards on what was sent, what ran, and what could be read."""

from __future__ import annotations

from cors_lab.course.beats.question import Question
from cors_lab.course.exercises.in_process import JSON, answering, ask


def _content_type() -> str | None:
    result = ask(answering(), method="POST", mode="no-cors", headers=JSON, body="{}")
    return dict(result.exchanges[0].request.headers).get("Content-Type")


QUESTIONS = (
    Question(
        "03-opaque",
        'The server says nothing about CORS. A page calls `fetch(url, {mode: "no-cors"})`. What '
        "does it get?",
        (
            (
                "A TypeError.",
                lambda result: not result.fulfilled,
                "That is what `cors` gives. `no-cors` does not even look for a header.",
            ),
            (
                "The notes.",
                "read",
                "Nothing that the page does can give it that: the server has to allow it.",
            ),
            (
                "A response with status 0 and no body.",
                lambda result: result.fulfilled and result.response.status == 0,
                "An opaque response: the request ran, and there is nothing to read. No error, no "
                "data.",
            ),
        ),
        lambda: ask(answering(), mode="no-cors"),
    ),
    Question(
        "03-json-post",
        "The server says nothing about CORS. A page POSTs JSON to it. Did the server run the POST?",
        (
            (
                "Yes: CORS never stops a request.",
                "ran",
                "It stops those that need a preflight, and JSON needs one.",
            ),
            (
                "No: the preflight failed, and the POST was never sent.",
                "preflight, not sent",
                "The answer to the preflight did not allow the POST, so it is not sent.",
            ),
            (
                "No: it was sent, and the server refused it.",
                "sent, not ran",
                "The server refuses nothing here. It was never asked.",
            ),
        ),
        lambda: ask(answering(), method="POST", headers=JSON, body="{}"),
    ),
    Question(
        "03-no-cors-type",
        'A page POSTs with `mode: "no-cors"` and sets `Content-Type: application/json`. Which '
        "Content-Type does the server get?",
        (
            (
                "`application/json`",
                "application/json",
                "That would need a preflight, and `no-cors` never sends one.",
            ),
            (
                "`text/plain;charset=UTF-8`",
                "text/plain;charset=UTF-8",
                "The page's own is dropped silently, and the browser writes the type of a string.",
            ),
            (
                "None: nothing is sent.",
                None,
                "It is sent, and it runs. It is only no longer what you wrote.",
            ),
        ),
        _content_type,
    ),
)

CARDS = (
    (
        "Sent, run, readable: what does a `TypeError` of `fetch` tell you?",
        "That the page could not read. For the rest, look into the server's log.",
    ),
    (
        'What does `mode: "no-cors"` buy?',
        "A request that needs no permission, and an answer without content: type opaque, status 0, "
        "no body.",
    ),
    (
        "Does CORS protect a server from forged requests (CSRF)?",
        "No. A forged request wants to run, not to be read. Check `Origin`, demand a type that "
        "needs a preflight, or use a token.",
    ),
)
