"""The clinic's cases can be set up and explained on the bench: each is a state, and comes to what
real browsers make of it.
"""

import pytest

from cors_lab import Bench
from tests.bench.clinic import CASES, Case

by_case = pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.number}-{case.symptom}")


@by_case
def test_the_case_comes_to_what_browsers_make_of_it(case: Case):
    bench = Bench(state=case.state)
    error = bench.result.error
    found = (error.code, error.cors_error, error.firefox_reason) if error else ("", None, None)
    assert found == (case.code, case.chromium, case.firefox)
    assert tuple(answer for _, answer in bench.outcome["answers"]) == case.answers


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.cured is not None],
    ids=lambda case: f"{case.number}-{case.symptom}",
)
def test_what_a_developer_would_change_cures_it(case: Case):
    before, after = Bench(state=case.state), Bench(state=case.state | case.cured)
    assert (before.verdict, before.outcome["answers"]) != (after.verdict, after.outcome["answers"])
    assert after.result.error is None or not case.code


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.code], ids=lambda case: f"{case.number}-{case.symptom}"
)
def test_the_bench_explains_it(case: Case):
    bench = Bench(state=case.state)
    failed = [step for step in bench.panel["steps"] if step["state"] == "failed"]
    assert len(failed) == 1
    assert len(failed[0]["why"]) > 30
    assert failed[0]["fix"]


def test_all_cases_but_the_one_that_needs_a_public_network_are_there():
    assert {case.number for case in CASES} == set(range(1, 26)) - {24}
