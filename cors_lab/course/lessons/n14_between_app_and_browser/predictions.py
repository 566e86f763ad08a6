"""The prediction of lesson 14: an error page, and a header that nginx adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.course.beats.question import Question
from cors_lab.course.exercises.trials import browser_at
from cors_lab.course.lessons.n14_between_app_and_browser.fronts import behind_nginx
from cors_lab.course.lessons.n14_between_app_and_browser.layers import API, APP, NOTHING, the_app

if TYPE_CHECKING:
    from cors_lab.result.result import FetchResult

ADDS = "add_header Access-Control-Allow-Origin *;"


def _a_404() -> FetchResult:
    """A page asks for what is not there, through an nginx that adds the header."""
    front = behind_nginx(ADDS, the_app({"says": NOTHING}))
    return browser_at({API: front}).open(APP).fetch(f"{API}/nothing")


PREDICTIONS = (
    Question(
        "14-error-page",
        "The app says nothing about CORS. nginx in front of it has: "
        "add_header Access-Control-Allow-Origin *; The page reads /notes. Then it asks for "
        "/nothing, which the app answers with 404. What does the page get?",
        (
            (
                "The status 404, to show a message.",
                "read",
                "Only if the header is on the 404 too. nginx leaves it out there.",
            ),
            (
                "A TypeError, as if no server had answered.",
                "sent, not read",
                "Without `always`, nginx adds headers to good answers and redirects only.",
            ),
            (
                "Nothing: the browser does not send it.",
                "not sent",
                "A GET needs no permission to be sent. The app has answered.",
            ),
        ),
        _a_404,
    ),
)
