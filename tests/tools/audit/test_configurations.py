"""The configurations that a strict checker refuses, and those beside them: the audit says what
is true of each.
"""

from __future__ import annotations

import pytest

from cors_lab.fixes.mistakes.words import SEVERITIES
from cors_lab.tools.audit import audit
from tests.tools.audit.configurations import CONFIGURATIONS, Configuration

API = "https://api.other.example/me"


@pytest.mark.parametrize("case", CONFIGURATIONS, ids=lambda case: case.name)
def test_a_configuration_gets_what_it_deserves_and_nothing_else(case: Configuration) -> None:
    report = audit(case.server, page=case.page, url=API)
    assert {finding.id: finding.severity for finding in report.findings} == case.findings


@pytest.mark.parametrize("case", CONFIGURATIONS, ids=lambda case: case.name)
def test_a_finding_says_why_who_what_and_how(case: Configuration) -> None:
    for finding in audit(case.server, page=case.page, url=API).findings:
        assert finding.severity in SEVERITIES
        assert finding.reason
        assert finding.who
        assert finding.fix
        assert "{" not in finding.title + finding.who + finding.fix + finding.reason
        assert finding.evidence
        assert finding.evidence[-1].response is not None


def test_there_are_seventy() -> None:
    assert len(CONFIGURATIONS) >= 70
    assert len({case.name for case in CONFIGURATIONS}) == len(CONFIGURATIONS)
    sound = [case for case in CONFIGURATIONS if not case.findings]
    assert len(sound) >= 15
