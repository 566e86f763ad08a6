"""The interactive parts of a lesson, used as a hand and as a keyboard would: each waits for what a
learner would then see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

QUESTION, CARDS, EXPERIMENT, CHALLENGE = (
    ".cors-predict",
    ".cors-cards",
    ".cors-experiment",
    ".cors-challenge",
)


class Choose(NamedTuple):
    """Choose an option of a select by its text; no driver can click into the browser's own list."""

    label: str
    option: str

    def __call__(self, part: Locator) -> None:
        part.get_by_label(self.label, exact=True).select_option(label=self.option)


class Fill(NamedTuple):
    """Click into a text and write something else."""

    label: str
    text: str

    def __call__(self, part: Locator) -> None:
        field = part.get_by_label(self.label, exact=True)
        field.click()
        field.fill(self.text)


class Click(NamedTuple):
    """Press a button, or tick a box, with the mouse."""

    name: str

    def __call__(self, part: Locator) -> None:
        part.get_by_role("button", name=self.name).or_(
            part.get_by_role("checkbox", name=self.name)
        ).click()


class Keys(NamedTuple):
    """Focus a control, as Tab would, and press keys; a key of more than one letter that is no name
    of a key is typed.
    """

    label: str
    keys: tuple[str, ...]

    def __call__(self, part: Locator) -> None:
        part.get_by_label(self.label, exact=True).or_(
            part.get_by_role("button", name=self.label, exact=True)
        ).focus()
        for key in self.keys:
            press(part.page, key)


def press(page: Page, key: str) -> None:
    """One key, or a text after `text:`."""
    if key.startswith("text:"):
        page.keyboard.type(key.removeprefix("text:"))
    else:
        page.keyboard.press(key)


class Use(NamedTuple):
    """One use of the experiment with this title, and the sentence that it then says."""

    title: str
    act: Choose | Fill | Click | Keys
    says: str


def experiment(page: Page, use: Use) -> None:
    part = page.locator(EXPERIMENT, has=page.locator("legend", has_text=use.title))
    use.act(part)
    part.locator(".cors-verdict", has_text=use.says).wait_for()


def question_by_mouse(question: Locator) -> None:
    """Choose the first option by its words, answer, and read why."""
    assert question.get_by_role("button", name="Answer").is_disabled()
    question.locator("label").first.click()
    question.get_by_role("button", name="Answer").click()
    question.get_by_role("status").locator(".cors-word").wait_for()


def question_by_keyboard(question: Locator) -> None:
    """Move on to the second option, answer again, and find the focus where it was."""
    question.get_by_role("radio").first.focus()
    for key in ("ArrowDown", "Tab", "Enter"):
        question.page.keyboard.press(key)
    button = question.get_by_role("button", name="Show why")
    button.wait_for()
    question.get_by_role("status").locator(".cors-word").wait_for()
    assert question.get_by_role("radio").nth(1).is_checked()
    assert button.evaluate("node => node === document.activeElement")


def cards_by_mouse(cards: Locator) -> None:
    """Turn the first card, go to the second."""
    cards.locator(".cors-card").click()
    cards.get_by_text("Card 1 of 3 · back", exact=True).wait_for()
    cards.get_by_role("button", name="Next").click()
    cards.get_by_text("Card 2 of 3 · front", exact=True).wait_for()


def cards_by_keyboard(cards: Locator) -> None:
    """From the second card to the third, turn it, and back."""
    cards.locator(".cors-card").focus()
    for key, place in (
        ("ArrowRight", "Card 3 of 3 · front"),
        ("Space", "Card 3 of 3 · back"),
        ("ArrowLeft", "Card 2 of 3 · front"),
    ):
        cards.page.keyboard.press(key)
        cards.get_by_text(place, exact=True).wait_for()


def challenge_by_mouse(challenge: Locator, needs: dict[str, bool]) -> None:
    """All twelve right, without a clock; `needs` says of each request whether it needs a
    preflight.
    """
    challenge.get_by_role("button", name="Start without a clock").click()
    for number in range(1, 13):
        challenge.get_by_text(f"Card {number} of 12").wait_for()
        request = challenge.locator("pre").inner_text()
        challenge.get_by_role(
            "button", name="Preflight (P)" if needs[request] else "No preflight (N)", exact=True
        ).click()
    challenge.get_by_text("12 right of 12 answered. ✓ Passed.").wait_for()


def challenge_by_keyboard(challenge: Locator, needs: dict[str, bool]) -> None:
    """With the clock, by keys alone: the first wrong, the second right, then stop and read what was
    missed.
    """
    challenge.get_by_role("button", name="Start: 60 seconds").press("Enter")
    challenge.get_by_text("s left").wait_for()
    # This browser asks for little motion: the number of seconds is enough.
    assert (
        challenge.locator(".cors-bar").evaluate("node => getComputedStyle(node).visibility")
        == "hidden"
    )
    for wrong in (True, False):
        answer = needs[challenge.locator("pre").inner_text()] != wrong
        challenge.page.keyboard.press("p" if answer else "n")
        challenge.get_by_role("status").get_by_text(
            "✗ Not quite" if wrong else "✓ Right."
        ).wait_for()
    challenge.get_by_text("Card 3 of 12 · 1 right").wait_for()
    challenge.get_by_role("button", name="Stop").press("Enter")
    challenge.get_by_text("Stopped. 1 right of 2 answered").wait_for()
    assert challenge.locator(".cors-missed li").count() == 1
