"""Review: what is due, when it comes back, and nothing that is lost or held against a learner."""

from __future__ import annotations

import sqlite3
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cors_lab.course import check, predict, review
from cors_lab.course.lessons import CARDS
from cors_lab.course.record import log
from cors_lab.course.record.record import Record, current
from cors_lab.course.study.deck import DIAGNOSIS, MISTAKE, QUESTION, deck
from cors_lab.course.study.schedule import NEW_A_DAY, in_days

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.fixture
def record() -> Record:
    """A learner who answered one question of lesson 02 wrong, on a clock that stands still."""
    kept = current()
    kept.clock = lambda: NOON
    asked = predict("02-two-in-one")
    asked.answer(next(letter for letter in "ABC" if letter != "ABC"[asked.asked.right]))
    return kept


def later(record: Record, **time: float) -> None:
    moment = record.clock() + timedelta(**time)
    record.clock = lambda: moment


def test_nothing_is_due_before_anything_was_done() -> None:
    shown = review()
    assert "Nothing is due yet" in repr(shown)
    shown.rate(3)
    assert current().entries() == []


def test_cards_of_a_lesson_that_was_begun_and_missed_questions_are_due(record: Record) -> None:
    shown = review()
    assert shown.view["left"] == len(CARDS["02"]) + 1
    kinds = [item.kind for item in deck(record)]
    assert kinds.count(QUESTION) == 1
    assert "Review: 4 due today" in repr(shown)


def test_a_mistake_in_an_exercise_comes_back_with_its_reason(record: Record) -> None:
    check("02-cors-check", lambda page, credentials, headers: True)
    mistakes = [item for item in deck(record) if item.kind == MISTAKE]
    assert len(mistakes) == 1
    assert "a try of yours failed" in mistakes[0].face().front
    assert mistakes[0].face().back


def test_what_was_good_comes_back_after_days_and_what_was_missed_the_same_day(
    record: Record,
) -> None:
    shown = review()
    first = shown.view["key"]
    shown.rate(1)
    assert shown.view["key"] != first
    for _ in range(shown.view["left"] - 1):
        shown.rate(3)
    assert shown.view["key"] == first
    shown.rate(3)
    assert shown.view["empty"].startswith("All done")
    later(record, days=2)
    assert review().view["left"] == 4


def test_lost_days_cost_nothing_but_the_time_of_what_is_due(record: Record) -> None:
    shown = review()
    while shown.view["key"]:
        shown.rate(3)
    later(record, days=90)
    again = review()
    assert again.view["left"] == 4
    again.rate(3)
    assert "in " in again.view["ratings"][2][1]


def test_the_last_rating_is_taken_back(record: Record) -> None:
    shown = review()
    key, left = shown.view["key"], shown.view["left"]
    assert not shown.view["undo"]
    shown.act = [1, "rate", 4, key]
    assert shown.view["left"] == left - 1
    shown.act = [2, "undo"]
    assert (shown.view["key"], shown.view["left"]) == (key, left)
    assert record.entries(log.REVIEW) == []


@pytest.mark.parametrize("act", [[1, "rate", 9, "x"], [1], [1, "rate", 3, "another"], [1, "drop"]])
def test_what_no_button_sends_changes_nothing(record: Record, act: list[object]) -> None:
    shown = review()
    shown.act = act
    assert record.entries(log.REVIEW) == []
    with pytest.raises(ValueError, match="give 1, 2, 3 or 4"):
        shown.rate(5)


def test_new_cards_come_in_a_few_a_day(record: Record) -> None:
    for number in CARDS:
        record.keep({**record.done, "recall": {f"{number}-x": True}})
    assert review().view["left"] == NEW_A_DAY
    forecast = dict(review().view["forecast"])
    waiting = sum(map(len, CARDS.values())) + 1 - NEW_A_DAY
    assert forecast["new, on other days"] == waiting


def test_two_notebooks_review_one_pile(record: Record) -> None:
    one, other = review(), review()
    one.rate(3)
    other.act = [1, "refresh"]
    assert other.view["key"] == one.view["key"]


def test_a_lesson_that_was_not_begun_can_be_reviewed() -> None:
    assert review("05").view["left"] == len(CARDS["05"])
    with pytest.raises(ValueError, match="there is no lesson"):
        review("77")


def test_hostile_words_in_the_record_are_escaped(record: Record) -> None:
    record.add(log.TRY, "02-cors-check", right=False, said="<img src=x>", why="<b>")
    html = review()._repr_mimebundle_()[0]["text/html"]
    assert "<img" not in html


@pytest.mark.parametrize(
    ("days", "said"), [(0, "today"), (1, "tomorrow"), (59, "in 59 days"), (800, "in 2 years")]
)
def test_days_in_words(days: int, said: str) -> None:
    assert in_days(days) == said


def test_cards_go_to_anki_as_text(record: Record, tmp_path: Path) -> None:
    said = repr(review(anki=tmp_path / "cards.txt"))
    assert "Exported 4 cards to cards.txt" in said
    lines = (tmp_path / "cards.txt").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "#separator:tab"
    assert [line.count("\t") for line in lines[5:]] == [3] * 4


def test_cards_go_to_anki_as_a_package_that_updates_itself(record: Record, tmp_path: Path) -> None:
    for _ in range(2):
        assert "Exported 4 cards" in repr(review(anki=tmp_path / "cards.apkg"))
    with zipfile.ZipFile(tmp_path / "cards.apkg") as package:
        package.extract("collection.anki2", tmp_path)
    database = sqlite3.connect(tmp_path / "collection.anki2")
    guids = [row[0] for row in database.execute("select guid from notes")]
    database.close()
    assert "cors-lab-02-card-1" in guids
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [("cards.doc", "ends neither"), ("no/cards.txt", "cannot be written"), ("a\0.txt", "no file")],
)
def test_a_file_that_cannot_be_written_is_a_sentence(
    record: Record, tmp_path: Path, name: str, said: str
) -> None:
    assert said in " ".join(repr(review(anki=tmp_path / name)).split())


def test_a_case_that_was_misread_comes_back_until_it_is_read_right(record: Record) -> None:
    record.add(log.CLINIC, "16-case-07", seed=5, right=False)
    record.add(log.CLINIC, "16-case-99", seed=5, right=False)
    record.add(log.CLINIC, "16-case-02", seed="x", right=False)
    cases = [item for item in deck(record) if item.kind == DIAGNOSIS]
    assert [item.key for item in cases] == ["16-case-07"]
    face = cases[0].face()
    assert face.front.endswith("Which check failed, and where?")
    assert "The place:" in face.back
    record.add(log.CLINIC, "16-case-07", seed=6, right=True)
    assert not [item for item in deck(record) if item.kind == DIAGNOSIS]
