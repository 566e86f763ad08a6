"""The simulated browser does with the clinic's servers what installed browsers did with them, and
they still do.
"""

from __future__ import annotations

import os
import random
from typing import Any

import pytest

pytest.importorskip(
    "websocket", reason="websocket-client, which comes with JupyterLab, is not installed"
)

from tests.browsers import chromium
from tests.browsers.recording import Authority
from tests.browsers.replay import JS_KEYS, PREFIX
from tests.clinic.case import Case
from tests.clinic.cases import CASES, OF_THE_PAGE
from tests.clinic.record import NAMES, again
from tests.clinic.recorded import recorded
from tests.clinic.stage import Stage

ENGINES = ("chromium", "firefox", "webkit")
EVERY = (*CASES, *OF_THE_PAGE)
PLAYED = [(case, engine) for case in EVERY for engine in ENGINES]
# What the simulated browser leaves out, and says so (`cors_lab/fetch/__init__.py`).
LEFT_OUT = {
    ("24 a page from the internet calls a local server", "chromium"): "Local Network Access",
    **{
        ("23 the page's own Content Security Policy", engine): "Content Security Policy"
        for engine in ENGINES
    },
}
SAMPLE = 3


def views(steps: list[dict[str, Any]], engine: str) -> list[dict[str, Any]]:
    """What is compared of each call."""
    return [
        {
            "js": {name: step[name] for name in JS_KEYS if name in step and name != "headers"},
            "headers": sorted(map(list, step.get("headers", []))),
            "wire": step["wire"],
            "console": [PREFIX[engine].sub("", line, count=1) for line in step["console"]],
        }
        for step in steps
    ]


def simulated(case: Case, engine: str) -> list[dict[str, Any]]:
    with Stage(case) as stage:
        return views(stage.simulate(engine), engine)


def test_every_case_was_recorded_in_three_engines() -> None:
    assert {
        (label, engine) for label, row in recorded().items() for engine in row if engine in ENGINES
    } == {(case.label, engine) for case, engine in PLAYED}


@pytest.mark.parametrize(
    ("case", "engine"), PLAYED, ids=[f"{case.label} {engine}" for case, engine in PLAYED]
)
def test_the_simulated_browser_does_the_same(case: Case, engine: str) -> None:
    agrees = simulated(case, engine) == views(recorded()[case.label][engine]["steps"], engine)
    assert agrees is ((case.label, engine) not in LEFT_OUT)


@pytest.mark.skipif(chromium.find() is None, reason="no Chromium is installed")
def test_chromium_still_does_what_was_recorded(capsys: pytest.CaptureFixture[str]) -> None:
    seed = int(os.environ.get("CORS_LAB_SEED") or random.SystemRandom().randrange(10**6))
    chosen = random.Random(seed).sample(EVERY, SAMPLE)
    with capsys.disabled():
        print(
            f"\nplaying {', '.join(case.label for case in chosen)} in Chromium, "
            f"CORS_LAB_SEED={seed}"
        )
    authority = Authority(*NAMES)
    for case in chosen:
        fresh = again("chromium", case, authority)
        stored = recorded()[case.label]["chromium"]
        assert views(fresh["steps"], "chromium") == views(stored["steps"], "chromium"), (
            f"CORS_LAB_SEED={seed}: {case.label}"
        )
        assert shape(fresh["har"]) == shape(stored["har"]), f"CORS_LAB_SEED={seed}: {case.label}"


def shape(har: dict[str, Any]) -> set[tuple[Any, ...]]:
    """What explain goes by: kind, method, URL, status, error; not in which order DevTools came to
    know of it.
    """
    return {
        (
            entry["_resourceType"],
            entry["request"]["method"],
            entry["request"]["url"],
            entry["response"]["status"],
            entry["response"]["_error"],
        )
        for entry in har["log"]["entries"]
    }
