"""The table of the 25 cases: what check, audit and explain say of each. Print it: python -m tests.clinic.table"""

from __future__ import annotations

import contextlib
import io
from typing import NamedTuple

from cors_lab.explaining import explain
from tests.clinic.case import Case
from tests.clinic.cases import CASES
from tests.clinic.har import har_of

LOCAL_NETWORK_LINE = (
    "Access to fetch at '{url}' from origin '{page}' has been blocked by CORS policy: "
    "Permission was denied for this request to access the `loopback` address space."
)  # Chromium 142 and later, where the user said no; not simulated
NO_LINE = "no line"


class Row(NamedTuple):
    """One case: `check` is the error's code or the notes, `console` and `har` what explain says of what the case leaves behind."""

    number: int
    title: str
    exit_code: int
    check: str
    audit: str
    console: str
    har: str


def row(case: Case) -> Row:
    """What our tools say of this case."""
    answer = case.check()
    error = answer.result.error if answer.result else None
    notes = ", ".join(note.code for note in answer.notes)
    found = {finding.id for finding in case.audited().findings} if case.audit else set()
    return Row(
        case.number, case.title, answer.exit_code, error.code if error else notes or ("opaque" if answer.exit_code else "readable"),
        case.audit or "" if case.audit in found else "", console_of(case), har_of_case(case),
    )  # fmt: skip


def console_of(case: Case) -> str:
    """What explain makes of the line in Chromium's console."""
    result = case.check().result
    assert result is not None
    lines = result.console()
    if case.number == 24:
        lines = [LOCAL_NETWORK_LINE.format(url=result.url, page=result.origin)]
    if not lines:
        return NO_LINE
    codes = [
        finding.code for finding in explain("\n".join(lines), page=None if case.page == "null" else case.page).findings if finding.code
    ]
    return codes[0] if codes else "not about CORS"


def har_of_case(case: Case) -> str:
    """What explain makes of the recording."""
    explanation = explain(har_of(case.check()))
    verdicts = [finding.code or finding.verdict for finding in explanation.findings]
    return verdicts[0] if verdicts else "opaque" if "opaque" in explanation.summary else "nothing"


def main() -> None:
    print("| # | case | check | audit | console line | HAR |\n| --- | --- | --- | --- | --- | --- |")
    for case in CASES:
        with contextlib.redirect_stderr(io.StringIO()):  # case 5 crashes on purpose
            found = row(case)
        print(
            f"| {found.number} | {found.title} | {found.exit_code}: {found.check} | {found.audit or '–'} | {found.console} | {found.har} |"
        )


if __name__ == "__main__":
    main()
