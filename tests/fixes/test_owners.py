"""Whose server it is, and who added a header."""

from __future__ import annotations

import pytest

from cors_lab.fixes.owners import added_by_others, foreign


@pytest.mark.parametrize(
    "url", ["https://api.openai.com/v1/x", "https://slack.com/api/y", "https://a.atlassian.net/z"]
)
def test_a_well_known_server_is_not_yours(url):
    told = foreign(url)
    assert "not yours" in told
    assert "your own back end, keep the key there" in told


@pytest.mark.parametrize(
    ("url", "page", "asked"),
    [
        ("https://api.other.com/x", "https://app.mine.com", True),
        ("https://api.other.com/x", "http://localhost:3000", True),
        ("https://api.mine.com/x", "https://app.mine.com", False),
        ("http://api.localhost:5000/x", "https://app.mine.com", False),
        ("https://www.other.com/x", "https://app.mine.com", False),
    ],
)
def test_where_it_is_not_known_it_is_asked(url, page, asked):
    assert foreign(url, page).startswith("Is ") is asked


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("traceparent", "OpenTelemetry"),
        ("Sentry-Trace", "Sentry"),
        ("x-datadog-parent-id", "Datadog"),
        ("x-requested-with", "jQuery"),
        ("Access-Control-Allow-Origin", "request header"),
    ],
)
def test_who_added_a_header_is_known(name, who):
    assert who in added_by_others([name])


def test_an_authors_own_header_is_no_ones():
    assert added_by_others(["x-tenant"]) == ""
