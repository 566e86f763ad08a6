"""What a developer would paste: HAR files, console lines and copied requests of real browsers, for
the tests of the importers.

python -m tests.browsers.exports                 (makes tests/tools/read/data/exports.jsonl.gz
again, for the scenarios that are in it) python -m tests.browsers.exports --add t00720,t01277
(adds these, or makes these again, and leaves the others) python -m tests.browsers.exports --engine
firefox         (all, in this browser only)
"""

from __future__ import annotations

import argparse
import gzip
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.browsers import replay
from tests.browsers.chromium import Chromium
from tests.browsers.devtools import FrontEnd
from tests.browsers.firefox import Firefox
from tests.browsers.inspector import WebInspector
from tests.browsers.netmonitor import NetworkPanel
from tests.browsers.record import write
from tests.browsers.recording import Authority, World
from tests.browsers.replay import recorded_views
from tests.browsers.scenario import OWN, Scenario, load
from tests.browsers.webkit import WebKit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.browsers.recording import Driver

DATA = Path(__file__).parents[1] / "tools" / "read" / "data"
EXPORTS = DATA / "exports.jsonl.gz"
MIXED = (
    DATA / "mixed.jsonl.gz"
)  # a page that does everything: one scenario, in the form of the recorded ones
SETTLED = 0.3  # seconds until the front end has what the browser has told it


def chromium(chosen: list[Scenario]) -> Iterator[dict[str, Any]]:
    """Each scenario in Chromium: what its DevTools export, and the CorsErrors that they were told
    of.
    """
    world = World()
    with Chromium(world, Authority()) as driver:
        front_end = FrontEnd(driver)
        for scenario in chosen:
            observed = _settled(world, driver, scenario)
            yield {
                "version": driver.version,
                "corsError": _cors_error(observed),
                **front_end.export(),
            }


def firefox(chosen: list[Scenario]) -> Iterator[dict[str, Any]]:
    """Each scenario in Firefox: what its Network panel exports."""
    world = World()
    with Firefox(world, Authority()) as driver:
        panel = NetworkPanel(driver)
        for scenario in chosen:
            observed = _settled(world, driver, scenario)
            yield {
                "version": driver.version,
                **_seen(scenario, observed, "firefox"),
                **panel.export(),
            }


def webkit(chosen: list[Scenario]) -> Iterator[dict[str, Any]]:
    """Each scenario in WebKitGTK: what Web Inspector exports."""
    world = World(chosen[0])
    with WebKit(world, Authority(), inspected=True) as driver:
        driver.open(
            f"{chosen[0].get('embedder') or chosen[0]['page']}/"
        )  # there must be a page to inspect
        inspector = WebInspector(driver)
        for scenario in chosen:
            observed = _settled(world, driver, scenario)
            yield {
                "version": driver.version,
                **_seen(scenario, observed, "webkit"),
                **inspector.export(),
            }


ENGINES = {"chromium": chromium, "firefox": firefox, "webkit": webkit}


def _settled(world: World, driver: Driver, scenario: Scenario) -> list[replay.View]:
    observed = world.record(driver, scenario)
    time.sleep(SETTLED)
    return observed


def _cors_error(observed: list[replay.View]) -> str | None:
    named = [
        failure["corsError"]
        for step in observed
        for failure in step.get("net", ())
        if "corsError" in failure
    ]
    return named[-1] if named else None


def _seen(scenario: Scenario, observed: list[replay.View], engine: str) -> dict[str, Any]:
    """What the page saw of each request, and the console's lines without the recorder's
    prefixes.
    """
    views = [
        recorded_views(views, step, engine)
        for views, step in zip(observed, scenario["steps"], strict=True)
    ]
    return {
        "errors": replay.errors(scenario, engine),
        "fulfilled": [step["fulfilled"] for step in observed],
        "console": [line for view in views for line in view["console"]],
    }


def exports(
    chosen: list[Scenario], rows: dict[str, dict[str, Any]], engines: Iterable[str]
) -> Iterator[dict[str, Any]]:
    """One row for each scenario, in which the columns of these engines are new."""
    columns = {engine: list(ENGINES[engine](chosen)) for engine in engines}
    for at, scenario in enumerate(chosen):
        yield (
            rows.get(scenario["id"], {})
            | _facts(scenario)
            | {engine: cells[at] for engine, cells in columns.items()}
        )


def _facts(scenario: Scenario) -> dict[str, Any]:
    """The scenario in short: its page, its requests, and the code of our error for each ("" where
    the page can read the response).
    """
    names = {
        name: scenario[name] for name in ("id", "page", "page_kind", "embedder") if name in scenario
    }
    return names | {
        "requests": [step["request"] for step in scenario["steps"]],
        "errors": replay.errors(scenario, "chromium"),
    }


def main(argv: list[str] | None = None) -> int:
    """Make the exports of all scenarios that are stored again, or only those of the scenarios that
    are named.
    """
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--add",
        type=lambda text: text.split(","),
        default=[],
        help="ids of more scenarios, separated by commas",
    )
    parser.add_argument(
        "--engine",
        choices=ENGINES,
        action="append",
        help="in this browser only; what others did stays",
    )
    options = parser.parse_args(argv)
    rows = {row["id"]: row for row in load(EXPORTS)}
    by_id = {scenario["id"]: scenario for scenario in [*load(), *load(OWN), *load(MIXED)]}
    chosen = [by_id[identity] for identity in options.add or rows]
    rows |= {row["id"]: row for row in exports(chosen, rows, options.engine or ENGINES)}
    write(EXPORTS, list(rows.values()))
    print(
        (
            f"{len(chosen)} of {len(rows)} scenarios, "
            f"{len(gzip.decompress(EXPORTS.read_bytes()))} bytes in all"
        ),
        file=sys.stderr,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
