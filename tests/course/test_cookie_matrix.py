"""The cookie matrix of lesson 07: three engines, one cookie, and the rule that decided."""

from __future__ import annotations

import pytest

from cors_lab.course import cookie_matrix

OTHER_SITE = "two sites: app.example and api.example"
ONE_SITE = "one site: app.example.com and api.example.com"
LOCAL = "localhost:3000 and localhost:5000"
LOCAL_IP = "127.0.0.1:3000 and localhost:5000"
BY_USER = "the user has logged in at the API's own page"


def works_in(**values: object) -> list[str]:
    """The engines in which the request carried the cookie."""
    table = cookie_matrix(**values).seen.blocks[1]
    return [row[0] for row in table.rows if row[2] == "yes"]


@pytest.mark.parametrize(
    ("values", "engines"),
    [
        ({"same_site": "not set"}, ["Firefox"]),
        ({"same_site": "Lax"}, []),
        ({"same_site": "None"}, []),
        ({"same_site": "None", "secure": True}, ["Chromium", "Firefox"]),
        ({"same_site": "None", "secure": True, "login": BY_USER}, ["Chromium", "WebKit"]),
        ({"same_site": "None", "secure": True, "credentials": "same-origin"}, []),
        ({"place": ONE_SITE, "same_site": "Strict"}, ["Chromium", "Firefox", "WebKit"]),
        ({"place": LOCAL}, ["Chromium", "Firefox", "WebKit"]),
        ({"place": LOCAL_IP}, ["Firefox"]),
    ],
)
def test_each_engine_has_its_own_rules(values: dict[str, object], engines: list[str]) -> None:
    assert works_in(**values) == engines


def test_the_rule_that_decided_is_named() -> None:
    shown = " ".join(repr(cookie_matrix()).split())
    assert "its SameSite does not let it be set from another site" in shown
    assert "this browser blocks third-party cookies" in shown
    assert "kept in the drawer of pages under https://app.example" in shown


def test_without_include_nothing_is_kept_or_sent() -> None:
    shown = " ".join(repr(cookie_matrix(credentials="omit", same_site="None")).split())
    assert "without `include`, no cookie goes to another origin or comes from one" in shown


def test_a_cookie_of_the_domain_is_seen_by_the_page_too() -> None:
    values = {"place": ONE_SITE, "same_site": "Lax", "http_only": False}
    assert "in a page of `https://api.example.com`" in repr(cookie_matrix(**values))
    shown = " ".join(repr(cookie_matrix(domain=True, **values)).split())
    assert "`https://app.example.com` or `https://api.example.com`" in shown


def test_every_place_can_be_chosen_in_every_way() -> None:
    matrix = cookie_matrix()
    for place in (OTHER_SITE, ONE_SITE, "one origin: api.example", LOCAL, LOCAL_IP):
        for flag in ("secure", "partitioned", "domain"):
            matrix.set(place=place, **{flag: True})
            assert "That cannot be tried" not in repr(matrix)
