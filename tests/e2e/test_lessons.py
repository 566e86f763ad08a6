"""Each lesson from top to bottom in a real JupyterLab: nothing fails, every part answers to mouse
and keyboard, axe is content.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cors_lab.course import SpeedChallenge
from tests.e2e import parts
from tests.e2e.axe import violations
from tests.e2e.parts import Choose, Click, Fill, Keys, Use
from tests.tools.notebooks import lessons

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.e2e.lab import OpenNotebook

ERRORS = '.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.error"]'
PLAIN = "text:from servers import practice; app = practice.create_app()"
CODE = "The server: Flask, and it ends with an app"
# By lesson: each experiment used by mouse, then by keyboard, and what it says then.
EXPERIMENTS: dict[str, tuple[Use, ...]] = {
    "01": (
        Use(
            "Origin ruler",
            Fill("B, the URL that it asks", "https://app.example/other"),
            "One origin",
        ),
        Use(
            "Origin ruler",
            Keys("B, the URL that it asks", ("Control+a", "text:http://app.example/")),
            "they differ in scheme",
        ),
    ),
    "02": (
        Use(
            "dial",
            Fill("Access-Control-Allow-Origin (empty: not sent)", "*"),
            "can read the response",
        ),
        Use("dial", Click("A proxy adds the same line again"), "`*, *`".replace("`", "")),
        Use("dial", Keys("The page", ("ArrowDown",)), "may hold one origin"),
    ),
    "03": (
        Use("Side-effect counter", Click("Send"), "The server has taken 2 orders"),
        Use("Side-effect counter", Keys("Send", ("Enter",)), "The server has taken 3 orders"),
    ),
    "04": (
        Use(
            "Preflight or not?",
            Choose("Headers, one a line: examples", "X-Requested-With: XMLHttpRequest"),
            "X-Requested-With",
        ),
        Use("Preflight or not?", Click("upload listener"), "Upload listener or stream"),
        Use(
            "Preflight or not?",
            Keys("Headers, one a line", ("Control+a", "text:nonsense")),
            "line 1 of the headers has no colon",
        ),
        Use(
            "Preflight or not?",
            Keys("Headers, one a line", ("Control+a", "Delete")),
            "because of Upload listener or stream.",
        ),
    ),
    "05": (
        Use(
            "Four gates",
            Choose("Allow-Origin", "*"),
            "Gate 3: method is shut.",
        ),
        Use(
            "Four gates",
            Keys("Method", ("Home",)),
            "Gate 4: headers is shut.",
        ),
    ),
    "06": (
        Use(
            "who gets what",
            Choose(f"{CODE}: examples", "by hand"),
            "reads 7 of 7 answers as it should, a stranger 0 of 3",
        ),
        Use(
            "who gets what",
            Keys(CODE, ("Control+a", "text:app = 1 / 0", "Shift+Enter")),
            "ZeroDivisionError",
        ),
        Use("who gets what", Keys(CODE, ("Control+a", PLAIN, "Control+Enter")), "reads 0 of 7"),
        Use("The same, elsewhere", Choose("Framework", "nginx"), "nginx: not run here"),
        Use("The same, elsewhere", Keys("Framework", ("Home",)), "Flask by hand: not run here"),
    ),
    "07": (
        Use("Cookie matrix", Choose("SameSite", "None"), "The login works in no engine"),
        Use("Cookie matrix", Click("Secure"), "The login works in Chromium and Firefox only"),
        Use("Cookie matrix", Keys("credentials", ("Home",)), "The login works in no engine"),
    ),
    "08": (
        Use("X-ray", Click("Expose X-Total-Count"), "JavaScript reads 3 of them"),
        Use("X-ray", Keys("Expose *", ("Space",)), "JavaScript reads 9 of them"),
    ),
    "09": (
        Use(
            "Redirect map",
            Choose("It is sent on to", "https://login.example"),
            "the last host allowed null",
        ),
        Use("Redirect map", Keys("It is sent on to", ("End",)), "the server allowed https://app"),
    ),
    "10": (
        Use("Time machine", Click("app.example fetches the prices"), "the browser's copy"),
        Use("Time machine", Keys("+2 hours", ("Enter",)), "The clock is turned"),
    ),
    "12": (
        Use("Red team", Fill("Your page's origin", "https://evil.example"), "does not get it"),
        Use("Red team", Keys("The vault allows", ("Home",)), "You have it"),
    ),
    "14": (
        Use("The chain", Click("The app runs"), "The answer is from: nginx."),
        Use("The chain", Keys("nginx adds", ("Home",)), "The server answered 502"),
        Use(
            "In front of an app",
            Choose("In front of the app", "Traefik"),
            "Traefik: let only one layer",
        ),
        Use(
            "In front of an app",
            Keys("In front of the app", ("Home",)),
            "nginx: let only one layer",
        ),
    ),
}


@pytest.fixture(params=[path.name for path in lessons()], ids=lambda name: name[:2])
def lesson(request: pytest.FixtureRequest, open_notebook: Any) -> tuple[str, OpenNotebook]:
    """A lesson, run; the window is high, so that JupyterLab has every cell in the page."""
    opened: OpenNotebook = open_notebook(request.param, height=20_000)
    opened.run_all()
    return request.param[:2], opened


def test_a_lesson_from_top_to_bottom(lesson: tuple[str, OpenNotebook], screenshots: Path) -> None:
    number, opened = lesson
    page = opened.page
    assert page.locator(ERRORS).count() == 0
    questions = page.locator(parts.QUESTION)
    questions.nth(0 if number == "00" else 3).wait_for()  # a prediction, and three to recall
    for question in questions.all():
        parts.question_by_mouse(question)
        parts.question_by_keyboard(question)
    if number != "00":
        parts.cards_by_mouse(page.locator(parts.CARDS))
        parts.cards_by_keyboard(page.locator(parts.CARDS))
    for use in EXPERIMENTS.get(number, ()):
        parts.experiment(page, use)
    if number == "04":
        needs = {card.request: card.answer == 0 for card in SpeedChallenge().deck}
        parts.challenge_by_mouse(page.locator(parts.CHALLENGE), needs)
        parts.challenge_by_keyboard(page.locator(parts.CHALLENGE), needs)
    assert violations(page) == []
    opened.dark()
    assert violations(page) == []
    assert opened.screenshot(f"lesson-{number}-dark", screenshots).stat().st_size > 20_000
    assert opened.errors == []


def test_every_lesson_has_its_experiment() -> None:
    assert sorted({path.name[:2] for path in lessons()} - set(EXPERIMENTS)) == [
        "00",
        "16",
    ]  # whose bench and whose clinic have tests of their own


def test_what_axe_must_not_overlook(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(
        '<div class="cors-predict"><img src="x.png"><p>Fine.</p></div><div><img '
        'src="not-ours.png"></div>'
    )
    (found,) = violations(page)
    assert found.startswith('image-alt (critical): <img src="x.png">')
    page.close()
