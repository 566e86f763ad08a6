"""Exercises on the two caches: a poisoned copy, and how long until a fix reaches everyone."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cors_lab.course.exercises.model import Exercise, Finding
from cors_lab.course.exercises.trials import trials_judge
from cors_lab.course.lessons.n10_two_caches.clocks import how_long
from cors_lab.course.lessons.n10_two_caches.street import poisoned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# What is asked: the engine, Max-Age of the preflight, Cache-Control of the copy.
LASTS: dict[str, tuple[str, str | None, str]] = {
    "Chromium, preflight, Max-Age: 86400": ("chromium", "86400", ""),
    "Firefox, preflight, Max-Age: 86400": ("firefox", "86400", ""),
    "WebKit, preflight, Max-Age: 86400": ("webkit", "86400", ""),
    "WebKit, preflight, Max-Age: 300": ("webkit", "300", ""),
    "Chromium, preflight, no Max-Age": ("chromium", None, ""),
    "Firefox, copy, Cache-Control: max-age=3600": ("firefox", None, "max-age=3600"),
}
WHY = {
    "Chromium, preflight, Max-Age: 86400": "Chromium keeps it for two hours at most: 7200 seconds.",
    "Firefox, preflight, Max-Age: 86400": "Firefox keeps it for a day at most, so here it does as "
    "the server says.",
    "WebKit, preflight, Max-Age: 86400": "WebKit's limit is the lowest of the three: ten minutes.",
    "WebKit, preflight, Max-Age: 300": "A limit only shortens. 300 is less than ten minutes, so it "
    "stays 300.",
    "Chromium, preflight, no Max-Age": "If the server says nothing, a yes is good for 5 seconds.",
    "Firefox, copy, Cache-Control: max-age=3600": "A copy is no preflight: those limits do not "
    "hold for it. Its Cache-Control says how long.",
}


@cache
def seconds(question: str) -> int:
    """The right number for one of LASTS."""
    return how_long(*LASTS[question])


def _numbers(answer: Mapping[str, object]) -> Iterator[Finding]:
    if not any(str(answer.get(question, "")).strip() for question in LASTS):
        fix = "Write a number of seconds between each pair of quotes."
        yield Finding(False, "Nothing is filled in yet.", fix=fix)
        return
    for question in LASTS:
        yield _number(question, str(answer.get(question, "")).strip())


def _number(question: str, given: str) -> Finding:
    if not given:
        return Finding(False, f"`{question}` has no number yet.", fix="Write a number of seconds.")
    if not (given.isascii() and given.isdigit()):
        fix = "Write a number of seconds in digits, with no unit: `600`."
        return Finding(False, f"`{question}`: `{given}` is no number of seconds.", fix=fix)
    if int(given) == seconds(question):
        return Finding(True, f"`{question}`: {int(given)} seconds.")
    return Finding(False, f"`{question}`: not {int(given)} seconds.", WHY[question])


def _blank() -> str:
    lines = [f'"{question}": ""' for question in LASTS]
    return _as_dict(lines)


def _solved() -> str:
    lines = [f'"{question}": "{seconds(question)}"' for question in LASTS]
    return _as_dict(lines)


def _as_dict(lines: list[str]) -> str:
    """The entries as a dict, one a line."""
    return "my_answer = {" + ",\n             ".join(lines) + "}"


TOP = """from flask import Flask, request

my_app = Flask("prices")

@my_app.get("/prices")
def prices():
"""
STARTER = f"""{TOP}    headers = {{"Cache-Control": "max-age=3600"}}
    if request.headers.get("Origin") in {{"https://app.example", "https://admin.example"}}:
        headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
    return {{"tea": 3}}, headers"""
EXPRESS = """const LISTED = new Set(["https://app.example", "https://admin.example"]);

app.get("/prices", (req, res) => {
  res.vary("Origin"); // on every answer, also without an Origin
  if (LISTED.has(req.headers.origin)) {
    res.set("Access-Control-Allow-Origin", req.headers.origin);
  }
  res.set("Cache-Control", "max-age=3600").json({ tea: 3 });
});"""

EXERCISES = (
    Exercise(
        id="10-how-long",
        title="How long until the fix is there?",
        task="You have deployed a stricter server. For how many seconds may a browser go on with "
        "the old answer? Fill in the numbers.",
        accepts="texts",
        judge=_numbers,
        hints=(
            "Each engine has a limit for preflights: ten minutes, two hours, a day. Whose is it?",
            "A limit only shortens. And a copy in the HTTP cache lives as long as its "
            "Cache-Control says.",
            "`how_long` from this lesson turns a browser's clock. Ask it.",
        ),
        starter=_blank(),
        solution=_solved,
        praise="So the honest answer to *is it fixed?* is: by tomorrow.",
    ),
    Exercise(
        id="10-poisoned",
        title="The poisoned copy",
        task="`https://app.example` and `https://admin.example` may read `/prices`, no other page "
        "may, and caches may keep it for an hour. Some users get a CORS error that reloading does "
        "not cure. Make it work for both pages, in every order, behind a CDN too. Keep the cache.",
        accepts="app",
        judge=trials_judge(poisoned),
        hints=(
            "The answer depends on a header of the request. Which header tells caches so?",
            "It belongs on every answer. The one to a request with no Origin is the very one that "
            "poisons the cache.",
        ),
        starter=STARTER,
        solution=lambda: STARTER.replace('3600"}', '3600", "Vary": "Origin"}'),
        praise="One word to the caches, and everyone gets a copy of their own. Tea is still 3.",
        express=EXPRESS,
    ),
)
