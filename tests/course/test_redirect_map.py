"""The redirect map of lesson 09: who asks at each stop, and whether the page reads in the end."""

from __future__ import annotations

import pytest

from cors_lab.course import redirect_map

APP, API, CDN, LOGIN = (
    "https://app.example",
    "https://api.example",
    "https://cdn.example",
    "https://login.example",
)
ALWAYS = "https://app.example, always"


def origins(**values: object) -> list[str]:
    """The Origin of each request, in order."""
    table = redirect_map(**values).seen.blocks[1]
    return [row[1].strip("`") for row in table.rows]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"stop2": ""}, [APP]),
        ({"stop2": API}, [APP, APP]),
        ({"stop2": CDN}, [APP, "null"]),
        ({"stop2": CDN, "stop3": API}, [APP, "null", "null"]),
        ({"stop2": CDN, "stop3": APP}, [APP, "null", "null"]),
        ({"stop1": APP, "stop2": API}, ["none", APP]),
        ({"stop1": APP, "stop2": API, "stop3": LOGIN}, ["none", APP, "null"]),
    ],
)
def test_the_second_foreign_host_is_asked_without_a_name(
    values: dict[str, object], expected: list[str]
) -> None:
    assert origins(**values) == expected


def test_a_host_that_names_the_page_says_no_to_null() -> None:
    assert redirect_map(stop2="", allows=ALWAYS).seen.state == "passed"
    assert redirect_map(stop2=CDN, allows=ALWAYS).seen.state == "failed"


def test_who_was_allowed_is_told_by_the_name_that_asked() -> None:
    assert "allowed `null`" in " ".join(repr(redirect_map(stop2=CDN)).split())
    assert "allowed https://app.example" in " ".join(repr(redirect_map(stop2="")).split())


@pytest.mark.parametrize(("status", "requests"), [(307, 4), (303, 3)])
def test_json_is_asked_for_again_only_where_it_is_sent_again(status: int, requests: int) -> None:
    assert len(origins(kind="POST of JSON", status=status)) == requests


def test_a_preflight_is_never_redirected() -> None:
    redirected = "the redirect, like everything else"
    shown = redirect_map(kind="DELETE", preflights=redirected)
    assert shown.seen.state == "failed"
    assert "A preflight is never redirected" in repr(shown)


def test_all_engines_walk_all_chains() -> None:
    walk = redirect_map()
    for engine in ("chromium", "firefox", "webkit"):
        for stop in (APP, API, CDN, LOGIN):
            walk.set(engine=engine, stop3=stop)
            assert "That cannot be tried" not in repr(walk)


def test_the_picture_has_a_box_for_each_host_and_says_who_asks_on_each_arrow() -> None:
    path = redirect_map(kind="POST of JSON", status=307, stop3=LOGIN).seen.blocks[0]
    assert [stop.name for stop in path.stops] == [APP, API, CDN, LOGIN]
    assert [stop.control for stop in path.stops] == ["", "stop1", "stop2", "stop3"]
    assert path.stops[1].arrow[-1] == "`Origin: https://app.example`"
    assert path.stops[2].arrow == (
        "`OPTIONS` first, as `null`: 204",
        "`POST`, with the cookie",
        "`Origin: null`",
    )


def test_a_preflight_that_fails_is_the_last_arrow() -> None:
    redirected = "the redirect, like everything else"
    path = redirect_map(kind="DELETE", preflights=redirected).seen.blocks[0]
    assert [stop.name for stop in path.stops] == [APP, API]
    assert path.stops[-1].state == "failed"
