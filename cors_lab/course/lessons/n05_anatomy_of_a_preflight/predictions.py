"""What lesson 05 lets a learner predict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.browser.browser import Browser
from cors_lab.course.beats.question import Question
from servers import guarded

if TYPE_CHECKING:
    from cors_lab.result.result import FetchResult

SHOP = "https://shop.example"


def _logged_in() -> FetchResult:
    browser = Browser(hosts={SHOP: guarded.create_app()})
    browser.visit(f"{SHOP}/login")
    page = browser.open("https://app.example")
    return page.fetch(f"{SHOP}/notes/1", method="DELETE", credentials="include")


PREDICTIONS = (
    Question(
        "05-guard",
        "A user with a cookie, a guard that wants it, all CORS headers right. What happens?",
        (
            (
                "The DELETE goes out with the cookie, and the guard lets it pass.",
                "ran, read",
                "It would, but a preflight goes first, without a cookie, and the guard stops that.",
            ),
            (
                "The DELETE goes out, and the guard answers 401.",
                "sent, not read",
                "It does not get that far: the preflight is stopped before.",
            ),
            (
                "The DELETE is never sent.",
                "preflight, not sent",
                "The preflight has no cookie and gets 401, which is not within 200 to 299.",
            ),
        ),
        _logged_in,
    ),
)
