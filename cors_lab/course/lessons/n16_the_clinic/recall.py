"""Questions and cards of lesson 16."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.course.beats.question import Question
from cors_lab.course.clinic.play import play
from cors_lab.course.clinic.ward import drawn

if TYPE_CHECKING:
    from collections.abc import Callable

    from cors_lab.result.result import FetchResult


def _of(number: int, seed: int) -> Callable[[], FetchResult]:
    """The last call of this case."""

    def run() -> FetchResult:
        sick = drawn(number, seed)
        return play(sick.scene(sick.starter), "chromium").last

    return run


QUESTIONS = (
    Question(
        "16-guard",
        "A login check refuses each request without a token, OPTIONS too. Does the page's PUT with "
        "a token reach the app?",
        (
            ("Yes, it has a token.", "ran", "The preflight has none, and it comes first."),
            ("No.", "not ran", "The preflight was refused, so the PUT was never sent."),
        ),
        _of(3, 1),
    ),
    Question(
        "16-silent",
        "A page calls with `no-cors`. The console is silent. Can the page read the answer?",
        (
            ("Yes, nothing is blocked.", "read", "It gets an opaque answer: status 0, no body."),
            ("No.", "not read", "`no-cors` is a promise not to look."),
        ),
        _of(17, 1),
    ),
    Question(
        "16-options-only",
        "The headers are set on OPTIONS only. The page saves. Is it saved?",
        (
            (
                "Yes, and the page does not learn it.",
                "ran, not read",
                "The preflight passes, the server saves, and the answer has no header.",
            ),
            ("No, the call is blocked.", "not ran", "Only the answer is blocked."),
            ("Yes, and the page reads it.", "ran, read", "Its answer has no header."),
        ),
        _of(4, 14),
    ),
)
CARDS = (
    (
        "The console is silent, and the list is empty. Three suspects?",
        "`mode: no-cors`, a cookie that stayed at home, a header that is not exposed.",
    ),
    (
        "Access-Control-Allow-Origin is there twice. Who?",
        "The app, and a layer in front of it. Let only one of the two set it.",
    ),
    (
        "The app's log has no line for the call. Where do you look?",
        "At the preflight, at a layer that answers OPTIONS itself, and at the caches.",
    ),
)
