"""What each case leaves behind, its console lines and its HAR, is explained."""

from __future__ import annotations

import pytest

from cors_lab import Browser
from cors_lab.explaining import explain
from tests.clinic import apps
from tests.clinic.case import API, PAGE, Case
from tests.clinic.cases import CASES
from tests.clinic.har import har_of
from tests.clinic.table import NO_LINE, row

BLOCKED = [case for case in CASES if case.code]
SAID = [(case, engine) for case in BLOCKED for engine in ("chromium", "firefox", "webkit")]
# WebKit says nothing of a request without a preflight that finds nobody, nor of mixed content.
SILENT = {(23, "webkit")}


@pytest.mark.parametrize(("case", "engine"), SAID, ids=[f"{case.label} {engine}" for case, engine in SAID])
def test_its_console_lines_name_the_cause(case: Case, engine: str) -> None:
    result = case.check(engine).result
    assert result is not None
    assert result.error is not None
    lines = result.console()
    assert bool(lines) is ((case.number, engine) not in SILENT)
    if lines:
        found = explain("\n".join(lines), page=None if case.page == "null" else case.page).findings
        assert result.error.code in {code for finding in found for code in (finding.code, *finding.codes)}


@pytest.mark.parametrize("case", CASES, ids=[case.label for case in CASES])
def test_its_recording_is_explained(case: Case) -> None:
    explanation = explain(har_of(case.check()))
    if case.words.get("mode") == "no-cors":  # a recording does not tell it from an image: counted, not judged
        assert "1 opaque (no-cors)" in explanation.summary
        return
    assert [finding.code or None for finding in explanation.findings] == [case.code]
    assert [finding.agreement for finding in explanation.findings] == ["agrees"]


@pytest.mark.parametrize("case", CASES, ids=[case.label for case in CASES])
def test_the_table_has_it(case: Case) -> None:
    found = row(case)
    assert found.audit == (case.audit or "")
    assert found.check in (case.code, ", ".join(case.notes), "opaque" if case.exit_code else "readable")
    if case.code:
        assert (found.console, found.har) == (case.code, case.code)
    elif case.number == 24:
        assert found.console == "local-network-access"
    else:
        assert found.console == ("error-status" if case.number == 21 else NO_LINE)


def test_case_19_shows_in_a_browser_that_has_loaded_it_before() -> None:
    page = Browser(hosts={API: apps.cached_for_all()}).open(PAGE)
    page.fetch(f"{API}/notes", mode="no-cors")
    result = page.fetch(f"{API}/notes")
    assert result.exchanges == ()
    assert result.error is not None
    assert result.error.code == "allow-origin-missing"
    assert explain("\n".join(result.console())).findings[0].code == "allow-origin-missing"


def test_case_20_shows_in_a_browser_that_has_asked_before() -> None:
    page = Browser(hosts={API: apps.flask_cors(origins=[PAGE], max_age=86400)()}).open(PAGE)
    assert page.fetch(f"{API}/notes", "PUT").fulfilled
    page.browser.hosts[API] = apps.flask_cors(origins=[PAGE], methods=["GET"])()
    page.browser.advance(3600)
    assert page.fetch(f"{API}/notes", "PUT").fulfilled  # by the old answer
    page.browser.clear()
    assert not page.fetch(f"{API}/notes", "PUT").fulfilled
