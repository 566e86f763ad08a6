"""Record scenarios afresh in an installed browser, and compare with the simulation and with the
stored recording.

python -m tests.browsers.record --engine chromium --sample 60 --seed 7 --compare
python -m tests.browsers.record --engine firefox --ids t00001,t01277 --compare
python -m tests.browsers.record --engine chromium --write        (all scenarios, into
data/recorded.jsonl.gz)
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from typing import TYPE_CHECKING, Any

from tests.browsers import chromium, firefox, webkit
from tests.browsers.exceptions import EXCEPTIONS
from tests.browsers.recording import Authority, World
from tests.browsers.replay import VIEWS, Mismatch, compare, recorded_views, replay
from tests.browsers.scenario import RECORDED, VERSIONS, Scenario, load, versions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.browsers.replay import View

BROWSERS = {
    "chromium": (chromium.Chromium, chromium.find),
    "firefox": (firefox.Firefox, firefox.find),
    "webkit": (webkit.WebKit, webkit.find),
}
LONGEST_WAIT_MS = 7000


def is_quick(scenario: Scenario) -> bool:
    """Does it wait less than seven seconds in all?"""
    return bool(sum(step.get("wait_ms", 0) for step in scenario["steps"]) <= LONGEST_WAIT_MS)


def record(
    engine: str, chosen: Sequence[Scenario], recorded_in: dict[str, str] | None = None
) -> Iterator[tuple[Scenario, list[View]]]:
    """Each scenario with what the installed browser did, in the shape of `observed[engine]`; its
    version goes into `recorded_in`.
    """
    world = World()
    with BROWSERS[engine][0](world, Authority()) as driver:
        (recorded_in if recorded_in is not None else {})[engine] = driver.version
        print(f"{engine} {driver.version}, {len(chosen)} scenarios", file=sys.stderr)
        for scenario in chosen:
            yield scenario, world.record(driver, scenario)


def from_simulation(scenario: Scenario, engine: str, fresh: list[View]) -> list[Mismatch]:
    """Where the simulation differs from a fresh recording, but for what is listed as an
    exception.
    """
    differing = compare(scenario, engine, replay(scenario, engine), fresh)
    return [
        mismatch for mismatch in differing if (mismatch.id, engine, mismatch.view) not in EXCEPTIONS
    ]


def from_stored(scenario: Scenario, engine: str, fresh: list[View]) -> list[Mismatch]:
    """Where a fresh recording differs from the stored one."""
    views = [
        recorded_views(recorded, step, engine)
        for recorded, step in zip(fresh, scenario["steps"], strict=True)
    ]
    return list(compare(scenario, engine, views))


def write(path: Path, scenarios: list[Scenario]) -> None:
    """Store scenarios; the same scenarios give the same bytes."""
    text = "".join(
        json.dumps(scenario, ensure_ascii=False, separators=(",", ":")) + "\n"
        for scenario in scenarios
    )
    path.write_bytes(gzip.compress(text.encode("utf-8"), mtime=0))


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--engine", choices=BROWSERS, default="chromium")
    parser.add_argument(
        "--ids", type=lambda text: text.split(","), help="these scenarios, separated by commas"
    )
    parser.add_argument("--family", action="append", help="the scenarios of this family")
    parser.add_argument("--sample", type=int, help="so many of them, drawn with --seed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--compare", action="store_true", help="print differences instead of the recordings"
    )
    parser.add_argument(
        "--write", action="store_true", help="put the recordings into the stored file"
    )
    return parser.parse_args(argv)


def _chosen(options: argparse.Namespace, scenarios: list[Scenario]) -> list[Scenario]:
    wanted = [
        s
        for s in scenarios
        if (not options.ids or s["id"] in options.ids)
        and (not options.family or s["family"] in options.family)
    ]
    return (
        random.Random(options.seed).sample(wanted, min(options.sample, len(wanted)))
        if options.sample
        else wanted
    )


def main(argv: list[str] | None = None) -> int:
    """Record; print the recordings or the differences; return 1 where there are differences."""
    options = _arguments(argv)
    if BROWSERS[options.engine][1]() is None:
        print(
            f"No {options.engine} is installed: install it, so that it is found on the PATH.",
            file=sys.stderr,
        )
        return 2
    scenarios, known = load(), versions()
    recorded = record(options.engine, _chosen(options, scenarios), known)
    fresh = {scenario["id"]: (scenario, views) for scenario, views in _told(options, recorded)}
    differing = _report(options.engine, fresh) if options.compare else 0
    if options.write:
        for scenario, views in fresh.values():
            scenario["observed"][options.engine] = views
        write(RECORDED, scenarios)
        VERSIONS.write_text(json.dumps(known, indent=1) + "\n")
    return int(differing > 0)


def _told(
    options: argparse.Namespace, recorded: Iterator[tuple[Scenario, list[View]]]
) -> Iterator[tuple[Scenario, list[View]]]:
    for scenario, views in recorded:
        if not options.compare and not options.write:
            print(
                json.dumps(
                    {"id": scenario["id"], "observed": {options.engine: views}}, ensure_ascii=False
                )
            )
        yield scenario, views


def _report(engine: str, fresh: dict[str, tuple[Scenario, list[View]]]) -> int:
    total = 0
    for title, differences in (("stored recording", from_stored), ("simulation", from_simulation)):
        found = [
            mismatch
            for scenario, views in fresh.values()
            for mismatch in differences(scenario, engine, views)
        ]
        print(f"fresh recording and {title}: {_counts(fresh, found)}")
        for mismatch in found:
            print(mismatch)
        total += len(found)
    return total


def _counts(fresh: dict[str, Any], found: list[Mismatch]) -> str:
    steps = sum(len(views) for _, views in fresh.values())
    differing = ", ".join(f"{view} {sum(m.view == view for m in found)}" for view in VIEWS)
    return f"{len(fresh)} scenarios, {steps} steps, differing: {differing}"


if __name__ == "__main__":
    sys.exit(main())
