"""docs/middleware.md says what the installed libraries do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cors_lab.server.policy import ECHO, Policy, PolicyFront
from tests.middleware import table
from tests.middleware.measuring import QUESTIONS, Row, measure
from tests.middleware.running import LIBRARIES, wsgi


@pytest.mark.parametrize("label", LIBRARIES)
def test_the_document_says_what_the_library_does(label):
    library = LIBRARIES[label]
    if missing := library.missing():
        pytest.skip(missing)
    expected = {key: row for key, row in table.read().items() if key[0] == label}
    assert {
        (label, name): table.measured(label, name) for name in library.configurations()
    } == expected


def test_the_document_is_as_the_script_writes_it():
    text = table.DOCUMENT.read_text(encoding="utf-8")
    assert table.document(table.read(), table.versions_in(text)) == text


def test_every_library_is_in_the_document_with_its_version():
    assert set(table.versions_in(table.DOCUMENT.read_text(encoding="utf-8"))) == set(LIBRARIES)
    assert {label for label, _ in table.read()} == set(LIBRARIES)


def app(environ, start_response):
    statuses = {"/notes": "200 OK", "/old": "302 Found", "/broken": "500 Internal Server Error"}
    headers = [("Location", "/notes")] if environ["PATH_INFO"] == "/old" else []
    start_response(statuses.get(environ["PATH_INFO"], "404 Not Found"), headers)
    return [b""]


GOOD = Policy(
    allow_origin="https://app.example",
    allow_credentials=True,
    allow_methods="PUT",
    allow_headers="content-type",
    vary=True,
)
SOUND = Row(
    preflight="204, passes",
    strangers_preflight="204, refused",
    cookies="yes",
    without_cookies="yes",
    no_origin="`https://app.example`",
    stranger="`https://app.example`",
    vary="always",
    not_found="yes",
    broken="yes",
    redirect="yes",
    slash="204, passes",
    options="200, with headers",
    strangers="none",
)


NO_PREFLIGHT = {"preflight": "204, refused", "slash": "204, refused"}
MISMATCH = {"cookies": "no (AllowOriginMismatch)", "without_cookies": "no (AllowOriginMismatch)"}
GUARDED = dict.fromkeys(("preflight", "strangers_preflight", "slash"), "401, refused")
ECHOED = {
    "strangers_preflight": "204, passes",
    "no_origin": "nothing",
    "stranger": "`https://evil.example`",
    "strangers": "everyone",
}


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (GOOD, SOUND),
        (
            replace(GOOD, on_errors=False, vary=None),
            replace(SOUND, not_found="no", broken="no", vary="never"),
        ),
        (replace(GOOD, preflight_status=401), replace(SOUND, **GUARDED)),
        (
            replace(GOOD, allow_credentials="True"),
            replace(SOUND, **NO_PREFLIGHT, cookies="no (InvalidAllowCredentials)"),
        ),
        (
            replace(GOOD, allow_origin="null"),
            replace(
                SOUND,
                **NO_PREFLIGHT,
                **MISMATCH,
                no_origin="`null`",
                stranger="`null`",
                strangers="`null`",
            ),
        ),
        (replace(GOOD, allow_origin=ECHO), replace(SOUND, **ECHOED)),
    ],
)
def test_a_server_is_measured_as_it_is(policy, expected):
    with wsgi(PolicyFront(app, policy)) as url:
        found = measure(url)
    assert {field: getattr(found, field) for field in QUESTIONS} == {
        field: getattr(expected, field) for field in QUESTIONS
    }
