"""The prediction of lesson 09: a session has expired, and a script is sent to a login page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.course.beats.question import Question
from cors_lab.course.exercises.app_judge import API
from cors_lab.course.exercises.trials import browser_at, status_of
from cors_lab.course.lessons.n09_redirects.exercises import APP, LOGIN_HOST
from servers import login_wall

if TYPE_CHECKING:
    from cors_lab.result.result import FetchResult


def walled() -> FetchResult:
    """A page with no session fetches an API behind a login wall."""
    hosts = {API: login_wall.create_app(), LOGIN_HOST: login_wall.login_page()}
    return browser_at(hosts).open(APP).fetch(f"{API}/me", credentials="include")


PREDICTIONS = (
    Question(
        "09-wall-for-people",
        "The session has expired. The page of https://app.example fetches https://api.example/me "
        "and is redirected, with 302, to the login page on https://login.example. What does its "
        "script get?",
        (
            (
                "The login page, as a person would.",
                lambda result: status_of(result) == 200,
                "`fetch` goes there, but the login page lets no other page read it.",
            ),
            (
                "The status 302, so that it can decide what to do.",
                lambda result: status_of(result) == 302,
                "`fetch` follows redirects by itself and shows none of them.",
            ),
            (
                "A TypeError, because the CORS check fails at the login page.",
                lambda result: result.response is None,
                "The redirect was allowed, the next answer was not. And the console names a host "
                "that your code has never called.",
            ),
        ),
        walled,
    ),
)
