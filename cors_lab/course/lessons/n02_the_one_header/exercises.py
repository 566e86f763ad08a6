"""Exercises on Access-Control-Allow-Origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.course.exercises.answer_judges import function_judge
from cors_lab.course.exercises.app_judge import Case, app_judge
from cors_lab.course.exercises.in_process import ALLOW_ORIGIN, answering, ask
from cors_lab.course.exercises.lint import Lint
from cors_lab.course.exercises.model import Exercise

if TYPE_CHECKING:
    from cors_lab.result.result import FetchResult

APP, ADMIN, OTHER = "https://app.example", "https://admin.example", "https://other.example"
ONLY_ONE = {
    "": "The answer allows every page, or this one by name.",
    "allow-origin-multiple": (
        "A browser takes this header for one origin. A list of two is an origin that no page has."
    ),
}
TWO_AT_ONCE = {
    "allow-origin-multiple": (
        "The header holds one origin, however many you list or however often you send it. "
        "Look at who asks, and name that one."
    ),
    "allow-origin-mismatch": (
        'Your answer always names the same origin. `request.headers.get("Origin")` tells you '
        "who asks."
    ),
    "allow-origin-missing": (
        "Your answer to this page has no Access-Control-Allow-Origin. It is one of the two "
        "that may read."
    ),
}
SERVER = 'app = Flask("notes")\n\n@app.get("/notes")\ndef notes():\n'

CHECK = "def may_read(origin, allowed, cookies):\n"
# What the browser is asked with: the page's origin, the header's value (None: not sent), and
# whether cookies go along.
CALLS = (
    (
        (APP, APP, False),
        "The two texts are equal, letter by letter: that is the case that everything is about.",
    ),
    ((APP, None, False), "There is no such header, so nobody has allowed anything."),
    ((APP, "*", False), "`*` alone stands for any page."),
    (
        (APP, f"{APP}/", False),
        "One letter too many. A browser mends nothing and takes nothing away before it compares.",
    ),
    (
        (APP, "https://App.Example", False),
        "Capitals are other letters. The browser lower-cases URLs, but not this header.",
    ),
    (
        (APP, f"{APP}, {ADMIN}", False),
        "The whole value is compared. There is no list in it, only a text with a comma.",
    ),
    ((APP, "https://*.example", False), "Inside a value, `*` is a letter like any other."),
    (
        (APP, f"{APP}.evil.example", False),
        "That begins with the page's origin, and is the origin of somebody else.",
    ),
    ((APP, "*", True), "With cookies `*` is not enough: the server has to name the page."),
    ((APP, APP, True), "With cookies the page has to be named, and here it is."),
    (
        ("null", "null", False),
        "`null` is compared like any other text. (That it is allowed here is another question.)",
    ),
)


def _browser(origin: str, allowed: str | None, cookies: bool) -> FetchResult:
    if allowed is None:
        headers = []
    else:
        headers = [(ALLOW_ORIGIN, allowed), ("Access-Control-Allow-Credentials", "true")]
    return ask(
        answering(*headers), page=origin, credentials="include" if cookies else "same-origin"
    )


EXERCISES = (
    Exercise(
        id="02-cors-check",
        title="Be the browser",
        task="Write the CORS check. `origin` is the page's origin; `allowed` is the value of "
        "Access-Control-Allow-Origin, or None where "
        "there is no such header; `cookies` says whether the request went with the user's "
        "cookies (then the server has allowed that, too). "
        "May the page read?",
        accepts="function",
        judge=function_judge("may_read", CALLS, _browser),
        hints=(
            "There are two ways to pass: the value is `*`, or it is the page's origin.",
            "One of the two is closed where cookies go along.",
            (
                "Compare the texts as they are, with `==`. Whatever mends or searches them "
                "lets too much in."
            ),
        ),
        starter=f"{CHECK}    return allowed == origin",
        solution=lambda: f'{CHECK}    return allowed == origin or (allowed == "*" and not cookies)',
        praise=(
            "That is the standard's CORS check, but for Access-Control-Allow-Credentials, of "
            "which lesson 07 tells."
        ),
    ),
    Exercise(
        id="02-one-header",
        title="The one header",
        task="Let `https://app.example`, and no other page, read `GET /notes` of this server.",
        accepts="app",
        judge=app_judge(
            Case(APP, "/notes", because=ONLY_ONE),
            Case(OTHER, "/notes", "not read", because=ONLY_ONE),
        ),
        hints=(
            "A Flask view may return a pair: the body, and a dict of headers.",
            (
                "The header is `Access-Control-Allow-Origin`, and its value is the origin of "
                "the page that may read."
            ),
            (
                "The browser compares the value with the page's origin letter by letter: "
                "scheme, no slash at the end."
            ),
        ),
        starter=f'from flask import Flask\n\n{SERVER}    return ["Buy milk"]',
        solution=lambda: (
            f'from flask import Flask\n\n{SERVER}    return ["Buy milk"], '
            f'{{"Access-Control-Allow-Origin": "https://app.example"}}'
        ),
    ),
    Exercise(
        id="02-two-origins",
        title="Two pages may read",
        task=(
            "Let `https://app.example` and `https://admin.example`, and no other page, read "
            "`GET /notes`, with any cache in between."
        ),
        accepts="app",
        judge=app_judge(
            Case(APP, "/notes", because=TWO_AT_ONCE),
            Case(ADMIN, "/notes", because=TWO_AT_ONCE),
            Case(OTHER, "/notes", "not read"),
            lint=Lint(APP, "/notes", "same-origin"),
        ),
        hints=(
            (
                "The header holds one origin. So the answer must depend on who asks: "
                '`request.headers.get("Origin")`.'
            ),
            (
                "Keep the two origins in a set, and send the header only if the Origin that "
                "asks is in it."
            ),
            (
                "An answer that depends on a request header must say so to caches: `Vary: "
                "Origin`, on every answer."
            ),
        ),
        starter=(
            f'from flask import Flask, request\n{SERVER}    return ["Buy milk"], '
            f'{{"Access-Control-Allow-Origin": "https://app.example"}}'
        ),
        solution=lambda: (
            f"""from flask import Flask, request
allowed = {{"https://app.example", "https://admin.example"}}
{SERVER}    headers, asking = {{"Vary": "Origin"}}, request.headers.get("Origin")
    if asking in allowed:
        headers["Access-Control-Allow-Origin"] = asking
    return ["Buy milk"], headers"""
        ),
        praise=(
            "A set of whole origins, compared as they are, is the shortest allow-list and the "
            "safest."
        ),
    ),
)
