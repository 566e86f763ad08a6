"""Questions and cards on the question and the answer of a preflight."""

from __future__ import annotations

from cors_lab.course.beats.question import Question
from cors_lab.course.exercises.in_process import ALLOW_ORIGIN, APP, JSON, answering, ask

METHODS, HEADERS = "Access-Control-Allow-Methods", "Access-Control-Allow-Headers"

QUESTIONS = (
    Question(
        "05-post-unlisted",
        f"The preflight is answered 200, with the origin, `{HEADERS}: Content-Type` and "
        f"`{METHODS}: PUT`. The page POSTs JSON. What happens?",
        (
            (
                "The page reads the answer.",
                "read",
                "Origin, status, header: all in order, and POST needs no listing.",
            ),
            (
                "It is blocked: POST is not on the list.",
                "not sent",
                "GET, HEAD and POST need not be. The list is for the rest.",
            ),
        ),
        lambda: ask(
            answering((ALLOW_ORIGIN, APP), (METHODS, "PUT"), (HEADERS, "Content-Type")),
            method="POST",
            headers=JSON,
            body="{}",
        ),
    ),
    Question(
        "05-patch",
        f'`{METHODS}: PUT, PATCH, DELETE`. The page calls `fetch(url, {{method: "patch"}})`. '
        "What happens?",
        (
            (
                "It works, as `put` would.",
                "read",
                "The browser turns `put` into PUT, but PATCH came too late for that treatment.",
            ),
            (
                "It is not sent.",
                "preflight, not sent",
                "`patch` is not PATCH. Methods are compared character by character, and this one "
                "is sent as written.",
            ),
        ),
        lambda: ask(
            answering((ALLOW_ORIGIN, APP), (METHODS, "PUT, PATCH, DELETE")), method="patch"
        ),
    ),
    Question(
        "05-status-401",
        "The preflight is answered 401, with every CORS header there is. What happens to the "
        "DELETE?",
        (
            (
                "It is sent: the headers allow it.",
                "sent",
                "The status is checked after the origin and before the lists, and 401 is not "
                "within 200 to 299.",
            ),
            (
                "It is sent after the user has logged in.",
                lambda result: len(result.exchanges) > 1,
                "No one is asked to. The next preflight carries no cookie either.",
            ),
            (
                "It is never sent.",
                "preflight, not sent",
                "A preflight wants 200 to 299. It never carries a cookie, so a guard must let it "
                "pass.",
            ),
        ),
        lambda: ask(
            answering((ALLOW_ORIGIN, APP), (METHODS, "DELETE"), status=401), method="DELETE"
        ),
    ),
)

CARDS = (
    (
        "In which order does a browser check the answer to a preflight?",
        "`Access-Control-Allow-Origin` (and `-Credentials`, where cookies go along), then the "
        "status 200 to 299, then the method, then each header.",
    ),
    (
        "What does a preflight never carry?",
        "Cookies, a password, a body. Of the page's headers it carries the names, not the values.",
    ),
    (
        "Which request must a curl line send to be a preflight?",
        "`OPTIONS` with `Origin` and `Access-Control-Request-Method`, and "
        "`Access-Control-Request-Headers` where the page sets unsafe ones.",
    ),
)
