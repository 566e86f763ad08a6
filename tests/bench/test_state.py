"""The state: one JSON-able value that opens exactly one case, runs that came before it included."""

import json

import pytest

from cors_lab import Bench, Browser, Policy
from servers.notes_api import create_app

PAGE = "https://app.example"
STATES = [
    {},
    {"method": "DELETE", "allow_origin": ["*", "*"]},
    {
        "page": "sandbox",
        "engine": "webkit",
        "headers": ["X-Demo: 1", "X-Two: 2"],
        "mode": "no-cors",
    },
    {
        "credentials": "include",
        "cookie": "session=ada",
        "guard": "cookie",
        "allow_origin": PAGE,
        "allow_credentials": "true",
    },
    {"cache_control": "max-age=600", "before": [{"mode": "no-cors"}, {"advance": 30}]},
]


def as_json(value):
    return json.loads(json.dumps(value))


def statuses(bench):
    return [exchange.response.status for exchange in bench.result.exchanges]


@pytest.mark.parametrize("state", STATES)
def test_it_is_json_and_opens_the_same_case_elsewhere(state):
    bench = Bench(state=state)
    assert as_json(bench.state) == state
    again = Bench(state=as_json(bench.state))
    assert (again.state, again.verdict) == (bench.state, bench.verdict)
    assert statuses(again) == statuses(bench)


def test_setting_it_is_one_run_and_what_it_does_not_name_is_as_at_first():
    bench = Bench(state={"method": "PUT"})
    runs = bench.runs
    bench.state = {"allow_origin": "*", "credentials": "include"}
    assert (bench.runs, bench.method) == (runs + 1, "GET")


def test_a_policy_that_was_taken_away_is_taken_away_elsewhere_too():
    bench = Bench(
        Browser().open(PAGE), "https://api.example/notes", create_app(Policy(allow_origin="*"))
    )
    bench.allow_origin = None
    assert bench.state == {"allow_origin": None}
    bench.state = bench.state
    assert bench.allow_origin is None


def test_runs_in_a_profile_that_lasts_are_part_of_it():
    bench = Bench(
        state={"method": "PUT", "allow_origin": "*", "allow_methods": "PUT", "max_age": "600"}
    )
    bench.advance(60)
    bench.again()
    assert repr(bench.state["before"]) == "[{'advance': 60}]"
    assert [answer for _, answer in Bench(state=bench.state).outcome["answers"]] == [
        "not sent (cached)",
        "sent",
        "yes",
        "yes",
    ]


def test_the_line_to_copy_opens_it():
    bench = Bench(
        state={
            "allow_origin": "<echo>",
            "allow_headers": "content-type, x-demo",
            "headers": ["X-Demo: 1"],
            "method": "PUT",
        }
    )
    bench.tab = "copy"
    names = {}
    exec(
        bench.panel["text"].replace("\nBench(", "\nopened = Bench("), names
    )  # as a colleague would run it
    assert names["opened"].state == bench.state


@pytest.mark.parametrize(
    ("state", "kind", "sentence"),
    [
        (
            {"allow_orgin": "*"},
            ValueError,
            "state has no 'allow_orgin'. Did you mean 'allow_origin'?",
        ),
        ({"zzz": 1}, ValueError, "state has no 'zzz'. Its names are page, engine, method,"),
        ("PUT", TypeError, "state must be a dict such as {'method': 'PUT'}, not str."),
        (
            {"mode": "CORS"},
            ValueError,
            "mode must be one of 'cors', 'no-cors', 'same-origin', not 'CORS'.",
        ),
        (
            {"answer_preflight": 1},
            ValueError,
            "answer_preflight must be one of True, False, not 1.",
        ),
        ({"url": None}, TypeError, "url must be text, not None."),
        ({"method": 3}, TypeError, "method must be text, not 3."),
        ({"method": None}, TypeError, "method must be text, not None."),
        ({"body": 3}, TypeError, "body must be text, or None, not 3."),
        (
            {"headers": "X-Demo: 1"},
            TypeError,
            "headers must be a list of lines such as 'X-Demo: 1', not 'X-Demo: 1'.",
        ),
        (
            {"headers": [1]},
            TypeError,
            "headers must be a list of lines such as 'X-Demo: 1', not 1 in it.",
        ),
        ({"preflight_status": True}, TypeError, "preflight_status must be a number, not True."),
        (
            {"preflight_status": 99},
            ValueError,
            "preflight_status must be an HTTP status from 200 to 599, not 99",
        ),
        (
            {"allow_origin": 3},
            TypeError,
            "allow_origin must be text, a list of texts (several header lines) or None, not 3",
        ),
        ({"before": {}}, TypeError, "before must be a list of states, one for each earlier run."),
        (
            {"before": [{"before": []}]},
            ValueError,
            "A run in before cannot have a before of its own.",
        ),
        (
            {"before": [{"advance": -1}]},
            ValueError,
            "advance must be a number of seconds from 0, not -1.",
        ),
        ({"before": [{}] * 51}, ValueError, "before may have 50 runs at most, not 51."),
    ],
)
def test_what_no_bench_can_have_is_refused_in_one_sentence(state, kind, sentence):
    with pytest.raises(kind) as refused:
        Bench(state=state)
    assert str(refused.value).startswith(sentence)
    assert "\n" not in str(refused.value)
