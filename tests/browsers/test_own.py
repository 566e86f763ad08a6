"""Scenarios that this project drew and recorded itself, in the installed Chromium and Firefox: families that the first recording lacks."""

from __future__ import annotations

import re

import pytest

from cors_lab.fetch.engines import DEPARTURES
from tests.browsers.replay import compare, replay, scenarios
from tests.browsers.scenario import OWN, load

SCENARIOS = load(OWN)
FAMILIES = sorted({scenario["family"] for scenario in SCENARIOS})
KNOWN = {scenario["id"] for scenario in [*scenarios(), *SCENARIOS]}


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("engine", ["chromium", "firefox"])
def test_every_scenario_agrees(engine: str, family: str) -> None:
    chosen = [scenario for scenario in SCENARIOS if scenario["family"] == family and engine in scenario["observed"]]
    found = [mismatch for scenario in chosen for mismatch in compare(scenario, engine, replay(scenario, engine))]
    assert not found, f"{len(found)} differ, for example\n" + "\n".join(str(mismatch) for mismatch in found[:5])


def test_the_evidence_of_each_departure_is_stored() -> None:
    cited = {name: re.findall(r"\b[tgkm]\d{5,}\b", row.evidence) for row in DEPARTURES for name in [row.name]}
    assert {identity for found in cited.values() for identity in found} <= KNOWN
    assert [name for name, found in cited.items() if not found] == [
        "spaces-in-hosts-escaped",
        "cached-wildcard-covers-authorization",
        "loopback-is-mixed-content",
    ]
