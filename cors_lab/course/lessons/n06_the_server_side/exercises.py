"""Exercises on a whole server: by hand, with an allow-list, with Flask-CORS."""

from __future__ import annotations

from cors_lab.course.exercises.app_judge import JSON, Case, app_judge
from cors_lab.course.exercises.lint import Lint
from cors_lab.course.exercises.model import Exercise
from cors_lab.course.lessons.n05_anatomy_of_a_preflight.exercises import ASKED

APP, ADMIN, OTHER = "https://app.example", "https://admin.example", "https://other.example"
COOKIE = {"credentials": "include"}
POST = {"method": "POST", "headers": JSON, "body": '"Buy milk"'}
DELETE = {"method": "DELETE"}
AN_ERROR = {
    "allow-origin-missing": (
        "This answer is an error, and it has no Access-Control-Allow-Origin. The page is told "
        "of CORS and never learns what is wrong. Headers belong on every answer: "
        "`after_request` sees them all."
    ),
}
BY_FLASK_CORS = {
    "allow-origin-wildcard": (
        "With `send_wildcard` Flask-CORS sends `*`. With cookies a browser wants the page's "
        "origin by name."
    ),
    "allow-origin-missing": (
        "Flask-CORS says nothing here: this origin or this path is not among those that it "
        "was given. It compares origins letter by letter."
    ),
    "preflight-allow-origin-missing": (
        "Flask-CORS does not answer this preflight: this origin or this path is not among "
        "those that it was given."
    ),
    "allow-credentials": "Flask-CORS allows cookies only if it is told to: `supports_credentials=True`.",  # noqa: E501
}

EXERCISES = (
    Exercise(
        id="06-by-hand",
        title="A server by hand",
        task=(
            "This answers the preflight the way many tutorials do it. Let `https://app.example`,"
            " and no other page, use the whole API: `GET` and `POST` of JSON on `/notes`, `DELETE`"
            " on `/notes/1`, and read errors too: 401 of `/me`, 404, and 500 of `/broken`."
        ),
        accepts="app",
        judge=app_judge(
            Case(APP, "/notes"),
            Case(APP, "/notes", "read", POST, ASKED),
            Case(APP, "/notes/1", "read", DELETE, ASKED),
            Case(
                APP,
                "/me",
                because=AN_ERROR,
                told=(
                    "`{page}` reads the error 401 of {request}.",
                    "`{page}` should read that {request} answers 401, but cannot.",
                ),
            ),
            Case(
                APP,
                "/nothing",
                because=AN_ERROR,
                told=(
                    "`{page}` reads the error 404 of {request}.",
                    "`{page}` should read that {request} answers 404, but cannot.",
                ),
            ),
            Case(
                APP,
                "/broken",
                because=AN_ERROR,
                told=(
                    "`{page}` reads the error 500 of {request}.",
                    "`{page}` should read that {request} answers 500, but cannot.",
                ),
            ),
            Case(OTHER, "/notes", "not read"),
        ),
        hints=(
            (
                "The answer to the preflight is one answer, the answer to the request another. Both"
                " need `Access-Control-Allow-Origin`."
            ),
            (
                "A function under `@app.after_request` sees every answer: OPTIONS, 200, 401, 404,"
                " and 500 as well."
            ),
            (
                "The preflight also wants `Access-Control-Allow-Methods` for DELETE and"
                " `Access-Control-Allow-Headers` for the JSON."
            ),
        ),
        starter="""from flask import request
from servers import practice
app = practice.create_app()
@app.before_request
def preflight():
    if request.method == "OPTIONS":
        return "", 204, {"Access-Control-Allow-Origin": "https://app.example"}""",
        solution=lambda: (
            """from servers import practice
app = practice.create_app()

@app.after_request
def allow(response):
    response.headers["Access-Control-Allow-Origin"] = "https://app.example"
    response.headers["Access-Control-Allow-Methods"] = "DELETE"
    response.headers["Access-Control-Allow-Headers"] = "Content-Type"
    return response"""
        ),
    ),
    Exercise(
        id="06-allow-list",
        title="An allow-list with cookies",
        task=(
            "This works for every page on the web, with the cookies of its visitors. Let"
            " `https://app.example` and `https://admin.example` read `/me` with their cookie, and"
            " nobody else."
        ),
        accepts="app",
        judge=app_judge(
            Case(APP, "/me", "read", COOKIE),
            Case(ADMIN, "/me", "read", COOKIE),
            Case(APP, "/notes"),
            lint=Lint(APP, "/me"),
        ),
        hints=(
            (
                "Do not ask what an origin looks like. Ask whether it is in a set of the two that"
                " you know."
            ),
            "For an origin that is not in the set, send no `Access-Control-Allow-Origin` at all.",
            (
                "The answer depends on `Origin`, so say so to caches on every answer, also where"
                " you refuse: `Vary: Origin`."
            ),
        ),
        starter="""from flask import request
from servers import practice
app = practice.create_app()
@app.after_request
def allow(response):
    response.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin", "*")
    response.headers["Access-Control-Allow-Credentials"] = "true"
    return response""",
        solution=lambda: (
            """from flask import request
from servers import practice
app = practice.create_app()
ALLOWED = {"https://app.example", "https://admin.example"}

@app.after_request
def allow(response):
    response.vary.add("Origin")
    if request.headers.get("Origin") in ALLOWED:
        response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
        response.headers["Access-Control-Allow-Credentials"] = "true"
    return response"""
        ),
        praise="No pattern, no `startswith`: two whole origins, and everything else is a stranger.",
    ),
    Exercise(
        id="06-flask-cors",
        title="The same with Flask-CORS",
        task=(
            "Configure Flask-CORS so that `https://app.example` and `https://admin.example` may use"
            " the API with their cookie: read `/me`, `POST` JSON to `/notes`, `DELETE` `/notes/1`,"
            " read the error 500 of `/broken`. Nobody else may."
        ),
        accepts="app",
        judge=app_judge(
            Case(APP, "/me", "read", COOKIE, BY_FLASK_CORS),
            Case(ADMIN, "/me", "read", COOKIE, BY_FLASK_CORS),
            Case(APP, "/notes", "read", POST | COOKIE, BY_FLASK_CORS),
            Case(APP, "/notes/1", "read", DELETE | COOKIE, BY_FLASK_CORS),
            Case(APP, "/broken", "read", COOKIE, BY_FLASK_CORS),
            lint=Lint(APP, "/me", vary_where_refused=False),
        ),
        hints=(
            (
                "`CORS(app)` alone means: every origin, no cookies. Its argument `origins` is the"
                " allow-list."
            ),
            (
                "`origins` takes a list of origins. One with characters such as `*` or `\\\\` is"
                " taken for a pattern."
            ),
            "Cookies need `supports_credentials=True`, and then the list must be short.",
        ),
        starter="""from flask_cors import CORS
from servers import practice

app = practice.create_app()
CORS(app)""",
        solution=lambda: (
            """from flask_cors import CORS
from servers import practice

app = practice.create_app()
CORS(app, origins=["https://app.example", "https://admin.example"], supports_credentials=True)"""
        ),
        praise=(
            "Flask-CORS says `Vary: Origin` where it allows, and not where it refuses: behind a"
            " cache, add it to those answers yourself."
        ),
    ),
)
