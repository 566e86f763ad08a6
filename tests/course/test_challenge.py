"""The speed challenge: its keys are computed, its score is kept, and it can be read without a
kernel.
"""

from __future__ import annotations

import pytest

from cors_lab.course import SpeedChallenge
from cors_lab.course.lessons.n04_preflight_or_not import challenge
from cors_lab.course.lessons.n04_preflight_or_not.challenge import DEALT, DECK, ENOUGH, card


@pytest.fixture(scope="module")
def game() -> SpeedChallenge:
    return SpeedChallenge()


def test_there_are_enough_cards_of_both_kinds(game: SpeedChallenge) -> None:
    needs = [one.needs for one in game.deck]
    assert len({one.request for one in game.deck}) == len(DECK) >= 2 * DEALT
    assert 8 <= sum(needs) <= len(needs) - 8
    assert ENOUGH < DEALT


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


def test_a_passed_game_is_kept(monkeypatch: pytest.MonkeyPatch, game: SpeedChallenge) -> None:
    kept: list[tuple[str, str, bool]] = []
    monkeypatch.setattr(challenge, "record", lambda *row: kept.append(row))
    game.right = 9
    game.right = -1  # the view says so before it tells the next score
    game.right = 10
    assert [right for _, _, right in kept] == [False, True]


def test_the_form_to_read_has_every_answer_folded(game: SpeedChallenge) -> None:
    html = game._repr_mimebundle_()[0]["text/html"]
    assert html.count("<details>") == len(DECK)
    assert (
        "<summary><code>GET</code> · <code>Cookie: session=ada</code></summary><p><b>No "
        "preflight.</b>"
    ) in html
    assert "preflight." not in repr(game)
