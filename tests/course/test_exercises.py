"""Every exercise: its starter fails and helps, its solution passes, and each plausible mistake is
answered with words of its own.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from cors_lab.course import check, solution
from cors_lab.course.lessons import EXERCISES
from cors_lab.course.lessons.n01_origin_and_site import exercises as lesson_01
from cors_lab.course.lessons.n03_the_request_went_out import exercises as lesson_03
from cors_lab.course.lessons.n04_preflight_or_not import exercises as lesson_04
from cors_lab.course.lessons.n07_credentials import exercises as lesson_07
from cors_lab.course.lessons.n08_what_javascript_sees import exercises as lesson_08
from tests.course.wrong_answers import WRONG
from tests.tools.notebooks import MAX_EXERCISE_LINES

NAMES = ("may_read", "my_app", "my_answer", "app", "answer")
by_id = pytest.mark.parametrize("id", EXERCISES)


def answer_of(code: str) -> Any:
    """What a learner's cell leaves behind."""
    names: dict[str, Any] = {}
    exec(compile(code, "<cell>", "exec"), names)
    return next(names[name] for name in NAMES if name in names)


@cache
def judged(id: str, code: str) -> Any:
    """The feedback on this code, from one run of it for all tests that only read it."""
    return check(id, answer_of(code))


def words(feedback: Any) -> str:
    return " ".join(repr(feedback).split())


@by_id
def test_the_starter_fails_with_a_sentence_that_helps(id: str) -> None:
    feedback = check(id, answer_of(EXERCISES[id].starter))
    assert not feedback.passed
    first = feedback.failed[0]
    assert first.why or first.fix
    assert "raised" not in first.sentence
    assert len(EXERCISES[id].starter.splitlines()) <= MAX_EXERCISE_LINES - 2  # blank, and check


@by_id
@pytest.mark.slow
def test_the_solution_passes_every_time_it_is_checked(id: str) -> None:
    answer = answer_of(EXERCISES[id].solution())
    first, second = check(id, answer), check(id, answer)
    assert first.passed
    assert repr(first) == repr(second)


@by_id
def test_at_least_four_wrong_answers_are_known(id: str) -> None:
    assert len({said for _, said in WRONG[id]}) >= 4


@pytest.mark.parametrize(
    ("id", "code", "said"), [(id, *pair) for id, pairs in WRONG.items() for pair in pairs]
)
@pytest.mark.slow
def test_a_wrong_answer_is_answered_with_its_own_words(id: str, code: str, said: str) -> None:
    feedback = judged(id, code)
    assert not feedback.passed
    assert said in words(feedback)
    assert repr(feedback) == repr(check(id, answer_of(code)))


@by_id
@pytest.mark.slow
def test_no_two_kinds_of_wrong_answer_get_the_same_feedback(id: str) -> None:
    kinds = {said: words(judged(id, code)) for code, said in WRONG[id]}
    assert len(set(kinds.values())) == len(kinds)


@pytest.mark.parametrize(
    ("items", "letters"),
    [
        (lesson_01.ITEMS, "ACF"),
        (lesson_03.ITEMS, "ABE"),
        (lesson_04.ITEMS, "BDFGIJ"),
        (lesson_07.ITEMS, "BDEH"),
        (lesson_08.ITEMS, "BCEH"),
    ],
    ids=["01", "03", "04", "07", "08"],
)
def test_what_is_computed_is_what_the_reasons_explain(items: Any, letters: str) -> None:
    """The whys are written for these answers: should the simulated browser come to others, they
    have to be written again.
    """
    assert (
        "".join(
            letter for letter, item in zip("ABCDEFGHIJ", items, strict=False) if item.computed()[0]
        )
        == letters
    )


def test_what_is_said_of_flask_cors_is_true() -> None:
    client = answer_of(EXERCISES["06-flask-cors"].solution()).test_client()
    assert (
        client.get("/notes", headers={"Origin": "https://app.example"}).headers["Vary"] == "Origin"
    )
    assert "Vary" not in client.get("/notes", headers={"Origin": "https://evil.example"}).headers


@by_id
def test_an_exercise_has_hints_that_lead_somewhere(id: str) -> None:
    assert len(EXERCISES[id].hints) >= 2
    assert id.partition("-")[0] == EXERCISES[id].lesson


@by_id
def test_a_right_answer_is_praised_and_an_answer_of_a_server_has_its_twin(id: str) -> None:
    exercise = EXERCISES[id]
    assert exercise.praise
    assert bool(exercise.express) == (exercise.accepts == "app")
    text = repr(solution(id))
    assert ("The same fix in Express:" in text) == bool(exercise.express)


def test_a_hint_comes_only_where_the_same_mistake_is_made_again() -> None:
    answers = ("A", "A", "A", "BACF")
    shown = [len(check("01-same-site", answer).hints) for answer in answers]
    assert shown == [0, 1, 2, 2]
