"""Questions and cards on what JavaScript may see."""

from __future__ import annotations

from functools import partial

from cors_lab.course.beats.question import Question
from cors_lab.course.exercises.in_process import answering, ask
from cors_lab.course.exercises.trials import status_of
from cors_lab.course.lessons.n08_what_javascript_sees.exercises import COUNT, books, header


def _reads_count(policy_says: str) -> str:
    """Which of two headers of the server lets a script read X-Total-Count."""
    exposed = header(books(policy_says), COUNT)
    return "expose" if exposed == "42" else "allow"


QUESTIONS = (
    Question(
        "08-which-header",
        "The Network tab shows X-Total-Count: 42, and response.headers.get gives null. What does "
        "the server have to send?",
        (
            (
                "Access-Control-Allow-Headers: X-Total-Count",
                "allow",
                "That one is about headers of the request, and belongs on the answer to a "
                "preflight.",
            ),
            (
                "Access-Control-Expose-Headers: X-Total-Count",
                "expose",
                "Scripts read seven headers, and those that the server exposes.",
            ),
            (
                "It cannot be read by a script, whatever the server sends.",
                "never",
                "It can, if the server says so.",
            ),
        ),
        partial(_reads_count, "X-Total-Count"),
    ),
    Question(
        "08-etag",
        'The server exposes *, and the page fetches with credentials: "include". What does its '
        "script read of ETag?",
        (
            (
                "Its value",
                lambda result: header(result, "ETag") is not None,
                "Only without credentials does `*` expose everything.",
            ),
            (
                "null",
                lambda result: header(result, "ETag") is None,
                "With credentials, `*` is a name like any other. List the names.",
            ),
        ),
        partial(books, "*", credentials="include"),
    ),
    Question(
        "08-crashed",
        "The API has crashed: status 500, and no CORS header on that answer. What does the page's "
        "script learn?",
        (
            (
                "The status 500.",
                lambda result: status_of(result) == 500,
                "Not without the header. Some consoles show it; the script never sees it.",
            ),
            (
                "That the server does not allow this page.",
                lambda result: result.response is not None and status_of(result) != 500,
                "Not even that: a server that is switched off looks the same.",
            ),
            (
                "Nothing: a TypeError, as if no server were there.",
                lambda result: result.response is None,
                "An error tells a script nothing, whatever the reason. Put the header on every "
                "answer.",
            ),
        ),
        partial(ask, answering(status=500)),
    ),
)

CARDS = (
    (
        "Which response headers does a script of another origin always read?",
        "`Cache-Control`, `Content-Language`, `Content-Length`, `Content-Type`, `Expires`, "
        "`Last-Modified`, `Pragma`. The others need `Access-Control-Expose-Headers`.",
    ),
    (
        "Why does a failed `fetch` not say why?",
        "Every detail would let any page explore what only its visitor can reach: which hosts "
        "exist, and where the visitor is logged in.",
    ),
    (
        "What must an error answer have, so that the page can read it?",
        "The same CORS headers as a good answer. A 422 with them is readable; a 200 without them "
        "is not.",
    ),
)
