"""Questions and cards on what needs a preflight."""

from __future__ import annotations

from cors_lab.course.beats.question import Question
from cors_lab.course.exercises.in_process import ALLOW_ORIGIN, APP, JSON, answering, ask

ASKS, ASKS_NOT = "preflight", "not preflight"
GENEROUS = answering(
    (ALLOW_ORIGIN, APP),
    ("Access-Control-Allow-Methods", "*"),
    ("Access-Control-Allow-Headers", "*"),
)
MISLEADING = {"Content-Type": "text/plain; x=application/json"}

QUESTIONS = (
    Question(
        "04-if-none-match",
        "A GET that worked gets one more header: `If-None-Match`, for a cache of your own. What "
        "changes?",
        (
            (
                "Nothing: it is a GET.",
                ASKS_NOT,
                "The method is one of three things that count. The headers are another.",
            ),
            (
                "A preflight goes first.",
                ASKS,
                "If-None-Match is not on the safelist, so the browser asks before it sends it.",
            ),
        ),
        lambda: ask(GENEROUS, headers={"If-None-Match": "v1"}),
    ),
    Question(
        "04-parameter",
        "A page POSTs with `Content-Type: text/plain; x=application/json`. Does the browser ask "
        "first?",
        (
            (
                "No, it sends it at once.",
                ASKS_NOT,
                "Only the type itself counts, and a form can send text/plain.",
            ),
            (
                "Yes: it says json.",
                ASKS,
                "In a parameter, and parameters do not count. The type is text/plain.",
            ),
        ),
        lambda: ask(GENEROUS, method="POST", headers=MISLEADING, body="{}"),
    ),
    Question(
        "04-origin-alone",
        "The server allows the page to read (`Access-Control-Allow-Origin`), and nothing else. A "
        "page POSTs JSON. What happens?",
        (
            (
                "It works: POST needs no permission.",
                "read",
                "POST needs none. `Content-Type: application/json` does.",
            ),
            (
                "The POST runs, and the page cannot read the answer.",
                "ran, not read",
                "It was never sent: the answer to the preflight did not allow it.",
            ),
            (
                "The POST is never sent.",
                "preflight, not sent",
                "The preflight asked for the header content-type, and nothing allowed it.",
            ),
        ),
        lambda: ask(answering((ALLOW_ORIGIN, APP)), method="POST", headers=JSON, body="{}"),
    ),
)

CARDS = (
    (
        "Which three things decide whether the browser asks first?",
        "The method (GET, HEAD, POST go), the headers that the page set (five names with harmless "
        "values go), and a flag: upload listener or stream.",
    ),
    (
        "When is a value harmless?",
        'At most 128 bytes, no character such as `"` or `{`, and for Content-Type one of three '
        "types: `text/plain`, `application/x-www-form-urlencoded`, `multipart/form-data`.",
    ),
    (
        "A page sends `Access-Control-Allow-Origin` with its request. What does that allow?",
        "Nothing. It is a response header. In a request it is one header too many, and needs a "
        "preflight.",
    ),
)
