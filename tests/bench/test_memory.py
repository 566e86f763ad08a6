"""Time and memory: sending again, the clock, clearing the profile, and the history of runs."""

import pytest

from cors_lab import Bench

PAGE = "https://app.example"
CACHED = {"method": "PUT", "allow_origin": "*", "allow_methods": "PUT", "max_age": "600"}


def kinds(bench):
    return [exchange.kind for exchange in bench.result.exchanges]


def test_a_change_begins_with_empty_caches_and_sending_again_does_not():
    bench = Bench(state=CACHED)
    bench.again()
    assert kinds(bench) == ["request"]
    bench.content_type = "text/plain"
    assert kinds(bench) == ["preflight", "request"]


def test_a_profile_that_is_kept_survives_a_change():
    bench = Bench(state=CACHED)
    bench.keep = True
    bench.allow_methods = None
    assert kinds(bench) == ["request"]
    bench.clear()
    bench.again()
    assert bench.result.error.code == "method-not-allowed"


def test_the_clock_makes_what_is_remembered_old():
    bench = Bench(state=CACHED)
    bench.advance(599)
    bench.again()
    assert (kinds(bench), bench.clock) == (["request"], "9 min 59 s")
    bench.advance(2)
    bench.again()
    assert kinds(bench) == ["preflight", "request"]


@pytest.mark.parametrize(
    ("seconds", "kind"), [(-5, ValueError), ("5", TypeError), (float("nan"), ValueError)]
)
def test_a_time_that_is_none_is_refused(seconds, kind):
    with pytest.raises(kind, match="second"):
        Bench().advance(seconds)


def test_the_state_tab_shows_the_time_left():
    bench = Bench(
        state=CACHED
        | {
            "set_cookie": "session=ada; Max-Age=3600; Secure; SameSite=None",
            "credentials": "include",
        }
        | {"allow_origin": PAGE, "allow_credentials": "true"}
    )
    bench.tab = "memory"
    bench.advance(480)
    assert bench.panel["preflights"] == [
        ["method PUT", "https://api.example/notes", PAGE, "yes", "2 min"]
    ]
    assert bench.panel["cookies"] == [
        ["session=ada", "api.example/", "SameSite=None; Secure", "52 min"]
    ]
    bench.clear()
    assert (bench.panel["preflights"], bench.panel["cookies"]) == ([], [])


def test_a_cookie_of_an_earlier_visit_is_sent_or_not_as_its_samesite_says():
    state = {
        "cookie": "session=ada; SameSite=None; Secure",
        "credentials": "include",
        "guard": "cookie",
    }
    state |= {"allow_origin": PAGE, "allow_credentials": "true"}
    assert Bench(state=state).result.response.status == 200
    assert Bench(state=state | {"cookie": "session=ada"}).result.response.status == 401


def test_each_run_is_in_the_history_and_says_how_it_came_about():
    bench = Bench()
    bench.allow_origin = "*"
    bench.again()
    bench.advance(5)
    bench.again()
    labels = [run.label for run in bench.history]
    assert labels == [
        "the first run",
        "Access-Control-Allow-Origin: *",
        "sent again",
        "5 s later, sent again",
    ]


def test_a_run_is_recalled_with_the_runs_before_it():
    bench = Bench(state=CACHED)
    bench.again()
    bench.method = "DELETE"
    bench.recall(2)
    assert kinds(bench) == ["request"]
    assert bench.method == "PUT"
    with pytest.raises(ValueError, match=r"There is no run 99; the history has 1, 2, 3"):
        bench.recall(99)


def test_a_run_that_sent_nothing_leaves_nothing_in_the_profile_but_time():
    bench = Bench(state=CACHED)
    bench.keep = True
    bench.advance(5)
    bench.url = "http://"
    bench.advance(7)
    bench.url = "https://api.example/notes"
    assert bench.state["before"] == [{"advance": 12}]
    assert kinds(bench) == ["request"]
    bench.recall(2)
    assert bench.verdict.startswith("Nothing was sent. url:")


def test_two_runs_are_compared_in_settings_and_outcome():
    bench = Bench()
    bench.allow_origin = "*"
    found = bench.compare(1)
    assert found["settings"] == [["Access-Control-Allow-Origin", "not sent", "*"]]
    assert found["outcome"][:2] == [
        ["page could read it", "no", "yes"],
        ["error", "allow-origin-missing", "none"],
    ]
    assert bench.tab == "runs"


def test_the_history_is_bounded():
    bench = Bench()
    for _ in range(55):
        bench.again()
    assert [bench.history[0].number, bench.history[-1].number] == [7, 56]


def test_another_engine_has_a_profile_of_its_own():
    bench = Bench(state=CACHED)
    bench.keep = True
    bench.engine = "firefox"
    assert (kinds(bench), bench.result.engine) == (["preflight", "request"], "firefox")
    assert "before" not in bench.state
