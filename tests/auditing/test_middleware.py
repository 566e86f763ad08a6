"""Measured on real CORS libraries, run for real: good configurations have no finding above "info", bad ones have theirs."""

from __future__ import annotations

import functools

import pytest

from cors_lab.auditing import Report, audit
from tests.middleware.running import LIBRARIES

PAGE = "https://app.example"
NOBODY = {"page-blocked": "medium", "preflight-without-headers": "medium"}
# What is found above "info", with its severity, where the libraries agree, and where they do not.
EVERYWHERE = {
    "one_origin": {},
    "allow_list": {},
    "any_with_credentials": {"any-origin": "high"},
    "regex": {"contains": "high", "unescaped-dot": "high"},
    "null": {"null-origin": "high"},
}
SPECIAL = {
    ("Flask-CORS", "defaults"): {"any-origin": "low"},
    ("Starlette CORSMiddleware", "defaults"): NOBODY,
    ("django-cors-headers", "defaults"): NOBODY,
    ("aiohttp-cors", "defaults"): {"page-blocked": "medium", "preflight-auth": "medium"},
    ("Express cors", "defaults"): {},
    ("@fastify/cors", "defaults"): {},
    ("nginx", "defaults"): NOBODY,
    ("Starlette CORSMiddleware", "regex"): {"suffix": "high", "unescaped-dot": "high"},  # it takes the whole origin, as re.fullmatch
}
CASES = [(label, name) for label, library in LIBRARIES.items() for name in library.configurations()]


@functools.cache
def report(label: str, name: str) -> Report:
    with LIBRARIES[label].run(name) as url:
        return audit(f"{url}/notes", page=PAGE, rate=0)


@pytest.mark.parametrize(("label", "name"), CASES, ids=["-".join(case) for case in CASES])
def test_a_configuration_has_the_findings_that_it_deserves(label: str, name: str) -> None:
    if missing := LIBRARIES[label].missing():
        pytest.skip(missing)
    found = {finding.id: finding.severity for finding in report(label, name).serious}
    assert found == SPECIAL.get((label, name), EVERYWHERE.get(name))


@pytest.mark.parametrize("label", LIBRARIES)
def test_every_configuration_is_expected_to_be_something(label: str) -> None:
    names = LIBRARIES[label].configurations()
    assert {"defaults", "one_origin", "allow_list", "any_with_credentials", "null"} <= set(names)
    assert [name for name in names if (label, name) not in SPECIAL and name not in EVERYWHERE] == []


def test_a_crash_of_starlette_loses_the_headers_that_the_middleware_adds() -> None:
    with LIBRARIES["Starlette CORSMiddleware"].run("one_origin") as url:
        found = {finding.id: finding.severity for finding in audit(f"{url}/notes", page=PAGE, paths=("/broken",), rate=0).serious}
    assert found == {"error-without-headers": "low"}


def test_an_old_address_that_nginx_redirects_fails_for_preflights() -> None:
    if missing := LIBRARIES["nginx"].missing():
        pytest.skip(missing)
    with LIBRARIES["nginx"].run("one_origin") as url:
        found = {finding.id: finding.severity for finding in audit(f"{url}/notes", page=PAGE, paths=("/old",), rate=0).serious}
    assert found == {"preflight-redirect": "low"}
