"""Scenarios that this project drew and recorded itself in installed browsers: families that the
first recording lacks, and the evidence.
"""

from __future__ import annotations

import re

import pytest

from cors_lab.fetch.engines import DEPARTURES, ENGINES, Departure
from tests.browsers.exceptions import EXCEPTIONS
from tests.browsers.replay import compare, replay, scenarios
from tests.browsers.scenario import OWN, Scenario, load

SCENARIOS = load(OWN)
FAMILIES = sorted({scenario["family"] for scenario in SCENARIOS})
BY_ID = {scenario["id"]: scenario for scenario in [*scenarios(), *SCENARIOS]}
IDENTITY = re.compile(r"\b[a-z]\d{5,}\b")
# The recorder's URLs have hosts that can be resolved, and its servers speak proper HTTP: these were
# asked of the engine by hand.
WITHOUT_RECORDING = {
    "spaces-in-hosts-escaped",
    "malformed-status-lines-read",
    "switching-protocols-refused",
    "http-cache-kept-by-unknown-methods",
    "objects-not-upgraded",
    "upgraded-socket-shows-url",
    "mixed-frame-stays",
    "websocket-protocol-any-case",
    "bitmap-despite-svg-type",
    "fetch-preload-needs-ok",
    "csp-object-redirects-unchecked",
    "cors-answers-authentication",
    "upload-ends-with-response",
    "upgraded-stays-cross-origin",
    "local-network-needs-permission",
}


def differing(scenario: Scenario, engine: str) -> list[str]:
    found = compare(scenario, engine, replay(scenario, engine))
    return [
        str(mismatch)
        for mismatch in found
        if (mismatch.id, engine, mismatch.view) not in EXCEPTIONS
    ]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("engine", ["chromium", "firefox", "webkit"])
def test_every_scenario_agrees(engine: str, family: str) -> None:
    chosen = [
        scenario
        for scenario in SCENARIOS
        if scenario["family"] == family and engine in scenario["observed"]
    ]
    found = [mismatch for scenario in chosen for mismatch in differing(scenario, engine)]
    assert not found, f"{len(found)} differ, for example\n" + "\n".join(found[:5])


@pytest.mark.parametrize("row", DEPARTURES, ids=lambda row: row.name)
def test_what_an_engine_did_cannot_be_had_without_the_departure(
    row: Departure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In each engine that a row names, one of its recordings at least is followed with the
    departure, and no longer without it.
    """
    if row.name in WITHOUT_RECORDING or row.evidence.startswith("loads"):
        return  # those of loads are shown by tests/browsers/test_load_departures.py
    cited = [BY_ID[identity] for identity in IDENTITY.findall(row.evidence)]
    for engine in row.engines:
        shown = [
            scenario
            for scenario in cited
            if engine in scenario["observed"] and not differing(scenario, engine)
        ]
        monkeypatch.setitem(
            ENGINES,
            engine,
            ENGINES[engine]._replace(departures=ENGINES[engine].departures - {row.name}),
        )
        assert [scenario["id"] for scenario in shown if differing(scenario, engine)], (
            f"no recording of {engine} shows it"
        )
