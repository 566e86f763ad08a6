"""The table of the 25 cases: what check, audit and explain say of each. Print it: python -m
tests.clinic.table
"""

from __future__ import annotations

import contextlib
import io
from typing import NamedTuple

from cors_lab.tools.explain import explain
from tests.clinic.case import Case
from tests.clinic.cases import CASES, OF_THE_PAGE
from tests.clinic.recorded import lines, recorded

NO_LINE = "–"
ENGINES = {"chromium": "Chromium", "firefox": "Firefox", "webkit": "WebKit"}


class Row(NamedTuple):
    """One case: `check` is the error's code or the notes; of recorded browsers, which let the page
    read it, and what explain says.
    """

    number: int
    title: str
    exit_code: int
    check: str
    audit: str
    readable_in: str
    console: str
    har: str
    har_of_firefox: str


def row(case: Case) -> Row:
    """What our tools say of this case, and of what real browsers made of it."""
    answer = case.check()
    error = answer.result.error if answer.result else None
    notes = ", ".join(note.code for note in answer.notes)
    found = {finding.id for finding in case.audited().findings} if case.audit else set()
    return Row(
        case.number,
        case.title,
        answer.exit_code,
        error.code if error else notes or ("opaque" if answer.exit_code else "readable"),
        case.audit or "" if case.audit in found else "",
        _readable_in(case),
        _consoles(case),
        _har(case, "chromium"),
        _har(case, "firefox"),
    )


def _readable_in(case: Case) -> str:
    """The engines whose last call fulfilled its promise, as they were recorded."""
    ends = {engine: recorded()[case.label][engine]["steps"][-1] for engine in ENGINES}
    readable = [
        ENGINES[engine]
        for engine, end in ends.items()
        if end["fulfilled"] and end["type"] != "opaque"
    ]
    return "all" if len(readable) == len(ENGINES) else ", ".join(readable) or "none"


def _consoles(case: Case) -> str:
    """What explain makes of each engine's lines: once, where all say the same."""
    told = {name: _console(case, engine) for engine, name in ENGINES.items()}
    by_code: dict[str, list[str]] = {}
    for name, code in told.items():
        by_code.setdefault(code, []).append(name)
    return "; ".join(
        code if len(names) == len(ENGINES) else f"{', '.join(names)}: {code}"
        for code, names in by_code.items()
    )


def _console(case: Case, engine: str) -> str:
    """The code that explain names; with "one of N", where the engine's words stand for several."""
    said = lines(case.label, engine)
    if not said:
        return NO_LINE
    finding = explain("\n".join(said), page=None if case.page == "null" else case.page).findings[0]
    wanted = case.code if case.code in finding.codes else finding.code
    return (
        f"{wanted} (one of {len(finding.codes)})"
        if wanted != finding.code and wanted
        else finding.code or "not about CORS"
    )


def _har(case: Case, engine: str) -> str:
    """What explain makes of the last call in a recording."""
    findings = explain(recorded()[case.label][engine]["har"]).findings
    if not findings:
        return "nothing"
    last = findings[-1]
    code = last.code or (
        f"{last.codes[0]} (one of {len(last.codes)})"
        if last.verdict == "blocked" and last.codes
        else ""
    )
    return code or last.verdict


def main() -> None:
    print(
        (
            "| # | case | check: exit code, code | audit | readable in | console lines | "
            "Chromium's HAR | Firefox's HAR |\n"
        )
        + "| --- " * 8
        + "|"
    )
    for case in (*CASES, *OF_THE_PAGE):
        with contextlib.redirect_stderr(io.StringIO()):  # case 5 crashes on purpose
            found = row(case)
        cells = (
            f"{found.exit_code}: {found.check}",
            found.audit or NO_LINE,
            found.readable_in,
            found.console,
            found.har,
            found.har_of_firefox,
        )
        print(f"| {found.number} | {found.title} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
