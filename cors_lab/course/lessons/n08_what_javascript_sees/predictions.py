"""The prediction of lesson 08: what `*` exposes where credentials go along."""

from __future__ import annotations

from functools import partial

from cors_lab.course.beats.question import Question
from cors_lab.course.lessons.n08_what_javascript_sees.exercises import COUNT, books, header

PREDICTIONS = (
    Question(
        "08-star",
        'The server exposes *. The page fetches the books with credentials: "include", and the '
        "CORS check passes. What does its script read of X-Total-Count?",
        (
            (
                "42: the star exposes every header.",
                lambda result: header(result, COUNT) == "42",
                "Without credentials it does. With them, `*` is a name like any other.",
            ),
            (
                "null, and no error anywhere.",
                lambda result: result.response is not None and header(result, COUNT) is None,
                "With credentials a wildcard is only a star. The fetch works, the header is "
                "missing, and no console complains.",
            ),
            (
                "Nothing: the fetch fails, as it does with Access-Control-Allow-Origin: *.",
                lambda result: result.response is None,
                "That is another header. What is exposed comes after the check, and cannot fail.",
            ),
        ),
        partial(books, "*", credentials="include"),
    ),
)
