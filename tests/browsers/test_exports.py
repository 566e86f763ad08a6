"""What DevTools exported of recorded scenarios is what the simulation says of them, and no error
that a browser shows is left out.
"""

from __future__ import annotations

import pytest

from tests.browsers.exceptions import EXCEPTIONS
from tests.browsers.exports import EXPORTS, MIXED
from tests.browsers.replay import errors, replay, scenarios
from tests.browsers.scenario import OWN, load

SCENARIOS = {scenario["id"]: scenario for scenario in [*scenarios(), *load(OWN), *load(MIXED)]}
ROWS = load(EXPORTS)
SINGLE = [
    row
    for row in ROWS
    if len(row["errors"]) == 1 and (row["id"], "chromium", "console") not in EXCEPTIONS
]


def test_the_codes_are_those_of_the_simulation() -> None:
    assert {row["id"]: row["errors"] for row in ROWS} == {
        row["id"]: errors(SCENARIOS[row["id"]], "chromium") for row in ROWS
    }


@pytest.mark.parametrize("engine", ["firefox", "webkit"])
def test_what_the_pages_saw_is_what_the_simulation_says(engine: str) -> None:
    differing = [
        (row["id"], error, fulfilled)
        for row in ROWS
        for error, fulfilled in zip(row[engine]["errors"], row[engine]["fulfilled"], strict=True)
        if (error == "") is not fulfilled
    ]
    assert differing == []
    assert {row["id"]: row[engine]["errors"] for row in ROWS} == {
        row["id"]: errors(SCENARIOS[row["id"]], engine) for row in ROWS
    }


@pytest.mark.parametrize("row", SINGLE, ids=lambda row: row["id"])
def test_the_console_of_devtools_has_the_lines_of_the_simulation(row: dict) -> None:
    (views,) = replay(SCENARIOS[row["id"]], "chromium")
    exported = "\n".join(row["chromium"]["console"])
    # What the network says, DevTools words anew, with the request in front.
    told = [line for line in views["console"] if not line.startswith("Failed to load resource")]
    assert [line for line in told if line.strip() not in exported] == []


def test_every_error_that_a_recorded_fetch_ends_in_is_exported() -> None:
    ends = {errors(scenario, "chromium")[-1] for scenario in SCENARIOS.values()}
    assert ends - {row["errors"][-1] for row in ROWS} == set()
    assert sum(bool(row["errors"][-1]) for row in ROWS) >= 40


def test_devtools_pairs_a_preflight_with_its_request() -> None:
    for row in ROWS:
        entries = row["chromium"]["har"]["log"]["entries"]
        preflights = [entry for entry in entries if entry["_resourceType"] == "preflight"]
        assert all(
            entry["request"]["method"] == "OPTIONS" and entry["_initiator"]["type"] == "preflight"
            for entry in preflights
        )
