"""Judging a gateway's guard: preflights pass, and nothing else does without the token."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from werkzeug.test import Client

from cors_lab.course.exercises.app_judge import API, JSON
from cors_lab.course.exercises.model import Finding
from cors_lab.course.exercises.strangers import STRANGER
from cors_lab.course.exercises.trials import Trial, browser_at, opened, status_of
from servers.token_gateway import TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.course.exercises.app_judge import Visit
    from cors_lab.result.result import FetchResult

APP = "https://app.example"
WITH_TOKEN = {"Authorization": TOKEN}
PUT = {"method": "PUT", "headers": {**JSON, **WITH_TOKEN}, "body": '"Tea"'}
NEVER_HAS_IT = (
    "A preflight never carries `Authorization`: the browser asks whether it may send it. So a "
    "guard that wants it of OPTIONS stops every call."
)
LET_IT_PASS = "Let `OPTIONS` pass to the API: it knows which page may do what."
ANSWERS_ITSELF = (
    "Your gateway answers the preflight itself, and not as the API would. Either it has to say the "
    "same, page by page, or it passes the question on."
)
# Requests without the token, by what they say of themselves, and why that is no reason.
TRICKS: tuple[tuple[dict[str, str], str], ...] = (
    ({}, "It says nothing at all."),
    (
        {"Origin": APP},
        "It only says `Origin: https://app.example`. A program writes that as easily as a browser.",
    ),
    (
        {"Access-Control-Request-Method": "PUT"},
        "It has a header that preflights have. What makes a preflight is the method `OPTIONS`.",
    ),
    (
        {"Origin": APP, "Access-Control-Request-Method": "PUT"},
        "It has both headers of a preflight, and it is none: its method is not `OPTIONS`.",
    ),
    ({"Referer": f"{APP}/notes"}, "`Referer` is only what the client says."),
    ({"Authorization": ""}, "Its token is empty, and an empty string is a part of every string."),
    ({"Authorization": "Bearer"}, "Its token is a part of the right one. Compare the whole value."),
    ({"Authorization": f"{TOKEN}m"}, "Its token only begins like the right one."),
    ({"Authorization": "Bearer eve"}, "It has a token, and not the right one."),
    ({"Authorization": f"x{TOKEN}"}, "Its token only ends like the right one."),
    (
        {"Authorization": TOKEN.replace("ada", "ADA")},
        "Capital letters are other letters.",
    ),
    (
        {"Access-Control-Request-Headers": "authorization"},
        "It only says that it will send a token. What makes a preflight is the method `OPTIONS`.",
    ),
    ({"Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "same-origin"}, "Only browsers keep to these."),
    ({"X-HTTP-Method-Override": "OPTIONS"}, "It only says so: its method is another one."),
    ({"User-Agent": "Mozilla/5.0"}, "Any program can call itself a browser."),
    ({"Cookie": "session=ada"}, "A cookie is not the token, and anyone can make one."),
    ({"Content-Type": "application/json"}, "JSON is a type, and no proof of anything."),
    (
        {"Via": "1.1 proxy", "X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "https"},
        "Any client can write what a proxy writes.",
    ),
    ({"Host": "api.example"}, "`Host` is what the client says, too."),
)
METHODS = ("GET", "PUT", "DELETE", "POST", "HEAD")


def guarded(visit: Visit) -> Iterator[Trial]:
    """The page works with the token; nothing works without."""
    yield Trial(f"`{APP}` reads the notes with its token.", partial(_works, visit, "/notes", 200))
    sentence = f"`{APP}` changes a note with its token."
    yield Trial(sentence, partial(_works, visit, "/notes/1", 204, **PUT))
    sentence = f"None of {len(TRICKS) * len(METHODS)} requests without the token gets through."
    yield Trial(sentence, partial(_tricked, visit))
    yield Trial("No strange page is allowed anything.", partial(_stranger, visit))


def _fetch(visit: Visit, origin: str, path: str, **arguments: Any) -> FetchResult:
    return opened(browser_at({API: visit.app}), origin).fetch(f"{API}{path}", **arguments)


def _works(visit: Visit, path: str, status: int, **arguments: Any) -> Finding | None:
    asked = {"headers": WITH_TOKEN} | arguments
    result = _fetch(visit, APP, path, **asked)
    if status_of(result) == status:
        return None
    first = result.exchanges[0].response if result.exchanges else None
    bad = f"`{APP}` gets an error for `{asked.get('method', 'GET')} {path}`, token and all."
    if first is not None and first.status >= 400:
        return Finding(False, bad, NEVER_HAS_IT, LET_IT_PASS, result)
    if len(result.exchanges) == 1:
        return Finding(False, bad, f"{result.verdict} {ANSWERS_ITSELF}", LET_IT_PASS, result)
    return Finding(False, bad, result.verdict, "", result)


def _tricked(visit: Visit) -> Finding | None:
    for said, why in TRICKS:
        for method in METHODS:
            path = "/notes/1" if method in ("PUT", "DELETE") else "/notes"
            body = "Tea" if method in ("PUT", "POST") else None
            answer = Client(visit.app, use_cookies=False).open(
                path, method=method, headers=said, data=body
            )
            if answer.status_code in (401, 403):
                continue
            words = ", ".join(f"`{name}: {value}`" for name, value in said.items())
            told = f"with {words} and no token" if said else "without a token"
            bad = f"`{method} {path}` {told} gets {answer.status_code}."
            fix = "Answer 401 or 403 to every request without the token, except `OPTIONS`."
            return Finding(False, bad, why, fix)
    return None


def _stranger(visit: Visit) -> Finding | None:
    for origin in (STRANGER, "null", f"{APP}.evil.example", "http://app.example"):
        result = _fetch(visit, origin, "/notes/1", **PUT)
        if len(result.exchanges) > 1 or result.response is not None:
            bad = f"The preflight of `{origin}` passes, and its PUT is sent."
            why = "The API allows one page. Your gateway allows more in its name."
            return Finding(False, bad, why, LET_IT_PASS, result)
    return None
