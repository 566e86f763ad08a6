"""Wrong answers to the exercises of lesson 08, and the words that each is answered with."""

from __future__ import annotations

from cors_lab.course.lessons.n08_what_javascript_sees.exercises import (
    ALLOW,
    CREDENTIALS,
    END,
    HOOK,
    JSON_ALLOWED,
)


def exposing(line: str, origin: str = ALLOW) -> str:
    """An answer to 08-pagination with this line."""
    return f"{HOOK}{origin}{CREDENTIALS}    {line}\n{END}"


def header(value: str, name: str = "Access-Control-Expose-Headers") -> str:
    return f'response.headers["{name}"] = "{value}"'


ALL = header("X-Total-Count, Link, ETag")
ECHO = (
    '    from flask import request\n    response.headers["Access-Control-Allow-Origin"] = '
    'request.headers.get("Origin", "")\n'
)
ENDS = (
    '    from flask import request\n    if request.headers.get("Origin", '
    '"").endswith("app.example"):\n        response.headers["Access-Control-Allow-Origin"] = '
    'request.headers["Origin"]\n'
)
STAR = '    response.headers["Access-Control-Allow-Origin"] = "*"\n'
ONLY_422 = ALLOW.replace("    response", "        response")

WRONG: dict[str, list[tuple[str, str]]] = {
    "08-null": [
        ('my_answer = "ABCEH"', "It is one of the seven"),
        ('my_answer = "CEH"', "the server does not expose it"),
        ('my_answer = "BEH"', "It is old and common"),
        ('my_answer = "BCDEH"', "Without credentials, `*` exposes every header"),
        ('my_answer = "BCH"', "With credentials, `*` is a name like any other"),
        ('my_answer = "BCEFH"', "Header names have no case"),
        ('my_answer = "BCEGH"', "the headers of its own origin"),
        ('my_answer = "BCE"', "not even the seven"),
    ],
    "08-pagination": [
        (
            exposing(header("*")),
            "With credentials, `*` is a name like any other, and exposes nothing",
        ),
        (
            exposing(header("X-Total-Count")),
            "`Link` is not on the list: the server exposes `X-Total-Count`",
        ),
        (exposing(header("X-Total-Count; Link; ETag")), "is no list of names with commas"),
        (
            exposing(header("X-Total-Count, Link, ETag", "Access-Control-Allow-Headers")),
            "the server does not expose it",
        ),
        (
            exposing(header("X-Total-Count, Link, ETag", "Access-Control-Expose-Header")),
            "browsers know no such header",
        ),
        (
            exposing(header("X-Total-Count, Link, ETag, X-Served-By")),
            "`X-Served-By` is exposed too",
        ),
        (exposing(ALL, STAR), "`*`"),
        (exposing(ALL, ECHO), "`https://stranger.test` reads"),
        (exposing(ALL, ENDS), "reads `GET /books`"),
        (
            exposing(header("Total-Count, Link, ETag")),
            "the server exposes `Total-Count, Link, ETag`",
        ),
        (exposing(header("*, X-Total-Count, Link, ETag")), "`X-Served-By` is exposed too"),
    ],
    "08-error-body": [
        (
            f"{HOOK}{JSON_ALLOWED}    if response.status_code in (200, 201, 422):\n{ONLY_422}{END}",
            "the error 404",
        ),
        (
            f"{HOOK}{JSON_ALLOWED}    if response.status_code < 500:\n{ONLY_422}{END}",
            "The server answered 500",
        ),
        (f"{HOOK}{JSON_ALLOWED}{STAR}{END}", "The answer says `*`"),
        (f"{HOOK}{JSON_ALLOWED}{ECHO}{END}", "`https://stranger.test`"),
        (f"{HOOK}{JSON_ALLOWED}{ENDS}{END}", "It works, and that is the bug"),
        (f"{HOOK}{ALLOW}{END}", "content-type"),
        (
            (
                f"{HOOK}{JSON_ALLOWED}{ALLOW}    if response.status_code >= 400:\n        "
                f"response.status_code = 200\n{END}"
            ),
            "It reads the status 200",
        ),
        (
            f"{HOOK}{JSON_ALLOWED}    if response.status_code >= 400:\n{ONLY_422}{END}",
            "the answer 201 to a good book",
        ),
        (
            (
                f"{HOOK}{JSON_ALLOWED}{ALLOW}    if response.status_code == 422:\n        "
                f"response.set_data('no')\n{END}"
            ),
            "the body no longer says",
        ),
    ],
}
