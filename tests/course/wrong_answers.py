"""Plausible wrong answers, by exercise: the code that a learner might hand in, and the words that
only this mistake is answered with.
"""

from __future__ import annotations

from cors_lab.course.lessons import EXERCISES
from tests.course.wrong import (
    lesson_07,
    lesson_08,
    lesson_09,
    lesson_10,
    lesson_12,
    lesson_14,
    lesson_16,
)
from tests.course.wrong_lists import LISTS

NOTES = 'from flask import Flask, request\napp = Flask("notes")\n@app.get("/notes")\ndef notes():\n'
HOOK = (
    "from flask import Flask, Response, abort, request\nfrom servers import practice\napp = "
    "practice.create_app()\n@app.after_request\ndef allow(response):\n"
)
LET = '    response.headers["Access-Control-Allow-'


def one(value: str) -> str:
    return f'{NOTES}    return ["Buy milk"], {{{value}}}'


def may_read(body: str) -> str:
    return f"def may_read(origin, allowed, cookies):\n    {body}"


def origins(**changed: str) -> str:
    """The solution of 01-origins with other texts at some places, by number."""
    lines = EXERCISES["01-origins"].solution().splitlines()
    for number, text in changed.items():
        at = int(number[1:])
        key = lines[at].rpartition('": "')[0]
        lines[at] = f'{key}": "{text}",' + ("}" if at == len(lines) - 1 else "")
    return "\n".join(lines)


def guard(body: str) -> str:
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return (
        'from flask import Flask, abort, request\napp, orders = Flask("shop"), '
        f'[]\n@app.post("/orders")\ndef order():\n{lines}\n'
    )


TAKEN = 'orders.append("tea")\nreturn {"orders": len(orders)}, 201'
APP = f'{LET}Origin"] = "https://app.example"\n'
ALL = f'{APP}{LET}Methods"] = "PUT, DELETE"\n{LET}Headers"] = "Content-Type"\n    return response\n'
AGE = f'{APP}{LET}Methods"] = "DELETE"\n    response.headers["Access-Control-Max-Age"] = '

WRONG: dict[str, list[tuple[str, str]]] = {
    "01-origins": [
        (origins(_1="https://app.example/"), "No slash at the end"),
        (origins(_1="https://app.example/notes"), "Path, query and fragment"),
        (origins(_1="app.example"), "An origin has a scheme"),
        (origins(_2="https://app.example:443"), "a default port is left out"),
        (origins(_3="http://app.example"), "not of http: here it stays"),
        (origins(_4="https://App.Example"), "lower-cased"),
        (origins(_5="http://localhost"), "The port is part of the origin"),
        (origins(_6="https://ada:secret@app.example"), "User name and password"),
        (origins(_7="data:"), "and written `null`"),
    ],
    "01-same-site": [
        ('answer = "CF"', "A site has no port."),
        ('answer = "ABCF"', "http and https are two sites"),
        ('answer = "AF"', "registrable domain: `example.com`"),
        ('answer = "ACDF"', "`co.uk` is a public suffix"),
        ('answer = "ACEF"', "`github.io` is on the public suffix list"),
        ('answer = "ACFG"', "not where they lead"),
    ],
    "02-cors-check": [
        (may_read("return origin in allowed"), "raised an exception"),
        (
            may_read("return allowed is not None and allowed == origin"),
            "`*` alone stands for any page",
        ),
        (may_read("return allowed in ('*', origin)"), "With cookies `*` is not enough"),
        (may_read("return str(allowed).strip('/') in ('*', origin)"), "One character too many"),
        (may_read("return str(allowed).lower() in ('*', origin)"), "Capitals are other characters"),
        (
            may_read("return origin in str(allowed).split(', ') or allowed == '*'"),
            "There is no list in it",
        ),
        (
            may_read(
                "from fnmatch import fnmatchcase\n    return fnmatchcase(origin, str(allowed))"
            ),
            "Inside a value, `*` is a character",
        ),
        (
            may_read(
                "return allowed == '*' or str(allowed).startswith(origin) and not "
                "allowed.endswith(('/', 'admin.example'))"
            ),
            "someone else's origin",
        ),
        (
            may_read("return allowed == '*' and not cookies or allowed == origin and not cookies"),
            "With cookies the page has to be named",
        ),
        (
            may_read("return allowed == '*' and not cookies or allowed == origin != 'null'"),
            "`null` is compared like any other string",
        ),
        (may_read("print(allowed == origin)"), "gives None, which is neither True nor False"),
        ("may_read = 'https://app.example'", "its name and no brackets"),
        (
            "def may_read(origin, allowed):\n    return allowed == origin",
            "a function that takes three arguments",
        ),
    ],
    "02-one-header": [
        (one('"Access-Control-Allow-Origin": "*"'), "allows every page on the web"),
        (
            one('"Access-Control-Allow-Origin": "https://app.example/"'),
            "The two must be equal, letter for letter",
        ),
        (one('"Access-Control-Allow-Origin": "app.example"'), "not an origin at all"),
        (
            one('"Access-Control-Allow-Origin": "https://app.example, https://api.example"'),
            "A list of two is an origin that no page has",
        ),
        (
            one('"Access-Control-Allow-Origins": "https://app.example"'),
            "header `Access-Control-Allow-Origins`, which browsers do not know",
        ),
        (
            one('"Access-Control-Allow-Origin": "https://api.example"'),
            "`https://api.example`, but the browser sent Origin `https://app.example`",
        ),
    ],
    "02-two-origins": [
        (one('"Access-Control-Allow-Origin": "*"'), "`https://other.example` must not read"),
        (
            one('"Access-Control-Allow-Origin": "https://app.example, https://admin.example"'),
            "The header holds one origin",
        ),
        (
            one('"Access-Control-Allow-Origin": "https://admin.example"'),
            "always names the same origin",
        ),
        (
            one(
                '"Access-Control-Allow-Origin": request.headers.get("Origin", ""), "Vary": "Origin"'
            ),
            "`https://other.example` must not read",
        ),
        (
            NOTES + '    ok = request.headers.get("Origin") in {"https://app.example", '
            '"https://admin.example"}\n'
            '    return ["Buy milk"], {"Access-Control-Allow-Origin": '
            'request.headers["Origin"]} if ok else {}',
            "`Vary: Origin` is missing",
        ),
        (
            NOTES + '    ok = request.headers.get("Origin") in {"https://app.example", '
            '"https://admin.example"}\n'
            '    return ["Buy milk"], {"Access-Control-Allow-Origin": '
            'request.headers["Origin"], "Vary": "Origin"} if ok else {}',
            "with one answer and not with the other",
        ),
        (
            NOTES + '    ok = request.headers.get("Origin") in {"https://app.example", '
            '"https://admin.example", "null"}\n'
            '    return ["Buy milk"], {"Access-Control-Allow-Origin": '
            'request.headers["Origin"]} if ok else {}',
            "The origin `null` is allowed",
        ),
        (
            NOTES + '    ok = request.headers.get("Origin") == "https://app.example"\n'
            '    return ["Buy milk"], {"Access-Control-Allow-Origin": '
            'request.headers["Origin"]} if ok else {}',
            "It is one of the two that may read",
        ),
    ],
    "03-executed": [
        ('answer = "BE"', "only then the browser keeps the answer"),
        ('answer = "AE"', "A form could always send it"),
        ('answer = "ABCE"', "The preflight fails here"),
        ('answer = "ABDE"', "No form could send it"),
        ('answer = "AB"', "`no-cors` never asks"),
        ('answer = "ABEF"', "A header of the page's own"),
    ],
    "03-guard": [
        (guard(TAKEN), "no one asked your server"),
        (
            guard('if request.mimetype == "text/plain":\n    abort(415)\n' + TAKEN),
            "what an HTML form sends",
        ),
        (guard("request.get_json(force=True)\n" + TAKEN), "Look at the type, not at the body"),
        (
            guard('if "application/json" not in request.content_type:\n    abort(415)\n' + TAKEN),
            "the rest is a parameter",
        ),
        (
            guard(
                (
                    'if not request.headers.get("Origin", '
                    '"").startswith("https://api.example"):\n    abort(403)\n'
                )
                + TAKEN
            ),
            "only begins like yours",
        ),
        (
            guard(
                (
                    'if request.headers.get("Origin") not in ("https://api.example", '
                    '"null"):\n    abort(403)\n'
                )
                + TAKEN
            ),
            "sandboxed frame",
        ),
        (
            guard(
                'orders.append("tea")\nreturn {"orders": len(orders)}, 201, '
                '{"Access-Control-Allow-Origin": "https://api.example"}'
            ),
            "it stops no one from ordering",
        ),
        (
            guard(
                'orders.append("tea")\nif not request.is_json:\n    abort(415)\nreturn '
                '{"orders": len(orders)}, 201'
            ),
            "The check comes too late",
        ),
        (guard("abort(403)"), "can no longer order"),
    ],
    "04-classify": [
        ('answer = "ABDFGIJ"', "not its parameters"),
        ('answer = "DFGIJ"', "not one of the three types"),
        ('answer = "BCDFGIJ"', "uploads a file"),
        ('answer = "BDEFGIJ"', "Accept may have any value"),
        ('answer = "BDGIJ"', "a header that no form could set"),
        ('answer = "BDFIJ"', "In a request it allows nothing"),
        ('answer = "BDFGJ"', "more than 128 bytes"),
    ],
    "04-no-preflight": [
        (
            (
                'answer = {"method": "POST", "headers": {"Content-Type": "text/plain", '
                '"X-Requested-With": "fetch"}, "body": "Buy milk"}'
            ),
            "because of `X-Requested-With`",
        ),
        (
            (
                'answer = {"method": "POST", "headers": {"Content-Type": "application/json"}, '
                '"body": "Buy milk"}'
            ),
            "because of the Content-Type",
        ),
        (
            (
                'answer = {"method": "POST", "headers": {"Access-Control-Allow-Origin": "*"}, '
                '"body": "Buy milk"}'
            ),
            "That is a response header",
        ),
        (
            (
                'answer = {"method": "POST", "headers": {"Content-Type": "application/json"}, '
                '"body": "Buy milk", "mode": "no-cors"}'
            ),
            "gives up reading",
        ),
        ('answer = {"method": "GET"}', "The server did not get the note"),
        (
            'answer = {"method": "GET", "body": "Buy milk"}',
            "`fetch()` does not take these arguments",
        ),
    ],
    "05-answer-preflight": [
        (
            (
                f'{HOOK}{APP}{LET}Methods"] = "put, delete"\n{LET}Headers"] = '
                '"Content-Type"\n    return response'
            ),
            "allows put, delete",
        ),
        (
            f'{HOOK}{APP}{LET}Methods"] = "PUT, DELETE"\n    return response',
            "wants to send the header content-type",
        ),
        (
            f'{HOOK}{APP}{LET}Method"] = "PUT, DELETE"\n    return response',
            "`Access-Control-Allow-Method`, which browsers do not know",
        ),
        (
            (
                f'{HOOK}    if request.method == "OPTIONS":\n        '
                f'response.headers.update({{"Access-Control-Allow-Origin": '
                f'"https://app.example", "Access-Control-Allow-Methods": "PUT, DELETE"}})\n    '
                "return response"
            ),
            "Both answers need",
        ),
        (
            (
                f'{HOOK}{ALL}@app.before_request\ndef auth():\n    if "Cookie" not in '
                "request.headers:\n        abort(401)"
            ),
            "must let OPTIONS through",
        ),
        (
            f'{HOOK}    if request.method != "OPTIONS":\n    {APP}    return response',
            "The answer to OPTIONS has no",
        ),
        (
            (
                f'{HOOK}{LET}Origin"] = "*"\n{LET}Methods"] = "*"\n{LET}Headers"] = "*"\n    '
                "return response"
            ),
            "can make the server run",
        ),
    ],
    "05-max-age": [
        (f'{HOOK}{AGE}"600s"\n    return response', "no plain number of seconds"),
        (f'{HOOK}{AGE}"10"\n    return response', "its unit is the second"),
        (f'{HOOK}{AGE}"86400"\n    return response', "remembered for longer"),
        (
            f'{HOOK}{AGE}"600" if request.method == "DELETE" else ""\n    return response',
            "no plain number of seconds",
        ),
        (
            (
                f'{HOOK}{APP}{LET}Methods"] = "DELETE"\n    if request.method == '
                '"DELETE":\n        '
                'response.headers["Access-Control-Max-Age"] = "600"\n    return response'
            ),
            "The browser looks for it on the answer to OPTIONS",
        ),
        (
            (
                f'{HOOK}{APP}{LET}Methods"] = "DELETE"\n    '
                'response.headers["Access-Control-MaxAge"] = "600"\n    return response'
            ),
            "the one they know is `Access-Control-Max-Age`",
        ),
        (
            (
                f'{HOOK}{APP}    response.headers["Access-Control-Max-Age"] = "600"\n    '
                "return response"
            ),
            "allows nothing",
        ),
    ],
    **LISTS,
    **lesson_07.WRONG,
    **lesson_08.WRONG,
    **lesson_09.WRONG,
    **lesson_10.WRONG,
    **lesson_12.WRONG,
    **lesson_14.WRONG,
    **lesson_16.WRONG,
}
