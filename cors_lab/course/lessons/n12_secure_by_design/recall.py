"""Questions and cards on allow-lists, and on what CORS is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.test import Client

from cors_lab.course.beats.question import Question
from cors_lab.course.exercises.app_judge import API
from cors_lab.course.exercises.trials import browser_at
from cors_lab.course.lessons.n12_secure_by_design.guards import APP, GUARDS, attack, captured
from cors_lab.server.policy import Policy
from servers import shop, vault

if TYPE_CHECKING:
    from cors_lab.result.result import FetchResult


def _by_program() -> int:
    """What a program gets that says the right Origin and has no session."""
    client = Client(vault.create_app(GUARDS["listed"].allows))
    return client.get("/secret", headers={"Origin": APP}).status_code


def _forged() -> FetchResult:
    """A stranger's POST of plain text, to a shop whose CORS is in order."""
    front = shop.create_app(Policy(allow_origin=APP))
    page = browser_at({API: front}).open("https://evil.example")
    return page.fetch(f"{API}/orders", "POST", body="1000 teas", mode="no-cors")


def _dotless() -> bool:
    return captured(attack(vault.create_app(GUARDS["dot"].allows), "https://appxexample"))


QUESTIONS = (
    Question(
        "12-forged-post",
        "A shop allows https://app.example in CORS, and no other page. A page of "
        "https://evil.example sends an order as plain text. What happens to the order?",
        (
            (
                "It is blocked by CORS.",
                "not ran",
                "CORS decides who may read. The order is sent, and the shop takes it.",
            ),
            (
                "It is taken; the page does not read the answer.",
                "ran, not read",
                "The order needs no preflight and no permission. The shop has to refuse it itself.",
            ),
            (
                "It is taken, and the page reads the answer.",
                "ran, read",
                "It is not allowed to read. But it did not want to.",
            ),
        ),
        _forged,
    ),
    Question(
        "12-dot",
        'A server uses re.fullmatch("https://app.example", origin). Does https://appxexample get '
        "in?",
        (
            ("Yes.", True, "In a pattern, a dot stands for any character."),
            (
                "No: fullmatch compares the whole origin.",
                False,
                "The whole, yes, but by a pattern.",
            ),
        ),
        _dotless,
    ),
    Question(
        "12-curl",
        "The vault allows only https://app.example. What does curl get that says Origin: "
        "https://app.example and has no cookie?",
        (
            (
                "The secret: its Origin is on the list.",
                200,
                "Being on the list lets a page read. It does not log anybody in.",
            ),
            ("401.", 401, "The session decides who it is. `Origin` is only what curl says it is."),
            (
                "403: it is not a browser.",
                403,
                "A server cannot tell. It sees a request with an Origin.",
            ),
        ),
        _by_program,
    ),
)

CARDS = (
    (
        "What is the safest way to check an origin?",
        "Whether it is in a set of whole origins. No `startswith`, no `endswith`, no `in` with a "
        "string, no pattern unless you must.",
    ),
    (
        "You must use a pattern. What must it have?",
        r"The scheme, escaped dots (`\.`), narrow names (`[a-z0-9-]+`), and `re.fullmatch`.",
    ),
    (
        "What is CORS not?",
        "No login: programs write any `Origin`. No defence against forged requests: they want to "
        "run, not to read.",
    ),
)
