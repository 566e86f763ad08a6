"""Measured on real CORS libraries, run for real: good configurations have no finding above "info",
bad ones have theirs.
"""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from cors_lab.tools.audit import Report, audit
from tests.middleware.running import LIBRARIES
from tests.tools.audit.expected import expected, table

PAGE = "https://app.example"
DOCS = Path(__file__).resolve().parents[3] / "docs" / "check-and-audit.md"
CASES = [(label, name) for label, library in LIBRARIES.items() for name in library.configurations()]


@functools.cache
def report(label: str, name: str) -> Report:
    with LIBRARIES[label].run(name) as url:
        return audit(f"{url}/notes", page=PAGE, rate=0)


@pytest.mark.parametrize(("label", "name"), CASES, ids=["-".join(case) for case in CASES])
@pytest.mark.slow
def test_a_configuration_has_the_findings_that_it_deserves(label: str, name: str) -> None:
    if missing := LIBRARIES[label].missing():
        pytest.skip(missing)
    found = {finding.id: finding.severity for finding in report(label, name).serious}
    assert found == expected(label, name)


def test_the_docs_have_the_table_of_it() -> None:
    assert table() in DOCS.read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_crash_of_starlette_loses_the_headers_that_the_middleware_adds() -> None:
    with LIBRARIES["Starlette CORSMiddleware"].run("one_origin") as url:
        found = {
            finding.id: finding.severity
            for finding in audit(f"{url}/notes", page=PAGE, paths=("/broken",), rate=0).serious
        }
    assert found == {"error-without-headers": "low"}


def test_an_old_address_that_nginx_redirects_fails_for_preflights() -> None:
    if missing := LIBRARIES["nginx"].missing():
        pytest.skip(missing)
    with LIBRARIES["nginx"].run("one_origin") as url:
        found = {
            finding.id: finding.severity
            for finding in audit(f"{url}/notes", page=PAGE, paths=("/old",), rate=0).serious
        }
    assert found == {"preflight-redirect": "low"}
