"""Play the clinic's cases in installed browsers, each in a fresh profile, and store what they did:
console, HAR, what JavaScript saw.

python -m tests.clinic.record                                    (all cases, in all browsers that
are installed) python -m tests.clinic.record --engine firefox --only 19,21      (these cases in this
browser; the rest stays as it is)
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING, Any

from tests.browsers.chromium import Chromium
from tests.browsers.devtools import FrontEnd
from tests.browsers.firefox import Firefox
from tests.browsers.netmonitor import NetworkPanel
from tests.browsers.record import BROWSERS, write
from tests.browsers.recording import Authority
from tests.browsers.webkit import WebKit
from tests.clinic.cases import CASES, OF_THE_PAGE
from tests.clinic.recorded import RECORDED, rows
from tests.clinic.stage import Stage

if TYPE_CHECKING:
    from tests.clinic.case import Case

NAMES = ("app.example", "api.example", "login.example", "localhost")
TRIES = 20
SETTLED = 0.3  # seconds until the front end of DevTools has what the browser has told it


def again(engine: str, case: Case, authority: Authority) -> dict[str, Any]:
    """What `record` gives, tried once more where the browser ended or did not answer."""
    try:
        return record(engine, case, authority)
    except (RuntimeError, TimeoutError) as error:
        print(f"{engine} {case.label}: {error} Once more.", file=sys.stderr)
        return record(engine, case, authority)


def record(engine: str, case: Case, authority: Authority) -> dict[str, Any]:
    """What one browser did with a case: `version`, `steps`; of Chromium and Firefox `har`, of
    Chromium `console`, as exported.
    """
    with Stage(case) as stage:
        return PLAYERS[engine](stage, authority)


def _chromium(stage: Stage, authority: Authority) -> dict[str, Any]:
    with Chromium(stage, authority, stage.case.public) as driver:
        front_end = FrontEnd(driver)
        _until_it_listens(front_end, driver, f"{stage.case.home}/")
        steps = stage.play(driver)
        time.sleep(SETTLED)
        exported = front_end.export()
        return {
            "version": driver.version,
            "steps": steps,
            "console": exported["console"],
            "har": exported["har"],
        }


def _firefox(stage: Stage, authority: Authority) -> dict[str, Any]:
    with Firefox(stage, authority) as driver:
        panel = NetworkPanel(driver)
        steps = stage.play(driver)
        time.sleep(SETTLED)
        return {"version": driver.version, "steps": steps, "har": panel.export()["har"]}


def _webkit(stage: Stage, authority: Authority) -> dict[str, Any]:
    with WebKit(stage, authority) as driver:
        return {"version": driver.version, "steps": stage.play(driver)}


PLAYERS = {"chromium": _chromium, "firefox": _firefox, "webkit": _webkit}


def _until_it_listens(front_end: FrontEnd, driver: Chromium, url: str) -> None:
    """Load the page until the front end has noticed: it is shown before it listens."""
    for _ in range(TRIES):
        driver.open(url)
        time.sleep(SETTLED)
        if front_end.export()["har"]["log"]["entries"]:
            return
    raise TimeoutError("The front end of DevTools does not notice what the page loads.")


def main(argv: list[str] | None = None) -> int:
    """Record, and write into the stored file what was recorded."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--engine", choices=BROWSERS, action="append", help="default: all that are installed"
    )
    parser.add_argument(
        "--only",
        type=lambda text: {int(number) for number in text.split(",")},
        help="numbers of cases, separated by commas",
    )
    options = parser.parse_args(argv)
    stored, authority = {row["case"]: row for row in rows()}, Authority(*NAMES)
    for engine in options.engine or [name for name, (_, find) in BROWSERS.items() if find()]:
        for case in (*CASES, *OF_THE_PAGE):
            if not options.only or case.number in options.only:
                print(engine, case.label, file=sys.stderr)
                stored.setdefault(case.label, {"case": case.label})[engine] = again(
                    engine, case, authority
                )
    RECORDED.parent.mkdir(exist_ok=True)
    write(RECORDED, [stored[case.label] for case in (*CASES, *OF_THE_PAGE) if case.label in stored])
    return 0


if __name__ == "__main__":
    sys.exit(main())
