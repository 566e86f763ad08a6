"""Exercises on a whole server: by hand, with an allow-list, with Flask-CORS."""

from __future__ import annotations

from cors_lab.course.exercises.app_judge import JSON, Case, app_judge
from cors_lab.course.exercises.lint import Ask, Lint
from cors_lab.course.exercises.model import Exercise

APP, ADMIN = "https://app.example", "https://admin.example"
OTHER = "https://other.example"
MILK, ADA = "Buy milk", "Ada"
COOKIE = {"credentials": "include"}
POST = {"method": "POST", "headers": JSON, "body": '"Buy milk"'}
TEXT = {"method": "POST", "body": "Buy milk"}
DELETE = {"method": "DELETE"}
EVERYTHING = (
    Ask("/me"),
    Ask("/notes"),
    Ask("/notes/1", DELETE),
    Ask("/notes", POST),
    Ask("/notes", TEXT),
    Ask("/broken"),
)
ASKED = {
    "allow-origin-missing": "The preflight passed and the server ran the request, but the answer "
    "to the request itself has no Access-Control-Allow-Origin. Both answers need it.",
    "preflight-allow-origin-missing": "The answer to OPTIONS has no Access-Control-Allow-Origin, "
    "so the request was never sent.",
    "preflight-status": "A preflight carries no cookie and no password, and wants a status from "
    "200 to 299. Whatever turns strangers away must let OPTIONS through.",
}
AN_ERROR = {
    "allow-origin-missing": "This answer is an error, and it has no Access-Control-Allow-Origin. "
    "The page is told about CORS and never learns what is wrong. Headers belong on every answer: "
    "`after_request` sees them all.",
}
BY_FLASK_CORS = {
    "allow-origin-wildcard": "With `send_wildcard` Flask-CORS sends `*`. With cookies a browser "
    "wants the page's origin by name.",
    "allow-origin-missing": "Flask-CORS says nothing here: this origin or this path is not among "
    "those that it was given. It compares origins character by character.",
    "preflight-allow-origin-missing": "Flask-CORS does not answer this preflight: this origin, "
    "path or method is not among those that it was given.",
    "allow-credentials": "Flask-CORS allows cookies only if it is told to: "
    "`supports_credentials=True`.",
}


def _error(path: str, status: int) -> Case:
    """The page of app.example reads this error."""
    told = (
        f"`{{page}}` reads the error {status} of {{request}}.",
        f"`{{page}}` should read that {{request}} answers {status}, but cannot.",
    )
    return Case(APP, path, because=AN_ERROR, told=told, status=status)


EXPRESS_ALLOW = """app.use((request, response, next) => {
  response.set("Access-Control-Allow-Origin", "https://app.example");
  response.set("Access-Control-Allow-Methods", "DELETE");
  response.set("Access-Control-Allow-Headers", "Content-Type");
  if (request.method === "OPTIONS") return response.sendStatus(204);
  next();
});
// Before the routes, so that errors have the headers too; an error handler must not remove them.
"""
EXPRESS_LIST = """const allowed = new Set(["https://app.example", "https://admin.example"]);

app.use((request, response, next) => {
  response.vary("Origin");
  const origin = request.get("Origin");
  if (allowed.has(origin)) {
    response.set("Access-Control-Allow-Origin", origin);
    response.set("Access-Control-Allow-Credentials", "true");
  }
  next();
});
"""
EXPRESS_CORS = """const cors = require("cors");

app.use(cors({
  origin: ["https://app.example", "https://admin.example"],
  credentials: true,
}));
"""
EXERCISES = (
    Exercise(
        id="06-by-hand",
        title="A server by hand",
        task="This answers the preflight the way many tutorials do it. Let `https://app.example`, "
        "and no other page, use the whole API: `GET` and `POST` of JSON on `/notes`, `DELETE` on "
        "`/notes/1`, and read errors too: 401 of `/me`, 404, and 500 of `/broken`.",
        accepts="app",
        judge=app_judge(
            Case(APP, "/notes", body=MILK),
            Case(APP, "/notes", "read", POST, ASKED, status=201),
            Case(APP, "/notes/1", "read", DELETE, ASKED, status=204),
            _error("/me", 401),
            _error("/nothing", 404),
            _error("/broken", 500),
            Case(OTHER, "/notes", "not read"),
            lint=Lint((APP,), EVERYTHING, caches=False),
        ),
        hints=(
            "The answer to the preflight is one answer, the answer to the request another. Both "
            "need `Access-Control-Allow-Origin`.",
            "A function under `@my_app.after_request` sees every answer: OPTIONS, 200, 401, 404, "
            "and 500 as well.",
            "The preflight also wants `Access-Control-Allow-Methods` for DELETE and "
            "`Access-Control-Allow-Headers` for the JSON.",
        ),
        starter="""from flask import request
from servers import practice

my_app = practice.create_app()

@my_app.before_request
def preflight():
    if request.method == "OPTIONS":
        return "", 204, {"Access-Control-Allow-Origin": "https://app.example"}""",
        solution=lambda: (
            """from servers import practice

my_app = practice.create_app()

@my_app.after_request
def allow(response):
    response.headers["Access-Control-Allow-Origin"] = "https://app.example"
    response.headers["Access-Control-Allow-Methods"] = "DELETE"
    response.headers["Access-Control-Allow-Headers"] = "Content-Type"
    return response"""
        ),
        praise="One function, every answer. The tutorial could have been this short.",
        express=EXPRESS_ALLOW,
    ),
    Exercise(
        id="06-allow-list",
        title="An allow-list with cookies",
        task="This works for every page on the web, with the cookies of its visitors. Let "
        "`https://app.example` and `https://admin.example` read `/me` with their cookie, and no "
        "one else anything.",
        accepts="app",
        judge=app_judge(
            Case(APP, "/me", "read", COOKIE, body=ADA),
            Case(ADMIN, "/me", "read", COOKIE, body=ADA),
            Case(APP, "/notes", body=MILK),
            lint=Lint((APP, ADMIN), EVERYTHING),
        ),
        hints=(
            "Do not ask what an origin looks like. Ask whether it is in a set of the two that you "
            "know.",
            "For an origin that is not in the set, send no `Access-Control-Allow-Origin` at all.",
            "The answer depends on `Origin`, so say so to caches on every answer, also where you "
            "refuse: `Vary: Origin`.",
        ),
        starter="""from flask import request
from servers import practice

my_app = practice.create_app()

@my_app.after_request
def allow(response):
    origin = request.headers.get("Origin", "*")
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Allow-Credentials"] = "true"
    return response""",
        solution=lambda: (
            """from flask import request
from servers import practice

my_app = practice.create_app()
ALLOWED = {"https://app.example", "https://admin.example"}

@my_app.after_request
def allow(response):
    response.vary.add("Origin")
    if request.headers.get("Origin") in ALLOWED:
        response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
        response.headers["Access-Control-Allow-Credentials"] = "true"
    return response"""
        ),
        praise="No pattern, no `startswith`: two whole origins, and everyone else is a stranger. "
        "The strangers are disappointed.",
        express=EXPRESS_LIST,
    ),
    Exercise(
        id="06-flask-cors",
        title="The same with Flask-CORS",
        task="Configure Flask-CORS so that `https://app.example` and `https://admin.example` may "
        "use the API with their cookie: read `/me`, `POST` JSON to `/notes`, `DELETE` `/notes/1`, "
        "read the error 500 of `/broken`. No one else may.",
        accepts="app",
        judge=app_judge(
            Case(APP, "/me", "read", COOKIE, BY_FLASK_CORS, body=ADA),
            Case(ADMIN, "/me", "read", COOKIE, BY_FLASK_CORS, body=ADA),
            Case(APP, "/notes", "read", POST | COOKIE, BY_FLASK_CORS, status=201),
            Case(APP, "/notes/1", "read", DELETE | COOKIE, BY_FLASK_CORS, status=204),
            Case(APP, "/broken", "read", COOKIE, BY_FLASK_CORS, status=500),
            lint=Lint((APP, ADMIN), EVERYTHING, vary_where_refused=False),
        ),
        hints=(
            "`CORS(my_app)` alone means: every origin, no cookies. Its argument `origins` is the "
            "allow-list.",
            "`origins` takes a list of origins. One with characters such as `*` or `\\\\` is taken "
            "for a pattern.",
            "Cookies need `supports_credentials=True`, and then the list must be short.",
        ),
        starter="""from flask_cors import CORS
from servers import practice

my_app = practice.create_app()
CORS(my_app)""",
        solution=lambda: (
            """from flask_cors import CORS
from servers import practice

my_app = practice.create_app()
pages = ["https://app.example", "https://admin.example"]
CORS(my_app, origins=pages, supports_credentials=True)"""
        ),
        praise="Two lines, and you know what they do. One thing is left to you: Flask-CORS sends "
        "no `Vary: Origin` where it refuses a page. Behind a cache, add it there yourself.",
        express=EXPRESS_CORS,
    ),
)
