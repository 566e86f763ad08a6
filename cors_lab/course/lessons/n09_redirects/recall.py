"""Questions and cards on redirects and on the origin null."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.course.beats.question import Question
from cors_lab.course.exercises.app_judge import API, EMBEDDER
from cors_lab.course.exercises.trials import browser_at
from cors_lab.course.lessons.n09_redirects.exercises import APP
from cors_lab.server.policy import ECHO, Policy, PolicyFront
from servers import by_hand, login_wall, practice

if TYPE_CHECKING:
    from cors_lab.result.result import FetchResult


def _slashless() -> FetchResult:
    return browser_at({API: by_hand.create_app()}).open(APP).fetch(f"{API}/reports", "DELETE")


def _framed() -> FetchResult:
    front = PolicyFront(practice.create_app(), Policy(allow_origin="null", allow_credentials=True))
    browser = browser_at({API: front}, login=f"{API}/login")
    frame = browser.open("null", embedder=EMBEDDER)
    return frame.fetch(f"{API}/me", credentials="include")


def _last_origin() -> str:
    """What the request says of its origin behind a redirect from one foreign host to another."""
    wall = login_wall.create_app()
    host = PolicyFront(login_wall.login_page(), Policy(allow_origin=ECHO, allow_credentials=True))
    page = browser_at({API: wall, "https://login.example": host}).open(APP)
    result = page.fetch(f"{API}/me", credentials="include")
    return dict(result.exchanges[-1].request.headers)["Origin"]


QUESTIONS = (
    Question(
        "09-who-asks",
        "A page of https://app.example fetches https://api.example, which redirects it to "
        "https://login.example. Which Origin does the login host see?",
        (
            (
                "https://app.example",
                "https://app.example",
                "The page did not choose this address. The API did.",
            ),
            (
                "https://api.example",
                "https://api.example",
                "The API sent it there, but the request is not the API's.",
            ),
            (
                "null",
                "null",
                "From one foreign origin to another, the request loses its name.",
            ),
        ),
        _last_origin,
    ),
    Question(
        "09-slash-308",
        "The view is /reports/, the page sends DELETE /reports, and the 308 has every CORS header. "
        "What happens to the DELETE?",
        (
            (
                "It follows the redirect and runs.",
                "ran",
                "It was never sent: the preflight met the 308 first.",
            ),
            (
                "It is never sent.",
                "not sent",
                "A preflight must not be redirected, whatever headers the 308 has.",
            ),
        ),
        _slashless,
    ),
    Question(
        "09-null-listed",
        "A server allows the origin null, with credentials. Who can read what is Ada's?",
        (
            (
                "Only files that Ada opens from her own disk.",
                lambda result: result.response is None,
                "Those can, and so can many others.",
            ),
            (
                "Any page that Ada visits.",
                lambda result: result.response is not None,
                "A sandboxed frame has the origin `null`, and any page can make one.",
            ),
        ),
        _framed,
    ),
)

CARDS = (
    (
        "An API sends a fetch to a login page. What should it do instead?",
        "Answer 401, with CORS headers. The page reads it and sends its user to the login page.",
    ),
    (
        "When does `Origin` become `null`?",
        "After a redirect from one foreign origin to another; in a sandboxed frame; in a page from "
        "`data:` or `file:`.",
    ),
    (
        "May `null` be on an allow-list?",
        "Never. It is not one page. It is every page that wants to be nobody.",
    ),
)
