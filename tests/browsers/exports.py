"""What a developer would paste: HAR files, console lines and copied requests of real browsers, for the tests of the importers.

python -m tests.browsers.exports                 (makes tests/importing/data/exports.jsonl.gz again, for the scenarios that are in it)
python -m tests.browsers.exports --add t00720,t01277      (adds these, or makes these again, and leaves the others)
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
from tests.browsers.record import record, write
from tests.browsers.recording import Authority, World
from tests.browsers.replay import recorded_views
from tests.browsers.scenario import OWN, Scenario, load

if TYPE_CHECKING:
    from collections.abc import Iterator

EXPORTS = Path(__file__).parents[1] / "importing" / "data" / "exports.jsonl.gz"
SETTLED = 0.3  # seconds until the front end has what the browser has told it


def chromium(chosen: list[Scenario]) -> Iterator[dict[str, Any]]:
    """Each scenario in Chromium: what its DevTools export, and the CorsErrors that they were told of."""
    world = World()
    with Chromium(world, Authority()) as driver:
        front_end = FrontEnd(driver)
        for scenario in chosen:
            observed = world.record(driver, scenario)
            time.sleep(SETTLED)
            yield {"version": driver.version, "corsError": _cors_error(observed), **front_end.export()}


def _cors_error(observed: list[replay.View]) -> str | None:
    named = [failure["corsError"] for step in observed for failure in step.get("net", ()) if "corsError" in failure]
    return named[-1] if named else None


def console(engine: str, chosen: list[Scenario]) -> Iterator[dict[str, Any]]:
    """The console lines of each scenario in another engine, without the recorder's prefixes."""
    known: dict[str, str] = {}
    for scenario, observed in record(engine, chosen, known):
        views = [recorded_views(views, step, engine) for views, step in zip(observed, scenario["steps"], strict=True)]
        yield {"version": known[engine], "console": [line for view in views for line in view["console"]]}


def exports(chosen: list[Scenario]) -> list[dict[str, Any]]:
    """One row for each scenario."""
    engines = {"chromium": chromium(chosen)} | {engine: console(engine, chosen) for engine in ("firefox", "webkit")}
    columns = {engine: list(rows) for engine, rows in engines.items()}
    rows = zip(chosen, *columns.values(), strict=True)
    return [_facts(scenario) | dict(zip(columns, cells, strict=True)) for scenario, *cells in rows]


def _facts(scenario: Scenario) -> dict[str, Any]:
    """The scenario in short: its page, its requests, and the code of our error for each ("" where the page can read the response)."""
    names = {name: scenario[name] for name in ("id", "page", "page_kind", "embedder") if name in scenario}
    return names | {"requests": [step["request"] for step in scenario["steps"]], "errors": replay.errors(scenario, "chromium")}


def main(argv: list[str] | None = None) -> int:
    """Make the exports of all scenarios that are stored again, or only those of the scenarios that are named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--add", type=lambda text: text.split(","), default=[], help="ids of more scenarios, separated by commas")
    options = parser.parse_args(argv)
    rows = {row["id"]: row for row in load(EXPORTS)}
    by_id = {scenario["id"]: scenario for scenario in [*load(), *load(OWN)]}
    chosen = [by_id[identity] for identity in options.add or rows]
    rows |= {row["id"]: row for row in exports(chosen)}
    write(EXPORTS, list(rows.values()))
    print(f"{len(chosen)} of {len(rows)} scenarios, {len(gzip.decompress(EXPORTS.read_bytes()))} bytes in all", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
