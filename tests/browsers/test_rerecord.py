"""The recordings are still true: scenarios drawn anew in every run are recorded in the installed
Chromium and replayed.

Draw the same again with CORS_LAB_SEED=<the seed that was printed>.
"""

from __future__ import annotations

import os
import random

import pytest

pytest.importorskip(
    "websocket", reason="websocket-client, which comes with JupyterLab, is not installed"
)

from tests.browsers import chromium
from tests.browsers.record import from_simulation, is_quick, record
from tests.browsers.replay import replay, scenarios

SAMPLE = 60


@pytest.mark.skipif(chromium.find() is None, reason="no Chromium is installed")
def test_chromium_still_does_what_the_simulation_says(capsys: pytest.CaptureFixture[str]) -> None:
    seed = int(os.environ.get("CORS_LAB_SEED") or random.SystemRandom().randrange(10**6))
    with capsys.disabled():
        print(f"\nre-recording {SAMPLE} scenarios in Chromium, CORS_LAB_SEED={seed}")
    chosen = random.Random(seed).sample(
        [scenario for scenario in scenarios() if is_quick(scenario)], SAMPLE
    )
    differing = {
        scenario["id"]: scenario
        for scenario, views in record("chromium", chosen)
        if from_simulation(scenario, "chromium", views)
    }
    # A busy machine can be late with a console line: what differs must differ twice.
    recorded = record("chromium", list(differing.values())) if differing else ()
    again = [
        m for scenario, views in recorded for m in from_simulation(scenario, "chromium", views)
    ]
    assert not again, f"CORS_LAB_SEED={seed}: {len(again)} differ, for example\n" + "\n".join(
        str(m) for m in again[:5]
    )


def test_a_change_in_a_recording_would_be_noticed() -> None:
    scenario = next(s for s in scenarios() if s["id"] == "t00705")
    observed = [dict(step) for step in scenario["observed"]["chromium"]]
    observed[0]["console"] = observed[0]["console"][:-1]
    assert replay(scenario, "chromium")
    assert [m.view for m in from_simulation(scenario, "chromium", observed)] == ["console"]


def test_long_waits_are_left_out() -> None:
    quick = {"steps": [{"wait_ms": 6000}]}
    slow = {"steps": [{"wait_ms": 6000}, {"wait_ms": 1500}]}
    assert is_quick(quick)
    assert not is_quick(slow)
