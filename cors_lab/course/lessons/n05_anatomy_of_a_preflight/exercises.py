"""Exercises on answering a preflight, and on how long the answer is good for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.course.exercises.app_judge import API, JSON, Case, Visit, app_judge, misspelt
from cors_lab.course.exercises.model import Exercise, Finding
from cors_lab.fetch.headers import get

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.browser.browser import Page
    from cors_lab.result.result import FetchResult

APP, OTHER = "https://app.example", "https://other.example"
PUT = {"method": "PUT", "headers": JSON, "body": '{"text": "Buy milk"}'}
DELETE: dict[str, Any] = {"method": "DELETE"}
ASKED = {
    "allow-origin-missing": (
        "The preflight went well and the server ran the request, but the answer to the "
        "request itself says nothing. Both answers need Access-Control-Allow-Origin."
    ),
    "preflight-allow-origin-missing": (
        "The answer to OPTIONS has no Access-Control-Allow-Origin. Flask answers OPTIONS by "
        "itself: 200, and nothing about CORS unless you add it."
    ),
    "preflight-status": (
        "A preflight carries no cookie and no password, and wants a status from 200 to 299. "
        "Whatever turns strangers away must let OPTIONS through."
    ),
}
RUNS_NOT = (
    "`{page}` cannot make the server run {request}.",
    "`{page}` can make the server run {request}.",
)
BEGIN = """from servers import practice
app = practice.create_app()
@app.after_request
def allow(response):
    response.headers["Access-Control-Allow-Origin"] = "https://app.example"
"""

MINUTES = 60
SHORT = (
    "The answer to a preflight is good for 5 seconds, unless `Access-Control-Max-Age` on it says"
    " otherwise."
)


def _max_age(result: FetchResult, kind: str) -> str | None:
    answers = [
        exchange.response
        for exchange in result.exchanges
        if exchange.kind == kind and exchange.response
    ]
    if answers:
        return get(answers[0].headers, "Access-Control-Max-Age")
    return None


def _why_asked_again(first: FetchResult) -> str:
    value = _max_age(first, "preflight")
    if value is None:
        late = (
            "The header is on the answer to DELETE. The browser looks for it on the answer to"
            " OPTIONS."
        )
        return misspelt(first) or (late if _max_age(first, "request") else SHORT)
    if not (value.isascii() and value.isdigit()):
        return f"`Access-Control-Max-Age` is `{value}`, which is no plain number of seconds."
    return (
        f"`Access-Control-Max-Age` is `{value}`: its unit is the second, and ten minutes are 600 of"
        " them."
    )


def _after(page: Page, minutes: int) -> FetchResult:
    page.browser.advance(minutes * MINUTES)
    return page.fetch(f"{API}/notes/1", **DELETE)


def _remembered(visit: Visit) -> Iterator[Finding]:
    page = visit.page(APP)
    first = _after(page, 0)
    for minutes in (5, 4):
        result = _after(page, minutes)
        if len(result.exchanges) != 1:
            yield Finding(
                False,
                "Nine minutes of DELETE should cost one preflight, but the browser asks again.",
                _why_asked_again(first),
                trace=result,
            )
    yield Finding(True, "For nine minutes the browser does not ask again.")
    last = _after(page, 6)
    why = (
        "The answer is remembered for longer. Whoever tightens the rules waits until every browser"
        " has forgotten."
    )
    works = len(last.exchanges) == 2
    yield Finding(
        works,
        (
            "After a quarter of an hour it asks anew."
            if works
            else "After a quarter of an hour it should ask anew, but does not."
        ),
        "" if works else why,
        trace=last,
    )


EXERCISES = (
    Exercise(
        id="05-answer-preflight",
        title="Answer the preflight",
        task=(
            "Let `https://app.example`, and no other page, send `PUT` with JSON and `DELETE` "
            "to `/notes/1`, and read the answers."
        ),
        accepts="app",
        judge=app_judge(
            Case(APP, "/notes/1", "read", DELETE, ASKED),
            Case(APP, "/notes/1", "read", PUT, ASKED),
            Case(OTHER, "/notes/1", "not ran", DELETE, told=RUNS_NOT),
            Case(OTHER, "/notes", "not read"),
        ),
        hints=(
            (
                "Flask answers OPTIONS by itself, and `after_request` sees that answer too. "
                "What does the preflight ask for that it does not say?"
            ),
            (
                "Methods go into `Access-Control-Allow-Methods`, in capitals, with commas "
                "between them."
            ),
            (
                "JSON needs permission for a header as well: `Access-Control-Allow-Headers: "
                "Content-Type`."
            ),
        ),
        starter=f"{BEGIN}    return response",
        solution=lambda: (
            f"""{BEGIN}    response.headers["Access-Control-Allow-Methods"] = "PUT, DELETE"
    response.headers["Access-Control-Allow-Headers"] = "Content-Type"
    return response"""
        ),
    ),
    Exercise(
        id="05-max-age",
        title="Once in ten minutes",
        task="A page of `https://app.example` sends a `DELETE` every few minutes, and each "
        "costs two requests. Let the browser remember "
        "the answer to the preflight for ten minutes.",
        accepts="app",
        judge=app_judge(Case(APP, "/notes/1", "read", DELETE, ASKED), more=_remembered),
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
        praise="Browsers cap it: Chromium keeps an answer for two hours at most.",
    ),
)
