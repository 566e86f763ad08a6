"""Each of the clinic's 25 cases is found by `check` or `audit`."""

from __future__ import annotations

import pytest

from tests.clinic.case import Case
from tests.clinic.cases import CASES

by_case = pytest.mark.parametrize("case", CASES, ids=[case.label for case in CASES])


def test_all_25_are_here() -> None:
    assert {case.number for case in CASES} == set(range(1, 26))


@by_case
def test_check_says_what_is_wrong(case: Case) -> None:
    answer = case.check()
    error = answer.result.error if answer.result else None
    found = (
        answer.exit_code,
        error and error.code,
        error and error.cors_error,
        error and error.firefox_reason,
    )
    assert found == (case.exit_code, case.code, case.cors_error, case.firefox_reason)
    assert tuple(note.code for note in answer.notes) == case.notes


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.audit], ids=[case.label for case in CASES if case.audit]
)
def test_audit_finds_it(case: Case) -> None:
    assert case.audit in {finding.id for finding in case.audited().findings}


@by_case
@pytest.mark.parametrize("engine", ["firefox", "webkit"])
def test_the_other_engines_come_to_the_same_verdict(case: Case, engine: str) -> None:
    mixed = (
        engine == "webkit" and case.number == 24
    )  # WebKit takes loopback for mixed content: blocked before anything is sent
    assert case.check(engine).exit_code == (1 if mixed else case.exit_code)


@by_case
def test_it_is_found_at_all(case: Case) -> None:
    assert case.exit_code or case.notes or case.audit
