"""The side-effect counter: what JavaScript saw beside what the server did."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from cors_lab import Browser, Policy, Server, serve
from cors_lab.course import Experiment, side_effects
from servers import shop


@pytest.fixture
def server() -> Iterator[Server]:
    with serve(shop.create_app(), name="https://api.example") as server:
        yield server


@pytest.fixture
def counter(server: Server) -> Experiment:
    return side_effects(Browser().open("https://app.example"), server)


def press(counter: Experiment, **values: Any) -> list[str]:
    """Press the button: the cells of the row that it adds."""
    counter.set(send=counter.values["send"] + 1, **values)
    return list(counter.view["blocks"][1]["rows"][-1][1:])


def test_nothing_is_sent_before_a_click(counter: Experiment, server: Server) -> None:
    assert counter.view["sentence"] == "Nothing has been sent yet."
    counter.set(kind="GET")
    assert server.log == []


@pytest.mark.parametrize(
    ("kind", "says", "cells"),
    [
        ("POST of plain text", "nothing of CORS", ["not sent", "sent", "yes", "a `TypeError`"]),
        (
            "POST as an HTML form sends it",
            "nothing of CORS",
            ["not sent", "sent", "yes", "a `TypeError`"],
        ),
        ("POST of JSON", "nothing of CORS", ["sent", "not sent", "no", "a `TypeError`"]),
        ("POST of JSON", "all headers, on OPTIONS alone", ["sent", "sent", "yes", "a `TypeError`"]),
        (
            "POST of JSON",
            "all headers, on every answer",
            ["sent", "sent", "yes", "status 201 and the body"],
        ),
        (
            "POST of JSON, mode: no-cors",
            "nothing of CORS",
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


def test_a_user_who_tries_again_orders_again(counter: Experiment, server: Server) -> None:
    for _ in range(3):
        press(counter, kind="POST of plain text", says="nothing of CORS")
    assert (
        counter.view["sentence"] == "JavaScript saw a `TypeError`. The server has taken 3 orders."
    )
    assert [tuple(row) for row in counter.view["blocks"][0]["rows"]] == [
        ("The page called `fetch`", "3 times"),
        ("The server ran it", "3 times"),
        ("JavaScript got to read", "0 times"),
    ]
    assert [entry.method for entry in server.log] == ["POST"] * 3


def test_orders_of_other_cells_do_not_count(counter: Experiment, server: Server) -> None:
    Browser().open("https://app.example").fetch(
        "https://api.example/orders", method="POST", body="tea"
    )
    press(counter, kind="POST of plain text")
    assert counter.view["sentence"].endswith("The server has taken 1 order.")


def test_changing_a_control_sends_nothing(counter: Experiment, server: Server) -> None:
    press(counter)
    counter.set(says="all headers, on every answer")
    assert len(server.log) == 1


def test_the_servers_policy_is_as_it_was(counter: Experiment, server: Server) -> None:
    press(counter, says="all headers, on every answer")
    assert server.app.policy == Policy()  # type: ignore[attr-defined]


def test_a_server_that_was_stopped_is_an_attempt_too(counter: Experiment, server: Server) -> None:
    server.stop()
    assert press(counter)[1:] == ["not sent", "no", "a `TypeError`"]


def test_a_server_without_a_policy_is_refused() -> None:
    with (
        serve(Flask("bare"), name="https://bare.example") as bare,
        pytest.raises(TypeError, match="needs a server with a policy"),
    ):
        side_effects(Browser().open("https://app.example"), bare)
