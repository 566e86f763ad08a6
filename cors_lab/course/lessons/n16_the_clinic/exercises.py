"""Exercises of lesson 16: where is it sick, and a patient with two illnesses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.course.clinic.diagnosis import diagnose
from cors_lab.course.clinic.model import PLACES
from cors_lab.course.clinic.play import symptoms
from cors_lab.course.clinic.ward import drawn
from cors_lab.course.exercises.app_judge import Case, app_judge
from cors_lab.course.exercises.lint import Ask, Lint
from cors_lab.course.exercises.model import Exercise, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

APP = "https://app.example"
BEDS = {"first": (2, 21), "second": (9, 6), "third": (12, 7), "fourth": (19, 11)}
TOKEN = {"Authorization": "Bearer ada"}


def _bed(name: str) -> str:
    sick = drawn(*BEDS[name])
    shown = symptoms(sick)
    rows = ", ".join(f"`{asked}` {status}" for asked, _, status in shown.rows) or "nothing"
    line = next(iter(shown.console[sick.engine]), "")
    return f"{name}: {sick.story} Console: `{line[:230]}` Network: {rows}."


def where(answer: Mapping[str, Any]) -> Iterator[Finding]:
    """A finding for each bed."""
    for name, (number, seed) in BEDS.items():
        sick = drawn(number, seed)
        said = diagnose(sick, "", str(answer.get(name, "")).strip())
        sentence = f"{name}: {said.told[1]}"
        yield Finding(said.place_right, sentence, "" if said.place_right else sick.hints[0])


STARTER = """from flask import abort, request
from servers import practice

my_app = practice.create_app()

@my_app.before_request
def guard():
    if "Authorization" not in request.headers:
        abort(401)
"""
SOLUTION = """from flask import abort, request
from servers import practice

my_app = practice.create_app()

@my_app.before_request
def guard():
    if request.method != "OPTIONS" and "Authorization" not in request.headers:
        abort(401)

@my_app.after_request
def allow(response):
    response.vary.add("Origin")
    origin = request.headers.get("Origin")
    if origin in {"https://app.example"}:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Headers"] = "Authorization"
    return response
"""
EXPRESS = """app.use((request, response, next) => {
  response.vary("Origin");
  if (request.get("Origin") === "https://app.example") {
    response.set("Access-Control-Allow-Origin", "https://app.example");
    response.set("Access-Control-Allow-Headers", "Authorization");
  }
  if (request.method === "OPTIONS") return response.sendStatus(204);
  if (!request.get("Authorization")) return response.sendStatus(401);
  next();
});
"""
REFUSED = (
    "`{page}` reads that {request} without a token is refused.",
    "Without a token, {request} should be refused with 401, in words that `{page}` can read.",
)
FIRST = {
    "preflight-status": "The guard refuses the preflight, which carries no token. Let OPTIONS pass."
}

EXERCISES = (
    Exercise(
        id="16-where",
        title="Four beds",
        task="Where is each of these sick? Write one of "
        + ", ".join(f"`{place}`" for place in PLACES)
        + " for each. "
        + " · ".join(_bed(name) for name in BEDS),
        accepts="texts",
        judge=where,
        hints=(
            "Whose answer is wrong? Or is no answer wrong at all?",
            "A header that is there twice was set by two. A header of answers in a request was "
            "written by the page.",
        ),
        starter='my_answer = {"first": "",\n             "second": "",\n'
        '             "third": "",\n             "fourth": ""}',
        solution=lambda: (
            'my_answer = {"first": "server", "second": "proxy", "third": "page", "fourth": "cache"}'
        ),
        praise="Four of four, and nobody was restarted to see whether it helps.",
    ),
    Exercise(
        id="16-two-illnesses",
        title="Two illnesses",
        task="`https://app.example`, and no other page, should read `GET /notes` with an "
        "`Authorization` header. Without one, the answer stays 401, and the page can read that.",
        accepts="app",
        judge=app_judge(
            Case(APP, "/notes", arguments={"headers": TOKEN}, because=FIRST, body="Buy milk"),
            Case(APP, "/notes", told=REFUSED, status=401),
            lint=Lint((APP,), (Ask("/notes", {"headers": TOKEN}), Ask("/notes"))),
        ),
        hints=(
            "The guard answers before anything else. What does a preflight never carry?",
            "Let OPTIONS pass the guard. Then name the page and the header in `after_request`.",
        ),
        starter=STARTER,
        solution=lambda: SOLUTION,
        praise="Both found. The second illness often hides behind the first.",
        express=EXPRESS,
    ),
)
