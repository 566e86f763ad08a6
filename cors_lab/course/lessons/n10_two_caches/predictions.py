"""The prediction of lesson 10: an image, a copy, and a script that meets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.course.beats.question import Question
from cors_lab.course.exercises.trials import browser_at
from cors_lab.course.lessons.n10_two_caches.clocks import API, PAGE
from servers import cached_api

if TYPE_CHECKING:
    from cors_lab.result.result import FetchResult


def after_an_image() -> FetchResult:
    """A page fetches what an <img> of it has loaded."""
    page = browser_at({API: cached_api.create_app()}).open(PAGE)
    page.fetch(f"{API}/prices", mode="no-cors")
    return page.fetch(f"{API}/prices")


PREDICTIONS = (
    Question(
        "10-image-first",
        "An <img> in the page has loaded https://api.example/prices. The server allows "
        "https://app.example. Now a script of this page fetches the same URL. What happens?",
        (
            (
                "It reads the prices: the server allows it.",
                "read",
                "The server would. It was not asked: a copy without the header has answered.",
            ),
            (
                "An error, and no request leaves the browser.",
                "not read, not sent",
                "The copy was made for an image, which sends no Origin, so it has no header. The "
                "check fails on the copy.",
            ),
            (
                "An error, and the server's log shows the request.",
                "not read, sent",
                "The log shows the image's request alone. The copy is fresh, so nothing is sent.",
            ),
        ),
        after_an_image,
    ),
)
