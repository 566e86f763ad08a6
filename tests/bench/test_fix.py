"""The smallest fix: found by search over the pure algorithm, shown field by field, said where it is
not safe, applied by one button.
"""

import pytest

from cors_lab import Bench
from tests.bench.test_bench import PAGE, YES, four

ORIGIN, METHODS = "Access-Control-Allow-Origin", "Access-Control-Allow-Methods"
HEADERS = "Access-Control-Allow-Headers"


@pytest.fixture
def bench():
    return Bench()


def test_the_smallest_fix_is_found_shown_field_by_field_and_applied(bench):
    bench.state = {
        "method": "PUT",
        "headers": ["X-Demo: 1"],
        "allow_origin": "*",
        "allow_headers": "x-demo",
    }
    found = bench.find_fix()
    assert found["changes"] == [[METHODS, "not sent", "PUT"]]
    assert "the server must send Access-Control-Allow-Methods: PUT" in found["reason"]
    bench.apply_fix()
    assert four(bench) == ["sent", "sent", "yes", "yes"]
    assert bench.allow_methods == "PUT"
    assert bench.fix == {}


def test_a_fix_that_is_not_safe_says_so_and_a_safe_one_is_offered():
    bench = Bench(
        state={
            "headers": ["Authorization: Bearer secret"],
            "allow_origin": "<echo>",
            "allow_credentials": "true",
        }
    )
    found = bench.find_fix()
    assert found["warning"].startswith(
        "Not safe. It sends every Origin back and allows credentials"
    )
    assert [ORIGIN, "echo: the Origin of anyone who asks", PAGE] in found["better"]["changes"]
    bench.apply_fix(better=True)
    assert (bench.allow_origin, bench.vary, four(bench)[3]) == (PAGE, "Origin", "yes")


@pytest.mark.parametrize(
    ("state", "changed"),
    [
        (
            {"method": "PUT", "guard": "before", "headers": ["Authorization: x"]},
            {
                "Login guard",
                ORIGIN,
                METHODS,
                HEADERS,
            },
        ),
        (
            {"redirect_to": "/notes/", "redirect_by": "proxy", "method": "PUT"},
            {"Redirected by", ORIGIN, METHODS},
        ),
        ({"redirect_to": "https://login.example/", "allow_origin": PAGE}, {"Redirects to"}),
        ({"server": "stopped", "allow_origin": "*"}, {"Server"}),
        (
            {
                "proxy": ["Access-Control-Allow-Origin: *"],
                "allow_origin": PAGE,
                "credentials": "include",
            },
            {"A proxy adds", "Access-Control-Allow-Credentials"},
        ),
    ],
)
def test_what_stands_around_the_server_is_part_of_the_fix_and_the_fix_works(state, changed):
    bench = Bench(state=state)
    found = bench.find_fix()
    assert {row[0] for row in found["changes"]} == changed
    bench.apply_fix(better=False)
    assert four(bench)[3] == "yes"


def test_where_no_header_can_help_the_reason_is_said(bench):
    bench.mode = "no-cors"
    assert "On the page, leave the mode out." in bench.find_fix()["reason"]
    assert bench.fix["changes"] == []
    bench.apply_fix()
    assert four(bench)[3] == "yes"


def test_a_fix_is_gone_with_the_run_that_it_was_for(bench):
    bench.find_fix()
    bench.page = "http://localhost:3000"
    bench.apply_fix()
    assert (bench.fix, bench.allow_origin) == ({}, None)


def test_a_fix_asks_no_server(bench):
    log = len(bench._session.rig.server().log)
    bench.find_fix()
    assert len(bench._session.rig.server().log) == log


@pytest.mark.parametrize(
    ("state", "wrong", "better"),
    [
        (
            {"headers": ["Access-Control-Allow-Origin: *"], "allow_origin": "*"},
            "a header of the server's answer",
            {"headers": []},
        ),
        (
            {"method": "patch", "allow_origin": "*", "allow_methods": "PATCH"},
            "The page writes `patch`",
            {"method": "PATCH"},
        ),
    ],
)
def test_where_the_page_is_at_fault_the_fix_says_so_and_mends_the_page(state, wrong, better):
    bench = Bench(state=state)
    assert wrong in bench.find_fix()["warning"]
    bench.apply_fix()
    assert four(bench)[3] == "yes"
    assert bench.state == {name: value for name, value in (state | better).items() if value != []}


TWICE = {
    "method": "patch",
    "headers": ["Access-Control-Allow-Origin: *", "Access-Control-Allow-Methods: *", "X-Demo: 1"],
}


@pytest.mark.parametrize(
    ("state", "changed"),
    [
        (
            TWICE,
            {
                "More headers",
                "Method",
                ORIGIN,
                METHODS,
                HEADERS,
            },
        ),
        (
            {"mode": "no-cors", "headers": TWICE["headers"][:1]},
            {"More headers", "mode", ORIGIN},
        ),
        ({"mode": "same-origin"}, {"mode", ORIGIN}),
        (
            {**TWICE, "headers": ["Authorization: x", *TWICE["headers"][:1]], "allow_origin": "*"},
            {
                "More headers",
                "Method",
                ORIGIN,
                "Vary",
                METHODS,
                HEADERS,
            },
        ),
    ],
)
def test_however_many_mistakes_the_page_makes_one_press_ends_readable_safe_and_with_none_left(
    state, changed
):
    bench = Bench(state=state)
    better = bench.find_fix()["better"]
    assert {row[0] for row in better["changes"]} == changed
    assert better["warning"] == ""
    assert better["reason"].startswith("On the page, ")
    bench.apply_fix()
    assert four(bench)[3] == "yes"
    assert (bench.method.isupper(), bench.mode) == (True, "cors")
    assert not [line for line in bench.headers if line.startswith("Access-Control-")]
    assert not bench.outcome["call"].startswith("⚠")


def test_what_the_page_must_mend_is_said_even_where_no_server_helps_then():
    bench = Bench(
        state={"url": "http://api.example/notes", "headers": ["Access-Control-Allow-Origin: *"]}
    )
    found = bench.find_fix()
    assert "take `Access-Control-Allow-Origin` off the request" in found["warning"]
    assert "https" in found["reason"]
    assert (found["changes"], found["better"]) == ([], None)


def test_what_is_better_and_still_not_good_says_why():
    bench = Bench(state={"page": "sandbox", "method": "patch"})
    better = bench.find_fix()["better"]
    assert (
        better["warning"]
        == "Not safe. `*` lets every website read this: right for public data only."
    )
    bench.apply_fix()
    assert (four(bench)[3], bench.method) == ("yes", "PATCH")


def test_a_cached_copy_is_fixed_by_vary_from_the_first_run_on():
    bench = Bench(
        state={
            "cache_control": "max-age=600",
            "allow_origin": "<echo>",
            "before": [{"mode": "no-cors"}],
        }
    )
    assert four(bench) == ["not sent", "not sent (cached)", "no", "no"]
    assert bench.find_fix()["changes"] == [["Vary", "not sent", "Origin"]]
    bench.apply_fix()
    assert four(bench) == YES
    assert bench.state["before"] == [{"mode": "no-cors"}]


@pytest.mark.parametrize(
    ("state", "warned"),
    [
        (
            {"allow_origin": "<echo>", "allow_credentials": "true"},
            "every Origin is sent back, with credentials",
        ),
        (
            {"page": "sandbox", "allow_origin": "null"},
            "any website can make itself the origin `null`",
        ),
        ({"allow_origin": PAGE, "allow_credentials": "true"}, ""),
        ({"allow_origin": "*"}, ""),
    ],
)
def test_what_works_and_is_a_hole_says_so(state, warned):
    bench = Bench(state=state)
    assert four(bench)[3] == "yes"
    assert warned in bench.outcome["call"]
    assert bench.outcome["call"].startswith("⚠") is bool(warned)
    assert bench.outcome["state"] == ("noted" if warned else "passed")
    assert ("Name the origins that you trust" in bench.find_fix()["reason"]) is bool(warned)
