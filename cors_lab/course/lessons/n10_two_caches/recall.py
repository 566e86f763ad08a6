"""Questions and cards on the preflight cache and the HTTP cache."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cors_lab.course.beats.question import Question
from cors_lab.course.exercises.trials import browser_at
from cors_lab.course.lessons.n10_two_caches.clocks import API, PAGE, how_long
from cors_lab.server.policy import Policy, PolicyFront
from servers import cached_api, practice
from servers.cdn import Cdn

if TYPE_CHECKING:
    from cors_lab.result.result import FetchResult

ADMIN = "https://admin.example"
CALL = (f"{API}/notes/1", "DELETE")


def _after_a_no() -> FetchResult:
    """A preflight is refused, the server is fixed, and the page tries again."""
    front = PolicyFront(practice.create_app(), Policy(preflight_status=403))
    page = browser_at({API: front}).open("https://new.example")
    page.fetch(*CALL)
    front.policy = Policy(allow_origin="https://new.example", allow_methods="DELETE")
    return page.fetch(*CALL)


def _behind_a_cdn() -> FetchResult:
    """One page reads, then another, behind a CDN that no Vary has told anything."""
    cdn = Cdn(cached_api.create_app())
    browser_at({API: cdn}).open(PAGE).fetch(f"{API}/prices")
    return browser_at({API: cdn}).open(ADMIN).fetch(f"{API}/prices")


QUESTIONS = (
    Question(
        "10-cap",
        "A server sends Access-Control-Max-Age: 86400. For how long does Chromium not ask again?",
        (
            ("Ten minutes", 600, "That is WebKit's limit."),
            ("Two hours", 7200, "Chromium keeps an answer for 7200 seconds at most."),
            ("A day", 86400, "That is Firefox's limit."),
        ),
        partial(how_long, "chromium", "86400"),
    ),
    Question(
        "10-no-forgotten",
        "A preflight was refused. You fix the server at once, and the page tries again, in "
        "Chromium. What happens?",
        (
            (
                "It works.",
                "read",
                "The preflight cache keeps what was allowed. A no is not kept.",
            ),
            (
                "It fails until five seconds have passed.",
                "not read",
                "That is how long a yes is kept if there is no Max-Age.",
            ),
        ),
        _after_a_no,
    ),
    Question(
        "10-shared-copy",
        "Two pages may read, and the server names the one that asks, with no Vary. A CDN stands in "
        "front. https://app.example has just read. What does https://admin.example get?",
        (
            (
                "The prices: it is on the list.",
                "read",
                "The list is on the server, and the CDN did not ask the server.",
            ),
            (
                "An error: the CDN's copy names https://app.example.",
                "not read, sent",
                "The copy is for everyone, and it names one. `Vary: Origin` keeps a copy for each.",
            ),
            (
                "Nothing is sent: its own browser has a copy.",
                "not sent",
                "It is another browser, which has never asked.",
            ),
        ),
        _behind_a_cdn,
    ),
)

CARDS = (
    (
        "For how long may a browser go on with the answer to a preflight?",
        "`Access-Control-Max-Age`, at most 7200 s in Chromium, 86400 s in Firefox, 600 s in "
        "WebKit. 5 s if the server says nothing.",
    ),
    (
        "What does `Vary: Origin` tell a cache?",
        "That the answer depends on who asks: keep a copy for each `Origin`, and one for none.",
    ),
    (
        "`*`, or a name with `Vary`: what is simpler for caches?",
        "`*` on every answer, if everyone may read and no cookies are needed. Then all copies are "
        "equal.",
    ),
)
