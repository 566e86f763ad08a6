"""The side-effect counter: what JavaScript saw beside what the server did."""

from __future__ import annotations

from typing import Any

import pytest

from cors_lab.course import side_effects
from cors_lab.course.beats.experiment import Experiment


@pytest.fixture
def counter() -> Experiment:
    return side_effects()


def press(counter: Experiment, **values: Any) -> list[str]:
    """Press the button: the cells of the row that it adds."""
    counter.set(send=counter.values["send"] + 1, **values)
    return list(counter.view["blocks"][1]["rows"][-1][2:])


def test_nothing_is_sent_before_a_click(counter: Experiment) -> None:
    assert counter.view["sentence"] == "Nothing has been sent yet."
    counter.set(kind="GET")
    assert counter.view["sentence"] == "Nothing has been sent yet."


@pytest.mark.parametrize(
    ("kind", "says", "cells"),
    [
        ("POST of plain text", "nothing about CORS", ["not sent", "sent", "yes", "a `TypeError`"]),
        (
            "POST as an HTML form sends it",
            "nothing about CORS",
            ["not sent", "sent", "yes", "a `TypeError`"],
        ),
        ("POST of JSON", "nothing about CORS", ["sent", "not sent", "no", "a `TypeError`"]),
        ("POST of JSON", "all headers, on OPTIONS alone", ["sent", "sent", "yes", "a `TypeError`"]),
        (
            "POST of JSON",
            "all headers, on every answer",
            ["sent", "sent", "yes", "status 201 and the body"],
        ),
        (
            "POST of JSON, mode: no-cors",
            "nothing about CORS",
            ["not sent", "sent", "yes", "an opaque response: status 0, no body"],
        ),
        (
            "GET",
            "Allow-Origin, on every answer",
            ["not sent", "sent", "yes", "status 200 and the body"],
        ),
    ],
)
def test_an_attempt_is_told_from_both_sides(
    counter: Experiment, kind: str, says: str, cells: list[str]
) -> None:
    assert press(counter, kind=kind, says=says) == cells


def test_a_user_who_tries_again_orders_again(counter: Experiment) -> None:
    for _ in range(3):
        press(counter, kind="POST of plain text", says="nothing about CORS")
    assert counter.view["sentence"].startswith(
        "JavaScript saw a `TypeError`. The server has taken 3 orders."
    )
    assert [tuple(row) for row in counter.view["blocks"][0]["rows"]] == [
        ("The page called `fetch`", "3 times"),
        ("The server ran it", "3 times"),
        ("JavaScript got to read", "never"),
    ]


def test_two_attempts_that_differ_look_different(counter: Experiment) -> None:
    press(counter, kind="POST of plain text", says="nothing about CORS")
    press(counter, kind="POST of plain text", says="Allow-Origin, on every answer")
    first, second = (tuple(row) for row in counter.view["blocks"][1]["rows"])
    assert first[1] == "nothing about CORS"
    assert second[1] == "Allow-Origin, on every answer"


def test_two_counters_know_nothing_of_each_other(counter: Experiment) -> None:
    press(side_effects(), kind="POST of plain text")
    press(counter, kind="POST of plain text")
    assert "The server has taken 1 order." in counter.view["sentence"]


def test_changing_a_control_sends_nothing(counter: Experiment) -> None:
    press(counter)
    counter.set(says="all headers, on every answer")
    assert len(counter.view["blocks"][1]["rows"]) == 1
