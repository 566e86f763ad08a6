"""Exercises on Access-Control-Allow-Origin."""

from __future__ import annotations

from cors_lab.course.exercises.apps import Case, app_judge
from cors_lab.course.exercises.model import Exercise
from cors_lab.course.lint import Lint

APP, ADMIN, OTHER = "https://app.example", "https://admin.example", "https://other.example"
ONLY_ONE = {
    "": "The answer allows every page, or this one by name.",
    "allow-origin-multiple": "A browser takes this header for one origin. A list of two is an origin that no page has.",
}
TWO_AT_ONCE = {
    "allow-origin-multiple": "The header holds one origin, however many you list or however often you send it. Look at who asks, and name that one.",
    "allow-origin-mismatch": "Your answer always names the same origin. `request.headers.get(\"Origin\")` tells you who asks.",
    "allow-origin-missing": "Your answer to this page has no Access-Control-Allow-Origin. It is one of the two that may read.",
}  # fmt: skip
SERVER = 'app = Flask("notes")\n\n@app.get("/notes")\ndef notes():\n'

EXERCISES = (
    Exercise(
        id="02-one-header",
        title="The one header",
        task="Let `https://app.example`, and no other page, read `GET /notes` of this server.",
        accepts="app",
        judge=app_judge(Case(APP, "/notes", because=ONLY_ONE), Case(OTHER, "/notes", "not read", because=ONLY_ONE)),
        hints=(
            "A Flask view may return a pair: the body, and a dict of headers.",
            "The header is `Access-Control-Allow-Origin`, and its value is the origin of the page that may read.",
            "The browser compares the value with the page's origin letter by letter: scheme, no slash at the end.",
        ),
        starter=f'from flask import Flask\n\n{SERVER}    return ["Buy milk"]',
        solution=lambda: f'from flask import Flask\n\n{SERVER}    return ["Buy milk"], {{"Access-Control-Allow-Origin": "https://app.example"}}',
    ),
    Exercise(
        id="02-two-origins",
        title="Two pages may read",
        task="Let `https://app.example` and `https://admin.example`, and no other page, read `GET /notes`, with any cache in between.",
        accepts="app",
        judge=app_judge(
            Case(APP, "/notes", because=TWO_AT_ONCE),
            Case(ADMIN, "/notes", because=TWO_AT_ONCE),
            Case(OTHER, "/notes", "not read"),
            lint=Lint(APP, "/notes", "same-origin"),
        ),
        hints=(
            "The header holds one origin. So the answer must depend on who asks: `request.headers.get(\"Origin\")`.",
            "Keep the two origins in a set, and send the header only if the Origin that asks is in it.",
            "An answer that depends on a request header must say so to caches: `Vary: Origin`, on every answer.",
        ),
        starter=f'from flask import Flask, request\n{SERVER}    return ["Buy milk"], {{"Access-Control-Allow-Origin": "https://app.example"}}',
        solution=lambda: f"""from flask import Flask, request
allowed = {{"https://app.example", "https://admin.example"}}
{SERVER}    headers, asking = {{"Vary": "Origin"}}, request.headers.get("Origin")
    if asking in allowed:
        headers["Access-Control-Allow-Origin"] = asking
    return ["Buy milk"], headers""",
        praise="A set of whole origins, compared as they are, is the shortest allow-list and the safest.",
    ),
)  # fmt: skip
