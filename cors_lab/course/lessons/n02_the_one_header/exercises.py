"""Exercises on Access-Control-Allow-Origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.course.exercises.answer_judges import function_judge
from cors_lab.course.exercises.app_judge import Case, Visit, app_judge
from cors_lab.course.exercises.flask_cors_options import uses_flask_cors
from cors_lab.course.exercises.in_process import ALLOW_ORIGIN, answering, ask
from cors_lab.course.exercises.lint import Ask, Lint
from cors_lab.course.exercises.model import Exercise, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.result.result import FetchResult

APP, ADMIN = "https://app.example", "https://admin.example"
OTHER = "https://other.example"
MILK = "Buy milk"
ONLY_ONE = {
    "allow-origin-multiple": "A browser takes this header for one origin. A list of two is an "
    "origin that no page has.",
}
TWO_AT_ONCE = {
    "allow-origin-multiple": "The header holds one origin, however many you list or however often "
    "you send it. Look at who asks, and name that one.",
    "allow-origin-mismatch": "Your answer always names the same origin. "
    '`request.headers.get("Origin")` tells you who asks.',
    "allow-origin-missing": "Your answer to this page has no Access-Control-Allow-Origin. It is "
    "one of the two that may read.",
}
BY_FLASK_CORS = (
    "Flask-CORS says `Vary: Origin` where it allows a page, and not where it refuses one. A cache "
    "may meet the refusal first."
)
ADD_IT = (
    "Add it yourself, in a function under `@my_app.after_request`: `response.vary.add('Origin')`."
)
READ = (Ask("/notes"),)
SERVER = 'my_app = Flask("notes")\n\n@my_app.get("/notes")\ndef list_notes():\n'
STARTER = f"""from flask import Flask, request

{SERVER}    return ["Buy milk"], {{"Access-Control-Allow-Origin": "https://app.example"}}"""

CHECK = "def may_read(origin, allowed, cookies):\n"
# What the browser is asked with: the page's origin, the header's value (None: not sent), and
# whether cookies go along.
CALLS = (
    ((APP, APP, False), "The two strings are equal, character by character."),
    ((APP, None, False), "There is no such header, so no one has allowed anything."),
    ((APP, "*", False), "`*` alone stands for any page."),
    (
        (APP, f"{APP}/", False),
        "One character too many. A browser repairs nothing before it compares.",
    ),
    (
        (APP, "https://App.Example", False),
        "Capitals are other characters. The browser lower-cases URLs, but not this header.",
    ),
    (
        (APP, f"{APP}, {ADMIN}", False),
        "The whole value is compared. There is no list in it, only a string with a comma.",
    ),
    (
        (APP, f"{APP} {ADMIN}", False),
        "The whole value is compared, and a space makes it no list either.",
    ),
    ((APP, "https://*.example", False), "Inside a value, `*` is a character like any other."),
    (
        (APP, f"{APP}.evil.example", False),
        "That begins with the page's origin, and it is someone else's origin.",
    ),
    (
        (APP, f"https://evil.example/{APP}", False),
        "That ends with the page's origin, and it is no origin at all.",
    ),
    ((APP, "https://app.exam", False), "That is only a part of the page's origin."),
    ((APP, "http://app.example", False), "The scheme is part of the origin."),
    ((APP, f"{APP}:8443", False), "The port is part of the origin."),
    ((APP, "null", False), "`null` is another origin than this page has."),
    ((APP, "*", True), "With cookies `*` is not enough: the server has to name the page."),
    ((APP, APP, True), "With cookies the page has to be named, and here it is."),
    (
        ("null", "null", False),
        "`null` is compared like any other string. (Whether to allow it is another question.)",
    ),
)


def _browser(origin: str, allowed: str | None, cookies: bool) -> FetchResult:
    headers = []
    if allowed is not None:
        headers = [(ALLOW_ORIGIN, allowed), ("Access-Control-Allow-Credentials", "true")]
    mode = "include" if cookies else "same-origin"
    return ask(answering(*headers), page=origin, credentials=mode)


def _vary_by_library(visit: Visit) -> Iterator[Finding]:
    """The lint, with the reason that fits Flask-CORS where it is in use."""
    for finding in Lint((APP, ADMIN), READ).findings(visit.fetch):
        if "Vary" in finding.sentence and not finding.works and uses_flask_cors(visit.whole):
            yield Finding(False, finding.sentence, BY_FLASK_CORS, ADD_IT, finding.trace)
        else:
            yield finding


EXERCISES = (
    Exercise(
        id="02-cors-check",
        title="Be the browser",
        task="Write the CORS check: may the page read? `origin` is the page's origin. `allowed` is "
        "the value of Access-Control-Allow-Origin, or None without that header. `cookies` says "
        "whether the request carried the user's cookies; the server has allowed those, too.",
        accepts="function",
        judge=function_judge("may_read", CALLS, _browser),
        hints=(
            "There are two ways to pass: the value is `*`, or it is the page's origin.",
            "One of the two is closed when cookies go along.",
            "Compare the strings as they are, with `==`. Anything that repairs or searches them "
            "lets too much in.",
        ),
        starter=f"{CHECK}    return allowed == origin",
        solution=lambda: f'{CHECK}    return allowed == origin or (allowed == "*" and not cookies)',
        praise="That is the standard's CORS check in one line, but for "
        "Access-Control-Allow-Credentials.",
    ),
    Exercise(
        id="02-one-header",
        title="The one header",
        task="Let `https://app.example`, and no other page, read `GET /notes` of this server.",
        accepts="app",
        judge=app_judge(
            Case(APP, "/notes", because=ONLY_ONE, body=MILK),
            Case(OTHER, "/notes", "not read", because=ONLY_ONE),
            lint=Lint((APP,), READ, caches=False),
        ),
        hints=(
            "A Flask view may return a pair: the body, and a dict of headers.",
            "The header is `Access-Control-Allow-Origin`, and its value is the origin of the page "
            "that may read.",
            "The browser compares the value with the page's origin character by character: with "
            "the scheme, without a slash at the end.",
        ),
        starter=f'from flask import Flask\n\n{SERVER}    return ["Buy milk"]',
        solution=lambda: (
            f"from flask import Flask\n\n{SERVER}"
            '    return ["Buy milk"], {"Access-Control-Allow-Origin": "https://app.example"}'
        ),
        praise="One header, one page, one console without a red line.",
        express="""const express = require("express");
const app = express();

app.get("/notes", (request, response) => {
  response.set("Access-Control-Allow-Origin", "https://app.example");
  response.json(["Buy milk"]);
});

module.exports = app;
""",
    ),
    Exercise(
        id="02-two-origins",
        title="Two pages may read",
        task="Let `https://app.example` and `https://admin.example`, and no other page, read "
        "`GET /notes`, with any cache in between.",
        accepts="app",
        judge=app_judge(
            Case(APP, "/notes", because=TWO_AT_ONCE, body=MILK),
            Case(ADMIN, "/notes", because=TWO_AT_ONCE, body=MILK),
            Case(OTHER, "/notes", "not read"),
            more=_vary_by_library,
        ),
        hints=(
            "The header holds one origin. So the answer must depend on who asks: "
            '`request.headers.get("Origin")`.',
            "Keep the two origins in a set, and send the header only if the Origin that asks is "
            "in it.",
            "An answer that depends on a request header must say so to caches: `Vary: Origin`, on "
            "every answer.",
        ),
        starter=STARTER,
        solution=lambda: (
            f"""from flask import Flask, request

allowed = {{"https://app.example", "https://admin.example"}}
{SERVER}    headers = {{"Vary": "Origin"}}
    if request.headers.get("Origin") in allowed:
        headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
    return ["Buy milk"], headers"""
        ),
        praise="A set of whole origins, compared as they are, is the shortest allow-list and the "
        "safest.",
        express="""const express = require("express");
const app = express();
const allowed = new Set(["https://app.example", "https://admin.example"]);

app.get("/notes", (request, response) => {
  response.vary("Origin");
  const origin = request.get("Origin");
  if (allowed.has(origin)) response.set("Access-Control-Allow-Origin", origin);
  response.json(["Buy milk"]);
});

module.exports = app;
""",
    ),
)
