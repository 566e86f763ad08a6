import pytest

from cors_lab.result.answers import answers
from cors_lab.result.html import render_mimebundle
from cors_lab.result.text import render_text
from tests.result.samples import (
    BLOCKED,
    BLOCKED_PREFLIGHT,
    CACHED,
    EXECUTED,
    OPAQUE,
    PASSED,
    REDIRECTED,
    REFUSED,
    SAMPLES,
    TIMED_OUT,
)

ANSWERS = {
    "blocked": (BLOCKED, "not sent", "sent", "yes", "no"),
    "blocked-preflight": (BLOCKED_PREFLIGHT, "sent", "not sent", "no", "no"),
    "passed": (PASSED, "sent", "sent", "yes", "yes"),
    "executed": (EXECUTED, "not sent", "sent", "yes", "no"),
    "redirected": (REDIRECTED, "not sent", "sent ×2", "yes", "yes"),
    "refused": (REFUSED, "not sent", "not sent", "no", "no"),
    "timed-out": (TIMED_OUT, "not sent", "sent", "unknown", "no"),
    "opaque": (OPAQUE, "not sent", "sent", "yes", "no"),
    "cached": (CACHED, "not sent (cached)", "sent", "yes", "yes"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_the_four_answers(name):
    result, *expected = ANSWERS[name]
    assert [answer for _, answer in answers(result)] == expected


@pytest.mark.parametrize("name", SAMPLES)
def test_text_fits_80_columns_and_has_no_control_characters(name):
    text = render_text(SAMPLES[name])
    assert max(map(len, text.split("\n"))) <= 80
    assert all(line.isprintable() for line in text.split("\n"))


def test_a_blocked_fetch_says_what_why_and_what_to_do():
    assert render_text(BLOCKED).split("\n") == [
        "✗ Blocked: the server answered, but did not allow https://app.example to read",
        "  the answer.",
        "  GET https://api.example/notes · page https://app.example · chromium",
        "",
        "  preflight: not sent · request: sent",
        "  server ran it: yes · page could read it: no",
        "",
        "Request",
        "  ✓ passed       Scheme is http",
        "  i noted        Cross origin",
        "  ✗ failed       Does the response name an origin that may read it?",
        "  ○ not reached  Allow origin match",
        "",
        "Error: allow-origin-present",
        "Why: The response from https://api.example carries no",
        "  Access-Control-Allow-Origin header, so https://app.example may not read it.",
        "Fix: Send `Access-Control-Allow-Origin: https://app.example` with this response.",
    ]


def test_a_reason_that_the_verdict_gave_is_not_repeated():
    import dataclasses

    failed = next(step for step in BLOCKED.steps if step.state == "failed")
    assert "Why:" not in render_text(dataclasses.replace(BLOCKED, verdict=failed.why))


@pytest.mark.parametrize("name", SAMPLES)
def test_what_is_stored_is_the_same_every_time_and_names_no_port(name):
    bundle = render_mimebundle(SAMPLES[name])
    assert bundle == render_mimebundle(SAMPLES[name])
    assert set(bundle) == {"text/plain", "text/html"}
    for shown in bundle.values():
        assert "127.0.0.1" not in shown
        assert "53211" not in shown
        assert "Werkzeug" not in shown
        assert "2026" not in shown
