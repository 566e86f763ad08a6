"""The prediction of lesson 07: a cookie with no SameSite, and CORS in order."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cors_lab.browser.browser import Browser
from cors_lab.course.beats.question import Question
from cors_lab.course.exercises.trials import status_of
from cors_lab.server.policy import Policy, PolicyFront
from servers import login_api

if TYPE_CHECKING:
    from cors_lab.result.result import FetchResult

ENGINES = (("Chromium", "chromium"), ("Firefox", "firefox"), ("WebKit", "webkit"))
APP, API = "https://app.example", "https://api.example"


def logged_in(
    cookie: str, engine: str = "chromium", login: str = "include", me: str = "include"
) -> FetchResult:
    """A page logs in with one credentials mode, and asks for /me with another."""
    front = PolicyFront(
        login_api.create_app(cookie), Policy(allow_origin=APP, allow_credentials=True)
    )
    page = Browser(engine, hosts={API: front}).open(APP)
    page.fetch(f"{API}/login", "POST", credentials=login)
    return page.fetch(f"{API}/me", credentials=me)


def readers(cookie: str) -> list[str]:
    """The engines in which a page of another site reads /me after its login with this cookie."""
    return [name for name, engine in ENGINES if status_of(logged_in(cookie, engine)) == 200]


PREDICTIONS = (
    Question(
        "07-no-samesite",
        "The page of https://app.example logs in at https://api.example, and then asks for /me. "
        "Both requests say include, and CORS is in order. The cookie says nothing of SameSite. In "
        "which browsers does the page read Ada's account?",
        (
            (
                "In all three: the page asks, and the server allows it.",
                ["Chromium", "Firefox", "WebKit"],
                "CORS allows it in all three. But there is a third condition: the cookie's own "
                "rules, and they differ.",
            ),
            (
                "In Chromium and Firefox.",
                ["Chromium", "Firefox"],
                "Chromium takes a cookie without SameSite for Lax, and throws it away here.",
            ),
            (
                "In Firefox only.",
                ["Firefox"],
                "Chromium takes a cookie without SameSite for Lax, and WebKit lets no other site "
                "store any. Neither calls that a CORS error: the page reads 401.",
            ),
            (
                "In none: a CORS error.",
                [],
                "CORS is in order, so every page reads what the answer says.",
            ),
        ),
        partial(readers, "session=ada; Path=/; HttpOnly"),
    ),
)
