"""The speed challenge: its keys are computed, its score is kept, and it can be read without a
kernel.
"""

from __future__ import annotations

from typing import Any

import pytest

from cors_lab.course import SpeedChallenge
from cors_lab.course.lessons.n04_preflight_or_not import challenge
from cors_lab.course.lessons.n04_preflight_or_not.challenge import DECK, KEY, card
from cors_lab.course.record.record import current
from cors_lab.course.study.challenge import DEALT, MISSES
from cors_lab.course.study.decks import KINDS


@pytest.fixture(scope="module")
def game() -> Any:
    return SpeedChallenge()


def test_there_are_enough_cards_of_both_kinds(game: Any) -> None:
    needs = [one.answer == 0 for one in game.deck]
    assert len({one.request for one in game.deck}) == len(DECK) >= 2 * DEALT
    assert 8 <= sum(needs) <= len(needs) - 8
    assert MISSES < DEALT


@pytest.mark.parametrize(
    ("request_", "needs", "why"),
    [
        (("GET", "Cookie: session=ada"), False, "The browser drops it silently"),
        (("POST", "Content-Type: TEXT/PLAIN"), False, "The type itself is `text/plain`"),
        (("GET", "Content-Type: application/json"), True, "The type is `application/json`"),
        (("POST", "+"), True, "No form could do that"),
        (("PATCH",), True, "Only GET, HEAD and POST go without asking."),
    ],
)
def test_a_card_says_why(request_: tuple[str, ...], needs: bool, why: str) -> None:
    one = card(*request_)
    assert one.needs is needs
    assert one.why.startswith(why)


def test_every_engine_agrees_with_the_keys() -> None:
    for engine in ("chromium", "firefox", "webkit", "standard"):
        for method, *lines in DECK:
            result = challenge.asked(
                method,
                challenge.pairs_of("\n".join(line for line in lines if line != "+")),
                "+" in lines,
                engine,
            )
            assert (result.exchanges[0].kind == "preflight") == card(method, *lines).needs, (
                engine,
                method,
                lines,
            )


def test_a_passed_game_and_the_best_time_are_kept() -> None:
    game = SpeedChallenge()
    game.result = [1, 9, 12, 20.0]
    assert current().done["recall"] == {KEY: False}
    game.result = [2, 10, 12, 0]
    assert current().done["recall"] == {KEY: True}
    assert game.best == ""  # without the clock there is no time
    game.result = [3, 11, 12, 44.04]
    game.result = [4, 11, 12, 31.26]
    game.result = [5, 10, 12, 12]
    assert SpeedChallenge().best == "Your best: 11 right in 31.3 seconds."


@pytest.mark.parametrize(
    "result", [[], [1, 99, 12, 3], [1, 12, 12, -3], [1, "12", 12, 3], [1, 5, 3, 1]]
)
def test_a_score_that_there_cannot_be_is_not_kept(result: list[object]) -> None:
    SpeedChallenge().result = result
    assert current().entries() == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_challenge_has_cards_for_each_of_its_answers(kind: str) -> None:
    one = SpeedChallenge(kind)
    assert {card.answer for card in one.deck} == set(range(len(one.choices)))
    assert all(card.why for card in one.deck)
    assert len({card.request for card in one.deck}) == len(one.deck) >= DEALT
    assert "speed challenge" in repr(one).lower()


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(ValueError, match="there is no challenge"):
        SpeedChallenge("chess")


def test_the_form_to_read_has_every_answer_folded(game: Any) -> None:
    html = game._repr_mimebundle_()[0]["text/html"]
    assert html.count("<details>") == len(DECK)
    assert (
        "<summary><code>GET</code> · <code>Cookie: session=ada</code></summary><p><b>No "
        "preflight.</b>"
    ) in html
    assert "preflight." not in repr(game)
