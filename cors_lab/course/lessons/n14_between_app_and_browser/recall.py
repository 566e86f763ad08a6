"""Questions and cards on the layers between a page and its app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.course.beats.question import Question
from cors_lab.course.exercises.app_judge import JSON
from cors_lab.course.exercises.trials import browser_at
from cors_lab.course.lessons.n14_between_app_and_browser.builds import deployed
from cors_lab.course.lessons.n14_between_app_and_browser.layers import (
    API,
    APP,
    BY_LIST,
    DEV,
    PASS,
    REFUSE,
    cdn,
    gateway,
    the_app,
)
from cors_lab.course.lessons.n14_between_app_and_browser.onward import Heard, Tap

if TYPE_CHECKING:
    from cors_lab.result.result import FetchResult

PUT: dict[str, Any] = {"method": "PUT", "headers": JSON, "body": '"Tea"'}


def _asked_of_the_app() -> int:
    """How many requests of one PUT reach the app behind a gateway that refuses OPTIONS."""
    log: list[Heard] = []
    app = Tap("app", the_app({"says": BY_LIST}), log)
    front = gateway(app, {"options": REFUSE, "others": PASS})
    browser_at({API: front}).open(APP).fetch(f"{API}/notes/1", **PUT)
    return len(log)


def _stripped() -> FetchResult:
    """A CDN takes `Origin` off, and the app decides by it."""
    front, _ = cdn(the_app({"says": BY_LIST}), {"strips": True, "keeps": False})
    return browser_at({API: front}).open(APP).fetch(f"{API}/notes")


def _origin_through_a_proxy() -> bool:
    """Does a GET through the dev proxy have an Origin?"""
    result = deployed(DEV, f"{DEV}/api/notes", DEV)
    return any(name.lower() == "origin" for name, _ in result.exchanges[0].request.headers)


QUESTIONS = (
    Question(
        "14-log",
        "A gateway answers every OPTIONS with 403. A page sends one PUT of JSON. How many lines "
        "does the app behind the gateway write into its log?",
        (
            ("None.", 0, "The preflight ends at the gateway, and the PUT is never sent."),
            ("One: the preflight.", 1, "The gateway has answered it, and passed nothing on."),
            ("Two.", 2, "Two would be right if the gateway passed OPTIONS on."),
        ),
        _asked_of_the_app,
    ),
    Question(
        "14-strips",
        "The app sends back the Origin that asks, if it is on its list. A CDN in front takes "
        "Origin off the request. The page is on the list. Does it read the answer?",
        (
            ("Yes: it is on the list.", "read", "The app no longer learns who asks."),
            (
                "No: the app sees no Origin.",
                "ran, not read",
                "To the app it looks like a request of no page at all, so it allows none.",
            ),
        ),
        _stripped,
    ),
    Question(
        "14-through-the-proxy",
        "A page of http://localhost:3000 GETs /api/notes of its dev proxy. Does the request say "
        "which origin asks?",
        (
            (
                "Yes: Origin: http://localhost:3000.",
                True,
                "A browser sends it with a GET to another origin. This one is the page's own.",
            ),
            ("No.", False, "It is a GET to the page's own origin: CORS plays no part."),
        ),
        _origin_through_a_proxy,
    ),
)

CARDS = (
    (
        "`Access-Control-Allow-Origin` comes twice. What do you do?",
        "Let one layer speak. Take the line out of the other one, or let the outer one hide what "
        "the inner one says.",
    ),
    (
        "The page says `CORS error`, and only when something goes wrong. Where do you look?",
        "At the layer that made the error page. In nginx: is `always` behind `add_header`?",
    ),
    (
        "The API is someone else's, and says nothing about CORS. What can you do?",
        "Ask it from a back end of your own, with a list of whole addresses, and no redirects. "
        "Never from an open relay.",
    ),
)
