"""Exercises on answering a preflight, and on how long the answer is good for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.course.exercises.app_judge import API, JSON, Case, Visit, app_judge
from cors_lab.course.exercises.header_slips import slip
from cors_lab.course.exercises.lint import Ask, Lint
from cors_lab.course.exercises.model import Exercise, Finding
from cors_lab.fetch.headers import get

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.browser.browser import Page
    from cors_lab.result.result import FetchResult

APP, OTHER = "https://app.example", "https://other.example"
MILK = "Buy milk"
PUT = {"method": "PUT", "headers": JSON, "body": '{"text": "Buy milk"}'}
DELETE: dict[str, Any] = {"method": "DELETE"}
ASKED = {
    "allow-origin-missing": "The preflight passed and the server ran the request, but the answer "
    "to the request itself says nothing. Both answers need Access-Control-Allow-Origin.",
    "preflight-allow-origin-missing": "The answer to OPTIONS has no Access-Control-Allow-Origin, "
    "so the request was never sent. Flask answers OPTIONS itself: 200, and nothing about CORS "
    "unless you add it.",
    "preflight-status": "A preflight carries no cookie and no password, and wants a status from "
    "200 to 299. Whatever turns strangers away must let OPTIONS through.",
}
RUNS_NOT = (
    "`{page}` cannot make the server run {request}.",
    "`{page}` can make the server run {request}.",
)
BEGIN = """from servers import practice

my_app = practice.create_app()

@my_app.after_request
def allow(response):
    response.headers["Access-Control-Allow-Origin"] = "https://app.example"
"""
STRANGERS = Lint(
    (APP,), (Ask("/notes"), Ask("/notes/1", DELETE), Ask("/notes/1", PUT)), caches=False
)

MINUTES = 60
SHORT = (
    "The answer to a preflight is good for 5 seconds, unless `Access-Control-Max-Age` on it says "
    "otherwise."
)
OTHER_CACHE = (
    "`Cache-Control` is for answers that are stored. A preflight is remembered by "
    "`Access-Control-Max-Age` alone."
)
LATE = "The header is on the answer to DELETE. The browser looks for it on the answer to OPTIONS."


def _header(result: FetchResult, kind: str, name: str) -> str | None:
    for exchange in result.exchanges:
        if exchange.kind == kind and exchange.response:
            return get(exchange.response.headers, name)
    return None


def _why_asked_again(first: FetchResult) -> str:
    name = "Access-Control-Max-Age"
    value = _header(first, "preflight", name)
    if value is None:
        if _header(first, "request", name):
            return slip(first) or LATE
        if _header(first, "preflight", "Cache-Control"):
            return OTHER_CACHE
        return slip(first) or SHORT
    if not (value.isascii() and value.isdigit()):
        return f"`{name}` is `{value}`, which is no plain number of seconds."
    return f"`{name}` is `{value}`: its unit is the second, and ten minutes are 600 of them."


def _after(page: Page, minutes: int) -> FetchResult:
    page.browser.advance(minutes * MINUTES)
    return page.fetch(f"{API}/notes/1", **DELETE)


def _remembered(visit: Visit) -> Iterator[Finding]:
    page = visit.page(APP)
    first = _after(page, 0)
    for minutes in (5, 4):
        result = _after(page, minutes)
        if len(result.exchanges) != 1:
            sentence = (
                "Nine minutes of DELETE should cost one preflight, but the browser asks again."
            )
            yield Finding(False, sentence, _why_asked_again(first), trace=result)
            return
    yield Finding(True, "For nine minutes the browser does not ask again.")
    last = _after(page, 6)
    if len(last.exchanges) == 2:
        yield Finding(True, "After a quarter of an hour it asks again.")
    else:
        yield Finding(
            False,
            "After a quarter of an hour it should ask again, but does not.",
            "The answer is remembered for longer. If you tighten the rules, you wait until every "
            "browser has forgotten. The unit is the second: ten minutes are 600.",
            trace=last,
        )


EXERCISES = (
    Exercise(
        id="05-answer-preflight",
        title="Answer the preflight",
        task="Let `https://app.example`, and no other page, send `PUT` with JSON and `DELETE` to "
        "`/notes/1`, and read the answers. It reads `/notes` already, and still should.",
        accepts="app",
        judge=app_judge(
            Case(APP, "/notes/1", "read", DELETE, ASKED, status=204),
            Case(APP, "/notes/1", "read", PUT, ASKED, status=204),
            Case(APP, "/notes", body=MILK),
            Case(OTHER, "/notes/1", "not ran", DELETE, told=RUNS_NOT),
            Case(OTHER, "/notes", "not read"),
            lint=STRANGERS,
        ),
        hints=(
            "Flask answers OPTIONS itself, and `after_request` sees that answer too. What does the "
            "preflight ask for that it does not say?",
            "Methods go into `Access-Control-Allow-Methods`, in capitals, with commas between "
            "them.",
            "JSON needs permission for a header as well: `Access-Control-Allow-Headers: "
            "Content-Type`.",
        ),
        starter=f"{BEGIN}    return response",
        solution=lambda: (
            f"""{BEGIN}    response.headers["Access-Control-Allow-Methods"] = "PUT, DELETE"
    response.headers["Access-Control-Allow-Headers"] = "Content-Type"
    return response"""
        ),
        praise="Four doors, all open, and only for the guest on the list.",
        express="""app.use((request, response, next) => {
  response.set("Access-Control-Allow-Origin", "https://app.example");
  response.set("Access-Control-Allow-Methods", "PUT, DELETE");
  response.set("Access-Control-Allow-Headers", "Content-Type");
  if (request.method === "OPTIONS") return response.sendStatus(204);
  next();
});
""",
    ),
    Exercise(
        id="05-max-age",
        title="Once in ten minutes",
        task="A page of `https://app.example` sends a `DELETE` every few minutes, and each costs "
        "two requests. Let the browser remember the answer to the preflight for ten minutes.",
        accepts="app",
        judge=app_judge(
            Case(APP, "/notes/1", "read", DELETE, ASKED, status=204),
            more=_remembered,
            lint=Lint((APP,), (Ask("/notes/1", DELETE),), caches=False),
        ),
        hints=(
            "The header is called `Access-Control-Max-Age`.",
            "It belongs on the answer to OPTIONS; `after_request` sees that one too.",
            "Its value is a number of seconds, without a unit: `600`.",
        ),
        starter=f"""{BEGIN}    response.headers["Access-Control-Allow-Methods"] = "DELETE"
    return response""",
        solution=lambda: (
            f"""{BEGIN}    response.headers["Access-Control-Allow-Methods"] = "DELETE"
    response.headers["Access-Control-Max-Age"] = "600"
    return response"""
        ),
        praise="A browser that asks once and then trusts you for ten minutes. Each browser has a "
        "limit of its own: Chromium forgets after two hours, whatever you say.",
        express="""app.use((request, response, next) => {
  response.set("Access-Control-Allow-Origin", "https://app.example");
  response.set("Access-Control-Allow-Methods", "DELETE");
  response.set("Access-Control-Max-Age", "600");
  if (request.method === "OPTIONS") return response.sendStatus(204);
  next();
});
""",
    ),
)
