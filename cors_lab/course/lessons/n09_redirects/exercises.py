"""Exercises on redirects and on the origin null: a login wall, a missing slash, a trusting list."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from cors_lab.course.exercises.app_judge import API, EMBEDDER, JSON
from cors_lab.course.exercises.model import Exercise, Finding
from cors_lab.course.exercises.strangers import Stranger, strangers
from cors_lab.course.exercises.trials import Trial, browser_at, opened, status_of, trials_judge
from servers import login_wall

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cors_lab.browser.browser import Browser
    from cors_lab.course.exercises.app_judge import Visit
    from cors_lab.result.result import FetchResult

APP, ADMIN = "https://app.example", "https://admin.example"
LOGIN_HOST = "https://login.example"
POST: dict[str, Any] = {"method": "POST", "headers": JSON, "body": '"Buy milk"'}
DELETE: dict[str, Any] = {"method": "DELETE"}
NULL = "`null` is the origin of a sandboxed frame, and any page can make one."


def browser_of(visit: Visit, login: bool) -> Browser:
    """A fresh profile, for which the app is the API, and the login page is on its own host."""
    hosts = {API: visit.app, LOGIN_HOST: login_wall.login_page()}
    return browser_at(hosts, login=f"{API}/login" if login else "")


def fetched(
    visit: Visit, path: str, arguments: Mapping[str, Any], login: bool, page: str = APP
) -> FetchResult:
    """One fetch with cookies, by a page of this origin."""
    browser = browser_of(visit, login)
    return opened(browser, page).fetch(f"{API}{path}", credentials="include", **arguments)


MODES = ("include", "same-origin")


def got_through(
    visit: Visit, path: str, arguments: Mapping[str, Any]
) -> tuple[Stranger, FetchResult] | None:
    """The first strange origin that reads, or gets a request with a preflight through."""
    browser = browser_of(visit, login=True)
    for stranger in strangers([APP, ADMIN]):
        for mode in MODES:
            page = opened(browser, stranger.origin)
            result = page.fetch(f"{API}{path}", credentials=mode, **arguments)
            if result.response is not None or (result.executed and arguments):
                return stranger, result
    return None


# What is asked: path, arguments, logged in or not; the status that the page must read.
WALL: tuple[tuple[str, dict[str, Any], bool, int], ...] = (
    ("/me", {}, False, 401),
    ("/notes", {}, False, 401),
    ("/notes", POST, False, 401),
    ("/me", {}, True, 200),
    ("/notes", POST, True, 201),
    ("/notes/1", DELETE, True, 204),
)


def _wall(visit: Visit) -> Iterator[Trial]:
    for path, arguments, login, status in WALL:
        who = "logged in" if login else "not logged in"
        words = f"`{arguments.get('method', 'GET')} {path}`, {who}"
        find = partial(_not_read, visit, path, arguments, login, status, words)
        yield Trial(f"`{APP}` reads {status} of {words}.", find)
    yield Trial("A made-up session is none: 401.", partial(_made_up, visit))
    yield Trial(
        "No strange origin reads `/me`, with Ada's cookie or without.", partial(_stranger, visit)
    )


def _not_read(
    visit: Visit, path: str, arguments: dict[str, Any], login: bool, status: int, words: str
) -> Finding | None:
    result = fetched(visit, path, arguments, login)
    if status_of(result) == status:
        return None
    bad = f"`{APP}` should read {status} of {words}."
    return Finding(False, bad, _why_not_read(result), trace=result)


def _made_up(visit: Visit) -> Finding | None:
    """A session that only begins like Ada's, or ends like it, or is a part of it."""
    for session in ("adamant", "canada", "ad", ""):
        browser = browser_of(visit, login=False)
        browser.open(API).cookie = f"session={session}; Secure; SameSite=None"
        result = browser.open(APP).fetch(f"{API}/notes", credentials="include")
        if status_of(result) != 401:
            why = "Compare the whole value of the cookie."
            return Finding(False, f"The session `{session}` is let in.", why, trace=result)
    return None


GOT = {
    200: "With no session, nothing may be handed out. And a script cannot use a page for people.",
    302: "A script cannot do anything with a redirect to a page for people.",
    401: "The wall does not recognise Ada's session.",
    403: "403 says that Ada may not. 401 says that she has to log in.",
}
FOLLOWED = (
    "`fetch` follows the redirect to a page for people, which its script cannot read. A script "
    "needs a status that says what to do."
)


def _why_not_read(result: FetchResult) -> str:
    got = status_of(result)
    if got is not None:
        return f"It reads {got}. {GOT.get(got, '')}".strip()
    answers = [exchange.response for exchange in result.exchanges if exchange.response]
    if not answers:
        return result.verdict
    if result.exchanges[0].kind == "preflight" and not 200 <= answers[0].status <= 299:
        return (
            f"The preflight is answered {answers[0].status}. It never carries a cookie, so the "
            "wall has to let OPTIONS pass."
        )
    if any(300 <= answer.status <= 399 for answer in answers):
        return FOLLOWED
    return result.verdict


def _stranger(visit: Visit) -> Finding | None:
    if (found := got_through(visit, "/me", {})) is None:
        return None
    stranger, result = found
    bad = f"It works, and that is the bug: `{stranger.origin}` reads `/me`."
    return Finding(False, bad, stranger.why, stranger.fix, result)


def _slash(visit: Visit) -> Iterator[Trial]:
    for path, words in (("/feedback", "without the slash"), ("/feedback/", "with it")):
        sentence = f"`{APP}` sends JSON to `{path}`, {words}, and reads 201."
        yield Trial(sentence, partial(_not_sent, visit, path, words))
    yield Trial("No strange origin can send that.", partial(_stranger_sends, visit))


def _not_sent(visit: Visit, path: str, words: str) -> Finding | None:
    result = fetched(visit, path, POST, False)
    if status_of(result) == 201 and "Ada" in result.response.text():  # type: ignore[union-attr]
        return None
    bad = f"`{APP}` should send JSON to `{path}`, {words}, and read 201, but does not."
    return Finding(False, bad, _why_not_sent(result), trace=result)


def _why_not_sent(result: FetchResult) -> str:
    if result.response is not None:
        return f"It reads the status {result.response.status}."
    if result.error and result.error.code == "preflight-redirect":
        return (
            "The preflight is answered with a redirect. A preflight is never redirected, whatever "
            "headers the answer has."
        )
    return result.verdict


def _stranger_sends(visit: Visit) -> Finding | None:
    if (found := got_through(visit, "/feedback", POST)) is None:
        return None
    stranger, result = found
    why = "The headers were in order before, and did not allow this origin."
    return Finding(False, f"`{stranger.origin}` can send it too.", why, stranger.fix, result)


def _null(visit: Visit) -> Iterator[Trial]:
    for page in (APP, ADMIN):
        yield Trial(f"`{page}` reads `/me` with its cookie.", partial(_no_account, visit, page))
    for kind, words in (("sandbox", "a sandboxed frame"), ("data", "a frame from a `data:` URL")):
        sentence = f"The attacker gets nothing from {words}."
        yield Trial(sentence, partial(_break_in, visit, kind, words))
    yield Trial("Nor does any other strange origin.", partial(_stranger, visit))
    yield Trial("`Vary: Origin` is on every answer.", partial(_not_told, visit))


def _no_account(visit: Visit, page: str) -> Finding | None:
    result = fetched(visit, "/me", {}, True, page)
    if status_of(result) == 200 and "Ada" in result.response.text():  # type: ignore[union-attr]
        return None
    return Finding(False, f"`{page}` should read `/me`.", result.verdict, trace=result)


def _break_in(visit: Visit, kind: str, words: str) -> Finding | None:
    frame = browser_of(visit, login=True).open("null", embedder=EMBEDDER, kind=kind)
    result = frame.fetch(f"{API}/me", credentials="include")
    if result.response is None:
        return None
    bad = f"You are in, as the attacker: {words} of `{EMBEDDER}` reads `/me` with Ada's cookie."
    return Finding(False, bad, NULL, "Take `null` off the list.", result)


def _not_told(visit: Visit) -> Finding | None:
    for page in (APP, EMBEDDER):
        result = fetched(visit, "/me", {}, True, page)
        response = result.exchanges[-1].response
        vary = [value for name, value in response.headers if name == "Vary"] if response else []
        if "origin" not in ", ".join(vary).lower():
            why = "The answer depends on `Origin`, and a cache may give it to another page."
            fix = 'Add `response.vary.add("Origin")` in front of the `if`.'
            return Finding(False, f"`Vary: Origin` is missing for `{page}`.", why, fix, result)
    return None


WALL_TOP = """from flask import redirect, request
from servers import by_hand

my_app = by_hand.create_app()

@my_app.before_request
def wall():
"""
SENT_AWAY = 'request.path != "/login" and request.cookies.get("session") != "ada"'
WALL_STARTER = f"""{WALL_TOP}    if {SENT_AWAY}:
        return redirect("{LOGIN_HOST}/")"""
WALL_SOLUTION = f"""{WALL_TOP}    if request.method == "OPTIONS" or request.path == "/login":
        return None
    if request.cookies.get("session") != "ada":
        return {{"login": "https://login.example/"}}, 401"""
WALL_EXPRESS = """app.use((req, res, next) => {
  // Behind the CORS headers, so that the 401 has them too.
  if (req.method === "OPTIONS") return res.sendStatus(204);
  if (req.path === "/login" || req.cookies.session === "ada") return next();
  res.status(401).json({ login: "https://login.example/" });
});"""

SLASH_STARTER = """from servers import by_hand

my_app = by_hand.create_app()

@my_app.post("/feedback/")
def feedback():
    return {"thanks": "Ada"}, 201"""
SLASH_EXPRESS = """// Express takes /feedback and /feedback/ for one route,
// unless somebody has said app.enable("strict routing").
app.post("/feedback", (req, res) => res.status(201).json({ thanks: "Ada" }));"""

NULL_TOP = """from flask import request
from servers import practice

my_app = practice.create_app()

@my_app.after_request
def allow(response):
"""
NULL_END = """        response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
        response.headers["Access-Control-Allow-Credentials"] = "true"
    return response"""
NULL_STARTER = f"""{NULL_TOP}    listed = {{"{APP}", "{ADMIN}", "null"}}
    if request.headers.get("Origin") in listed:
{NULL_END}"""
NULL_SOLUTION = f"""{NULL_TOP}    listed = {{"{APP}", "{ADMIN}"}}
    response.vary.add("Origin")
    if request.headers.get("Origin") in listed:
{NULL_END}"""
NULL_EXPRESS = """const LISTED = new Set(["https://app.example", "https://admin.example"]);

app.use((req, res, next) => {
  res.vary("Origin");
  if (LISTED.has(req.headers.origin)) {
    res.set("Access-Control-Allow-Origin", req.headers.origin);
    res.set("Access-Control-Allow-Credentials", "true");
  }
  next();
});"""

EXERCISES = (
    Exercise(
        id="09-wall",
        title="A wall for scripts",
        task="This API sends everyone with no session to a login page. A page of "
        "`https://app.example` fetches it, and gets a TypeError. Let the page read 401 instead. "
        "For those who have logged in, everything works: `GET`, `POST` of JSON, `DELETE`. No "
        "other page reads anything.",
        accepts="app",
        judge=trials_judge(_wall),
        hints=(
            "A `fetch` cannot log anyone in. It needs a status that says so: 401.",
            "The CORS headers are in order: `by_hand` sets them on every answer, your 401 too. The "
            "wall only has to answer something else.",
            "A preflight carries no cookie. The wall must not ask for one.",
        ),
        starter=WALL_STARTER,
        solution=lambda: WALL_SOLUTION,
        praise="The page reads 401 and sends its user to the login page itself. A person can log "
        "in there. A fetch never could.",
        express=WALL_EXPRESS,
    ),
    Exercise(
        id="09-slash",
        title="A slash too few",
        task="Pages of `https://app.example` send JSON to `/feedback`, with no slash at the end, "
        "and cannot be changed any more. The view is `/feedback/`. Let both work. The CORS headers "
        "are in order.",
        accepts="app",
        judge=trials_judge(_slash),
        hints=(
            "Flask answers `/feedback` with a redirect, 308, and the preflight as well. Which rule "
            "says that this can never work?",
            "A view can have two addresses, with two lines of `@my_app.post`. Or look for "
            "`strict_slashes` in Flask's documentation.",
        ),
        starter=SLASH_STARTER,
        solution=lambda: SLASH_STARTER.replace('/")', '/", strict_slashes=False)'),
        praise="One slash, three hours of somebody's life. Not of yours.",
        express=SLASH_EXPRESS,
    ),
    Exercise(
        id="09-null",
        title="A list that trusts null",
        task="Somebody put `null` on this list, so that a file on the desktop could be tested. Now "
        "a sandboxed frame of any page reads `/me` with Ada's cookie. Close it. "
        "`https://app.example` and `https://admin.example` still read, and no other page does.",
        accepts="app",
        judge=trials_judge(_null),
        hints=(
            "`null` is not one page. It is what every page sends that has no origin of its own.",
            "Keep the list, and take one entry off it. There is no safe way to trust it a little.",
            "The answer depends on `Origin`, so every answer says `Vary: Origin` (lesson 06).",
        ),
        starter=NULL_STARTER,
        solution=lambda: NULL_SOLUTION,
        praise="For tests on the desktop, `python -m http.server` gives a file an origin.",
        express=NULL_EXPRESS,
    ),
)
