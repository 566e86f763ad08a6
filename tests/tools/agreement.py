"""The agreement tables of the README, from a replay of every recorded scenario: never typed by
hand.

python -m tests.tools.agreement            (writes the table)
python -m tests.tools.agreement --check    (fails where the README says something else)
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browsers import loads
from tests.browsers.exceptions import EXCEPTIONS
from tests.browsers.replay import VIEWS, Mismatch, fetches, mismatches, percentage, scenarios
from tests.browsers.scenario import ENGINES, versions

if TYPE_CHECKING:
    from collections.abc import Iterable

README = Path(__file__).resolve().parents[2] / "README.md"
LOADS = re.compile(r"(<!-- loads:begin -->\n).*?(<!-- loads:end -->)", re.DOTALL)
TABLE = re.compile(r"(<!-- agreement:begin -->\n).*?(<!-- agreement:end -->)", re.DOTALL)
NAMES = {"chromium": "Chromium", "firefox": "Firefox ESR", "webkit": "WebKitGTK"}


def table(found: Iterable[Mismatch]) -> str:
    """The table as Markdown: one row for each engine, and where the numbers come from."""
    found = list(found)
    total = fetches(scenarios()).total()
    rows = [_row(engine, total, [m for m in found if m.engine == engine]) for engine in ENGINES]
    listed = (
        f"{len(EXCEPTIONS)} known differences, each with its reason, stand"
        if EXCEPTIONS
        else "Differences, if there were any, would stand"
    )
    return "\n".join(
        [
            "| Compared with | what JavaScript sees | every request on the wire | console lines |",
            "| --- | --- | --- | --- |",
            *rows,
            "",
            f"{len(scenarios()):,} recorded scenarios, {total:,} steps, replayed by "
            "`python -m tests.browsers.replay --summary`. "
            f"{listed} in [tests/browsers/exceptions.py](tests/browsers/exceptions.py).",
            "",
        ]
    )


def _row(engine: str, total: int, found: list[Mismatch]) -> str:
    cells = [percentage(total, sum(m.view == view for m in found)) for view in VIEWS]
    return f"| {NAMES[engine]} {versions()[engine]} | " + " | ".join(cells) + " |"


def updated(readme: str, found: Iterable[Mismatch]) -> str:
    """The README with its table renewed."""
    if not TABLE.search(readme):
        raise ValueError(
            "README.md has lost the lines <!-- agreement:begin --> and <!-- agreement:end "
            "-->: put them back."
        )
    return TABLE.sub(lambda match: match[1] + table(found) + match[2], readme)


def loads_table() -> str:
    """The table of the recorded loads: one row a family, for each engine the page and the wire."""
    recorded = loads.scenarios()
    found = [m for s in recorded for engine in ENGINES for m in loads.mismatches(s, engine)]
    shares = loads.Agreement.of(recorded, found)
    heads = " | ".join(f"{NAMES[engine]}: page · wire · console" for engine in ENGINES)
    rows = [
        f"| {family} | {steps} | "
        + " | ".join(shares.cells(engine, family) for engine in ENGINES)
        + " |"
        for family, steps in [*shares.steps.items(), ("all", shares.steps.total())]
    ]
    return "\n".join(
        [
            f"| Loads | steps | {heads} |",
            "| --- | --- | --- | --- | --- |",
            *rows,
            "",
            f"Per cent of the steps of {len(recorded):,} recorded scenarios, replayed by "
            "`python -m tests.browsers.loads --summary`. Known differences, each with its "
            "reason, stand in "
            "[tests/browsers/load_exceptions.py](tests/browsers/load_exceptions.py).",
            "",
        ]
    )


def with_loads(readme: str) -> str:
    """The README with the table of loads renewed."""
    if not LOADS.search(readme):
        raise ValueError(
            "README.md has lost the lines <!-- loads:begin --> and <!-- loads:end -->."
        )
    return LOADS.sub(lambda match: match[1] + loads_table() + match[2], readme)


def main(arguments: list[str]) -> int:
    """Write or check the table; 1 where `--check` finds another one."""
    readme = README.read_text(encoding="utf-8")
    renewed = updated(
        readme, (m for engine in ENGINES for s in scenarios() for m in mismatches(s, engine))
    )
    renewed = with_loads(renewed)
    if "--check" not in arguments:
        README.write_text(renewed, encoding="utf-8")
    elif renewed != readme:
        print(
            "The agreement table of README.md is not what the replay gives: run `python "
            "-m tests.tools.agreement`."
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
